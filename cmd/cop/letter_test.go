package main

import (
	"mime"
	"net/mail"
	"strings"
	"testing"
	"time"
)

// A mail is what was put into it, on lines that no server breaks.
func TestLetterIsReadBack(t *testing.T) {
	for _, subject := range []string{
		"Table, 24 November 2026",
		strings.Repeat("plain words ", 20) + "end",
		strings.Repeat("Größe und 数据 = ? _ ", 12) + "end",
		strings.Repeat("plain words ", 20) + "é",
		"é" + strings.Repeat(" plain_words=", 20),
		strings.Repeat("数", 90),
	} {
		h := mailHead{from: &mail.Address{Name: "Zoë", Address: "zoe@example.org"}, subject: subject, date: time.Unix(1.8e9, 0)}
		raw := string(h.message("text\n"+strings.Repeat("long ", 200)+"\n", "<p>é</p>\n"))
		for line := range strings.SplitSeq(raw, "\r\n") {
			if len(line) > 78 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("%d: %q", len(line), line)
			}
		}
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); got != subject || err != nil {
			t.Errorf("%q, %v, want %q", got, err, subject)
		}
		if again := string(h.message("text\n"+strings.Repeat("long ", 200)+"\n", "<p>é</p>\n")); again != raw {
			t.Error("the same letter is other bytes")
		}
	}
}
