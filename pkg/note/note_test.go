package note_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/google/go-cmp/cmp"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestFields(t *testing.T) {
	t.Parallel()
	n := note.Parse("practices/oncall/pager.fr.md", []byte(`---
# who answers
title: "Rotate the pager"
description: Everyone, weekly
type: Practice
tags: [on-call, "2024", go]
authors:
  - ana # she
  - ben
aliases: oncall/old
date: 2024-05-01
review_by: 2025-05-01
status: superseded
superseded_by: "[[oncall/new|the new way]]"
supersedes: [[oncall/older]]
stewards: ana, ben
adapted_from: ops:oncall/pager@abc123
custom: {a: [1, 2.5, yes, null]}
version: 1.10
---

# Another title
`))
	if n.Err() != nil {
		t.Fatal(n.Err())
	}
	got := map[string]any{
		"title": n.Title, "description": n.Description, "type": n.Type, "lang": n.Lang, "tags": n.Tags, "authors": n.Authors,
		"aliases": n.Aliases, "date": n.Date, "review_by": n.ReviewBy, "status": n.Status, "by": n.SupersededBy,
		"of": n.Supersedes, "stewards": n.Stewards, "from": n.AdaptedFrom, "line": n.BodyLine(), "body": string(n.Body()),
	}
	want := map[string]any{
		"title": "Rotate the pager", "description": "Everyone, weekly", "type": note.Practice, "lang": "fr",
		"tags": []string{"on-call", "2024", "go"}, "authors": []string{"ana", "ben"}, "aliases": []string{"oncall/old"},
		"date": day("2024-05-01"), "review_by": day("2025-05-01"), "status": "superseded", "by": note.Address("oncall/new"),
		"of": note.Address("oncall/older"), "stewards": []string{"ana", "ben"}, "from": "ops:oncall/pager@abc123",
		"line": 21, "body": "\n# Another title\n",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	custom, _ := n.Value("custom")
	if d := cmp.Diff(any(map[string]any{"a": []any{1, 2.5, "yes", nil}}), custom); d != "" {
		t.Error(d)
	}
	if v, _ := n.Value("date"); v != "2024-05-01" {
		t.Errorf("date = %#v, want it as written", v)
	}
	if _, ok := n.Value("absent"); ok {
		t.Error("an absent key has a value")
	}
}

func TestFallbacks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		path, src string
		title     string
		typ       note.Type
	}{
		{"practices/go/retry-well.md", "", "Retry well", note.Practice},
		{"practices/go/retry-well.de.md", "no heading\n", "Retry well", note.Practice},
		{"practices/go/intro-to-node.js.md", "", "Intro to node.js", note.Practice},
		{"practices/x.md", "# Use `sync.Once`, *please*\n", "Use sync.Once, please", note.Practice},
		{"practices/x.md", "\n\nTitle\n=====\n", "Title", note.Practice},
		{"practices/x.md", "```\n# no\n```\n\n# Yes\n", "Yes", note.Practice},
		{"practices/x.md", "<!--\n# no\n-->\n# Yes #\n", "Yes", note.Practice},
		{"practices/x.md", "\ufeff# With a mark\r\n", "With a mark", note.Practice},
		{"practices/x.md", "---\ntitle:\n---\n# H\n", "H", note.Practice},
		{"practices/x.md", "---\ntitle: [a, b]\n---\n# H\n", "H", note.Practice},
		{"practices/x.md", "---\ntitle: Go: the good parts\n---\n# H\n", "Go: the good parts", note.Practice},
		{"practices/kitchen/salt-on-ice.md", "---\ntitle: [\n---\n\ntext\n", "Salt on ice", note.Practice}, // what is left of a broken one names nothing
		{"practices/x.md", "---\ntitle: [\n---\n# H\n", "H", note.Practice},
		{"practices/x.md", "---\n\nProse between rules.\n\n---\n# H\n", "H", note.Practice},
		{"practices/people/ana.md", "", "Ana", note.Person},
		{"practices/events/2024-05-01-breakfast.md", "", "2024 05 01 breakfast", note.Event},
		{"practices/charter.md", "", "Charter", note.CharterNote},
		{"practices/charter.md", "---\ntype: story\n---\n", "Charter", note.Story},
		{"practices/a/b/2024-05-01-ana-maria-tried-k3x7q2.md", "", "2024 05 01 ana maria tried k3x7q2", note.Tried},
	} {
		n := note.Parse(tt.path, []byte(tt.src))
		if n.Title != tt.title || n.Type != tt.typ {
			t.Errorf("Parse(%q, %q) = %q, %q; want %q, %q", tt.path, tt.src, n.Title, n.Type, tt.title, tt.typ)
		}
	}
}

func TestSyntaxError(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		src  string
		line int
	}{
		{"---\ntitle: a\ntags: [a, b\n---\nbody\n", 4},
		{"---\ntitle: Go: the parts\n---\n", 2},
		{"---\n\ttitle: x\n---\n", 2},
		{"---\ntitle: \xff\n---\n", 2},
		{"---\njust words\n---\n", 2},
		{"---\ntitle: never closed\n", 1},
		{"---\na: &a [*a]\n---\n", 2},
	} {
		n := note.Parse("practices/x.md", []byte(tt.src))
		var se *note.SyntaxError
		if !errors.As(n.Err(), &se) || se.Line != tt.line {
			t.Errorf("Err of %q = %v, want line %d", tt.src, n.Err(), tt.line)
		}
	}
}

// Notes of their own may be read by several goroutines at once: they share the parser.
func TestNotesSideBySide(t *testing.T) {
	t.Parallel()
	want := len(note.Parse("practices/x/y.md", []byte(linked)).Links())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				n := note.Parse("practices/x/y.md", []byte(linked))
				if got := len(n.Links()); got != want || n.Text() == "" || len(n.Headings()) != 1 {
					t.Errorf("%d links, want %d", got, want)
				}
			}
		})
	}
	wg.Wait()
}
