package note_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

func TestSet(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, src, key string
		value          any
		want           string
	}{
		{"add", "---\na: 1\n# end\n---\nB\n", "title", "New", "---\na: 1\n# end\ntitle: New\n---\nB\n"},
		{"no front matter", "# H\n", "status", "deprecated", "---\nstatus: deprecated\n---\n# H\n"},
		{"mark and crlf", "\ufeff# H\r\nx", "tags", []string{"a", "b c"}, "\ufeff---\r\ntags: [a, b c]\r\n---\r\n# H\r\nx"},
		{"empty file", "", "title", "A", "---\ntitle: A\n---\n"},
		{"empty front matter", "---\n---\nB", "title", "A", "---\ntitle: A\n---\nB"},
		{"comment stays", "---\ntitle: old # why\nb: 2\n---\n", "title", "new", "---\ntitle: new # why\nb: 2\n---\n"},
		{"spacing stays", "---\ntitle:    old\n---\n", "title", "new", "---\ntitle:    new\n---\n"},
		{"double quotes stay", "---\ntitle: \"old\" # q\n---\n", "title", "a \"b\"", "---\ntitle: \"a \\\"b\\\"\" # q\n---\n"},
		{"single quotes stay", "---\ntitle: 'it''s'\n---\n", "title", "that's", "---\ntitle: 'that''s'\n---\n"},
		{"quotes when needed", "---\ntitle: a\n---\n", "title", "a: b", "---\ntitle: \"a: b\"\n---\n"},
		{"not a bool", "---\ntitle: a\n---\n", "title", "yes", "---\ntitle: \"yes\"\n---\n"},
		{"no value", "---\ntitle:\nb: 1\n---\n", "title", "a", "---\ntitle: a\nb: 1\n---\n"},
		{"no value, comment", "---\ntitle: # fill in\nb: 1\n---\n", "title", "a", "---\ntitle: a # fill in\nb: 1\n---\n"},
		{"quoted key", "---\n\"title\": a\n---\n", "title", "b", "---\n\"title\": b\n---\n"},
		{"folded", "---\ntitle: >\n  a\n  b\n\nb: 1\n---\n", "title", "x", "---\ntitle: x\n\nb: 1\n---\n"},
		{"several lines", "---\ntitle: a\n  b\nc: 1\n---\n", "title", "x", "---\ntitle: x\nc: 1\n---\n"},
		{"flow list", "---\ntags: [ a, 'b' ] # t\n---\n", "tags", []string{"a", "b", "c"}, "---\ntags: [ a, 'b', c ] # t\n---\n"},
		{"flow list, one gone", "---\ntags: [a, 'b', c]\n---\n", "tags", []string{"a", "c"}, "---\ntags: [a, c]\n---\n"},
		{"flow list, first gone", "---\ntags: [a, 'b', c]\n---\n", "tags", []string{"b", "c"}, "---\ntags: ['b', c]\n---\n"},
		{"flow list, last gone", "---\ntags: [a, b]\n---\n", "tags", []string{"a"}, "---\ntags: [a]\n---\n"},
		{"flow list, new order", "---\ntags: [a, 'b']\n---\n", "tags", []string{"b", "a"}, "---\ntags: ['b', a]\n---\n"},
		{"flow list, emptied", "---\ntags: [a]\n---\n", "tags", []string{}, "---\ntags: []\n---\n"},
		{"flow list, lines", "---\ntags: [\n  a, # first\n  b,\n]\nz: 1\n---\n", "tags", []string{"a", "b", "c"}, "---\ntags: [\n  a, # first\n  b, c,\n]\nz: 1\n---\n"},
		{"block list", "---\ntags:\n  # the\n  - a # x\n  - \"b\"\nz: 1\n---\n", "tags", []string{"b", "c"}, "---\ntags:\n  - \"b\"\n  - c\nz: 1\n---\n"},
		{"block list at margin", "---\ntags:\n- a\n---\n", "tags", []string{"a", "x: y"}, "---\ntags:\n- a\n- \"x: y\"\n---\n"},
		{"block list, crlf", "---\r\ntags:\r\n- a\r\nz: 1\r\n---\r\n", "tags", []string{"a", "b"}, "---\r\ntags:\r\n- a\r\n- b\r\nz: 1\r\n---\r\n"},
		{"block list to one", "---\ntags: # t\n  - a\nz: 1\n---\n", "tags", "a", "---\ntags: a # t\nz: 1\n---\n"},
		{"one to list", "---\ntags: a, b # t\n---\n", "tags", []string{"a", "b"}, "---\ntags: [a, b] # t\n---\n"},
		{"date", "---\nreview_by: 2024-01-01 # soon\n---\n", "review_by", day("2025-01-02"), "---\nreview_by: 2025-01-02 # soon\n---\n"},
		{"same", "---\ntags: [ a,b ]\n---\n", "tags", []string{"a", "b"}, "---\ntags: [ a,b ]\n---\n"},
		{"number", "---\na: 1\n---\n", "a", 2, "---\na: 2\n---\n"},
		{"bool", "---\na: 1\n---\n", "a", true, "---\na: true\n---\n"},
		{"indented keys", "---\n  a: 1\n---\n", "b", "x", "---\n  a: 1\n  b: x\n---\n"},
		{"twice", "---\na: x\na: y\n---\n", "a", "z", "---\na: z\na: y\n---\n"},
		{"hash in word", "---\na: x#y # c\n---\n", "a", "z", "---\na: z # c\n---\n"},
		{"hash in quotes", "---\na: \"x # y\" # c\n---\n", "a", "z", "---\na: \"z\" # c\n---\n"},
		{"two lines", "---\na: x\n---\n", "a", "1\n2", "---\na: \"1\\n2\"\n---\n"},
		{"no final newline", "---\na: x\n---", "a", "z", "---\na: z\n---"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := note.Parse("practices/x.md", []byte(tt.src))
			if err := n.Set(tt.key, tt.value); err != nil {
				t.Fatal(err)
			}
			if got := string(n.Bytes()); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestSetRereadsFields(t *testing.T) {
	t.Parallel()
	n := note.Parse("practices/x.md", []byte("# H\n"))
	if err := n.Set("title", "T"); err != nil || n.Title != "T" || n.BodyLine() != 4 {
		t.Errorf("%v, %q, %d", err, n.Title, n.BodyLine())
	}
	if err := n.Delete("title"); err != nil || n.Title != "H" {
		t.Errorf("%v, %q", err, n.Title)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]string{
		{"---\na: 1\nb: 2\n---\nB", "a", "---\nb: 2\n---\nB"},
		{"---\na: 1\nb:\n  - x\n  # y\n\n# c\nc: 2\n---\nB", "b", "---\na: 1\n\n# c\nc: 2\n---\nB"},
		{"---\na: 1\n---\nB", "a", "---\n---\nB"},
		{"---\na: 1\na: 2\nb: 3\n---\n", "a", "---\nb: 3\n---\n"},
		{"---\na: 1\n---\n", "z", "---\na: 1\n---\n"},
	} {
		n := note.Parse("practices/x.md", []byte(tt[0]))
		if err := n.Delete(tt[1]); err != nil || string(n.Bytes()) != tt[2] {
			t.Errorf("Delete(%q) of %q = %q, %v", tt[1], tt[0], n.Bytes(), err)
		}
	}
}

func TestSetBody(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]string{
		{"---\na: 1\n---\nold", "new\n", "---\na: 1\n---\nnew\n"},
		{"---\na: 1\n---", "new\n", "---\na: 1\n---\nnew\n"},
		{"\ufeffold", "new", "\ufeffnew"},
		{"---\r\na: 1\r\n---", "x", "---\r\na: 1\r\n---\r\nx"},
	} {
		n := note.Parse("practices/x.md", []byte(tt[0]))
		if err := n.SetBody([]byte(tt[1])); err != nil || string(n.Bytes()) != tt[2] || string(n.Body()) != tt[1] {
			t.Errorf("SetBody(%q) of %q = %q, %v", tt[1], tt[0], n.Bytes(), err)
		}
	}
}

// What cannot be edited safely is refused, and stays as it is.
func TestEditRefused(t *testing.T) {
	t.Parallel()
	syntax, edit := new(*note.SyntaxError), new(*note.EditError)
	for _, tt := range []struct {
		src  string
		want any
	}{
		{"---\na: [1\n---\nB", syntax},
		{"---\na: never closed\n", syntax},
		{"---\nsome words\n---\n", syntax},
		{"---\n{a: 1, b: 2}\n---\n", edit},
		{"---\n? a\n: 1\n---\n", edit},
		{"---\na: &x 1\nb: *x\n---\n", edit},
	} {
		n := note.Parse("practices/x.md", []byte(tt.src))
		if err := n.Set("a", "new"); !errors.As(err, tt.want) || string(n.Bytes()) != tt.src {
			t.Errorf("Set on %q: %v, %q", tt.src, err, n.Bytes())
		}
	}
	n := note.Parse("practices/x.md", []byte("words"))
	if err := n.SetBody([]byte("---\na: b\n---\n")); !errors.As(err, edit) || string(n.Bytes()) != "words" {
		t.Errorf("SetBody: %v, %q", err, n.Bytes())
	}
	if err := n.Set("a", 1.5); err == nil || string(n.Bytes()) != "words" {
		t.Errorf("Set of a float: %v, %q", err, n.Bytes())
	}
}

func TestWriteNew(t *testing.T) {
	t.Parallel()
	got := string(note.WriteNew(note.Tried, []note.Field{
		{Key: "author", Value: "ana"}, {Key: "date", Value: "2024-05-01T10:00:00Z"}, {Key: "outcome", Value: "worked"},
		{Key: "at", Value: "1234567"}, {Key: "context", Value: "web: a team"}, {Key: "tags", Value: []string{"a,b", "c"}},
		{Key: "day", Value: day("2024-05-01")}, {Key: "effort", Value: ""}, {Key: "count", Value: 3},
	}, []byte("\nBody.\n")))
	want := `---
type: tried
author: ana
date: 2024-05-01T10:00:00Z
outcome: worked
at: "1234567"
context: "web: a team"
tags: ["a,b", c]
day: 2024-05-01
count: 3
---

Body.
`
	if got != want {
		t.Errorf("got %s", got)
	}
	if got := string(note.WriteNew(note.Practice, nil, nil)); got != "---\n---\n" {
		t.Errorf("empty: %q", got)
	}
}

// Random edits of random front matter: the edit is there when it is read again, nothing
// else changed, and every line of another key is still there in order.
func TestEditProperty(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for i := range 5_000 {
		src := randomNote(r)
		n := note.Parse("practices/x.md", []byte(src))
		if n.Err() != nil {
			t.Fatalf("%d: generated %q: %v", i, src, n.Err())
		}
		before := n.FrontMatter()
		key := pick(r, "title", "tags", "list", "text", "new", "date")
		var value any = randomText(r)
		if r.IntN(2) == 0 {
			list := []string{}
			for range r.IntN(4) {
				list = append(list, pick(r, randomText(r), "a", "b", "c"))
			}
			value = list
		}
		if err := n.Set(key, value); err != nil {
			if string(n.Bytes()) != src {
				t.Fatalf("%d: refused, but changed %q to %q", i, src, n.Bytes())
			}
			refused++
			continue
		}
		again := note.Parse("practices/x.md", n.Bytes())
		after := again.FrontMatter()
		got, _ := again.Value(key)
		if fmt.Sprint(got) != fmt.Sprint(value) {
			t.Fatalf("%d: set %s of %q to %q, read %q from %q", i, key, src, value, got, n.Bytes())
		}
		delete(before, key)
		delete(after, key)
		if fmt.Sprint(before) != fmt.Sprint(after) {
			t.Fatalf("%d: set %s of %q: other keys changed: %q", i, key, src, n.Bytes())
		}
		if !strings.HasSuffix(string(n.Bytes()), string(note.Parse("", []byte(src)).Body())) {
			t.Fatalf("%d: body changed: %q", i, n.Bytes())
		}
		for line := range strings.SplitAfterSeq(src, "\n") {
			if strings.HasPrefix(line, "# ") && !strings.Contains(string(n.Bytes()), line) {
				t.Fatalf("%d: comment %q lost: %q", i, line, n.Bytes())
			}
		}
	}
	if refused > 0 {
		t.Errorf("%d of 5000 edits refused", refused)
	}
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

func randomText(r *rand.Rand) string {
	parts := []string{"a", "go", " ", ":", "#", "'", "\"", "\\", ",", "[", "]", "{", "}", "-", "1", "2024-01-01", "yes", "é", "日本", "\n", "\t", "&", "*", "!", "|", ">", "%", "@", "`", "?", "x: y", " #", "\ufeff", "\u0085", "\u2028", "\x00", "\x7f", "🦊"}
	var b strings.Builder
	for range r.IntN(5) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// randomNote is a note with front matter as people write it.
func randomNote(r *rand.Rand) string {
	eol := pick(r, "\n", "\n", "\r\n")
	shapes := map[string][]string{
		"title": {"title: Words here", "title: \"Quoted: yes\"", "title: 'It''s'", "title:", "title: >-\n  folded\n  words", "title: |\n  literal # no comment\n", "title: plain\n  goes on", "\"title\": x"},
		"tags":  {"tags: [a, 'b', \"c\"]", "tags:\n  - a\n  - 'b'\n  - c", "tags:\n- a\n- b", "tags: a, b", "tags: []", "tags: [\n  a,\n  b\n]", "tags: [a, 'b, c', d]"},
		"list":  {"list: [c]", "list:\n    - b", "list: x", "list:\n  - a\n  -  b  \n"},
		"text":  {"text: a#b", "text: 'a # b'", "text: http://x.y/z", "text: \"esc \\\" q\"", "text: {a: b}", "text: [1, [2, 3]]", "text: don't [do] it"},
		"date":  {"date: 2024-05-01", "date: \"2024-05-01\"", "date: 2024-05-01T10:00:00Z"},
		"other": {"other: {x: 1, y: [2]}", "other:\n  deep:\n    - 1\n    # within\n    - 2", "other: ~"},
	}
	var b strings.Builder
	if r.IntN(8) == 0 {
		b.WriteString("\ufeff")
	}
	b.WriteString("---\n")
	for _, key := range []string{"title", "tags", "other", "list", "text", "date"} {
		switch r.IntN(5) {
		case 0:
			continue
		case 1:
			b.WriteString("# about " + key + "\n")
		case 2:
			b.WriteString("\n")
		}
		s := shapes[key][r.IntN(len(shapes[key]))]
		b.WriteString(s)
		if !strings.Contains(s, "\n") && r.IntN(4) == 0 {
			b.WriteString(" # note")
		}
		b.WriteString("\n")
	}
	b.WriteString(pick(r, "---\n", "---  \n", "...\n") + pick(r, "", "body", "\n# H\n\ntext\n"))
	return strings.ReplaceAll(b.String(), "\n", eol)
}
