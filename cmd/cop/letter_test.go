package main

import (
	"mime"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
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
		strings.Repeat("endless", 200),
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

// Mail programs fold away what is beyond some 100 KB: long titles are cut, and what has no room
// is counted.
func TestALetterIsShort(t *testing.T) {
	r := breakfastResult{Pool: strings.Repeat("&", 5000), site: "https://notes.example.org", Act: actJSON{Why: strings.Repeat("<", 5000), Command: "cop ask"}}
	for range 40 {
		d := dishJSON{noteJSON: noteJSON{Address: note.Address(strings.Repeat("数/", 900) + "x"), Title: strings.Repeat("<&>\"", 9000)}}
		r.News, r.Proven, r.Contested, r.Welcome = append(r.News, d), append(r.Proven, d), append(r.Contested, d), append(r.Welcome, d)
	}
	page := r.html()
	if len(page) > 100_000 || strings.Count(page, "<li>and ") != 4 || strings.Count(page, "<ul") != strings.Count(page, "</ul>") {
		t.Errorf("%d bytes, %d notices", len(page), strings.Count(page, "<li>and "))
	}
	if text := r.plain(); strings.Count(text, "* and 28 more") != 4 || !strings.Contains(text, "…") {
		t.Errorf("the text has %d bytes", len(text))
	}
}
