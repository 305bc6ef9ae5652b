package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// mailHead is the head of a mail.
type mailHead struct {
	from    *mail.Address
	to      []*mail.Address
	subject string
	date    time.Time
}

func (h mailHead) addresses() []string {
	out := make([]string, len(h.to))
	for i, a := range h.to {
		out[i] = a.String()
	}
	return out
}

// message is a mail as RFC 5322 and RFC 2046 have it: the text, and the same as HTML, of which
// a program shows what it likes best, which is the last. The same letter at the same moment
// is the same bytes.
func (h mailHead) message(text, html string) []byte {
	sum := sha256.Sum256([]byte(text + html))
	mark := hex.EncodeToString(sum[:8])
	var b bytes.Buffer
	field := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	field("From", h.from.String())
	if len(h.to) > 0 {
		field("To", strings.Join(h.addresses(), ",\r\n "))
	}
	field("Subject", encodedHeader(h.subject))
	field("Date", h.date.UTC().Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	_, domain, _ := strings.Cut(h.from.Address, "@")
	field("Message-ID", fmt.Sprintf("<letter.%s.%s@%s>", h.date.UTC().Format("20060102T150405"), mark, domain))
	field("X-Mailer", "cop")
	field("MIME-Version", "1.0")
	boundary := "=_" + mark // no line of a quoted-printable part can be it: "=_" is not its coding
	field("Content-Type", "multipart/alternative; boundary=\""+boundary+"\"")
	b.WriteString("\r\n")
	part(&b, boundary, "text/plain", text)
	part(&b, boundary, "text/html", html)
	b.WriteString("--" + boundary + "--\r\n")
	return b.Bytes()
}

func part(b *bytes.Buffer, boundary, kind, text string) {
	fmt.Fprintf(b, "--%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", boundary, kind)
	w := quotedprintable.NewWriter(b)
	_, _ = w.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n"))) // a buffer takes everything
	_ = w.Close()
	b.WriteString("\r\n")
}

// headerRoom is what of a header fits a line of 76 behind its name, RFC 2047, 2.
const headerRoom = 64

// encodedHeader is a text of a header, on as many lines as it takes.
func encodedHeader(s string) string {
	endless := slices.ContainsFunc(strings.Fields(s), func(word string) bool { return len(word) > headerRoom })
	if mime.QEncoding.Encode("utf-8", s) == s && !endless { // one word of plain letters is broken by encoding alone
		return foldWords(s)
	}
	var words []string
	chunk := ""
	for _, r := range s {
		if len(mime.QEncoding.Encode("utf-8", chunk+"é"+string(r))) > headerRoom {
			words, chunk = append(words, encodedWord(chunk)), ""
		}
		chunk += string(r)
	}
	return strings.Join(append(words, encodedWord(chunk)), "\r\n ")
}

// encodedWord is a piece of a text that has other letters elsewhere, so that it must be
// encoded even if it has none: a space between encoded words is no part of the text.
func encodedWord(s string) string {
	out := mime.QEncoding.Encode("utf-8", s)
	if out != s {
		return out
	}
	return "=?utf-8?q?" + strings.NewReplacer(" ", "_", "=", "=3D", "?", "=3F", "_", "=5F").Replace(s) + "?="
}

// foldWords breaks a line before words that would make it too long.
func foldWords(s string) string {
	var b strings.Builder
	line := 0
	for i, w := range strings.Split(s, " ") {
		switch {
		case i > 0 && line+1+len(w) > headerRoom:
			b.WriteString("\r\n ")
			line = 0
		case i > 0:
			b.WriteByte(' ')
			line++
		}
		b.WriteString(w)
		line += len(w)
	}
	return b.String()
}
