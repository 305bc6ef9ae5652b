package gitreview

import (
	"context"
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
)

// threads puts together what was said, and finds the lines it was said about in the
// files as they are now.
func (l snapshot) threads(ctx context.Context, s proposal) ([]forge.Thread, error) {
	var talk []forge.Comment
	var out []forge.Thread
	at := map[forge.ThreadID]int{}
	for _, e := range s.events {
		if e.body != "" && e.state != forge.Open {
			talk = append(talk, e.comment(string(e.id), e.body))
		}
		for i, c := range e.Comments {
			t, err := l.thread(ctx, s, c)
			if err != nil {
				return nil, err
			}
			t.ID = forge.ThreadID(e.commentID(i))
			t.Comments = []forge.Comment{e.comment(string(t.ID), c.Body)}
			at[t.ID] = len(out)
			out = append(out, t)
		}
	}
	for _, e := range s.events {
		for i, r := range e.Replies {
			c := e.comment(e.commentID(len(e.Comments)+i), r.Body)
			if n, ok := at[r.Thread]; ok {
				out[n].Comments = append(out[n].Comments, c)
				continue
			}
			talk = append(talk, c)
		}
	}
	return forge.WithConversation(talk, out), nil
}

func (e event) comment(id, body string) forge.Comment {
	return forge.Comment{ID: id, By: e.by, Body: body, When: e.when, Name: e.name, Email: strings.Trim(e.email, "<> "), Brought: e.brought}
}

// thread is a recorded comment, anchored in the file as it is now.
func (l snapshot) thread(ctx context.Context, s proposal, c recordedComment) (forge.Thread, error) {
	a := forge.Anchor{Path: c.Path, Side: c.Side, Line: c.Line, Start: c.Start, Quote: c.Quote}
	at := s.Head
	if c.Side == forge.Before {
		at = s.merged.base
	}
	if at == "" {
		return forge.Thread{Anchor: a}, nil
	}
	now, err := l.Git.Lookup(ctx, at, c.Path)
	if err != nil {
		return forge.Thread{}, fmt.Errorf("find what a comment is about: %w", err)
	}
	if now.Blob == c.Blob {
		return forge.Thread{Anchor: a}, nil
	}
	if now.Blob == "" {
		a.Line, a.Start = 0, 0
		return forge.Thread{Anchor: a, Outdated: true}, nil
	}
	src, err := l.Git.Read(ctx, now.Blob)
	if err != nil {
		return forge.Thread{}, fmt.Errorf("find what a comment is about: %w", err)
	}
	var ok bool
	a.Start, a.Line, ok = reanchor(string(src), c.Quote, c.Line)
	return forge.Thread{Anchor: a, Outdated: !ok}, nil
}

// reanchor finds a quoted passage in a newer version of its file and returns its first
// and last line, 1-based. Of several places the one nearest to the old line wins.
//
// Lines are where prose is cut, not what it says, so the passage is looked for word by
// word, across line ends: re-wrapped paragraphs keep their comments. The search compares
// the quote's words at every word of the file, O(words × quote) at worst, in practice the
// first word tells.
//
//	quote "Call the\nsecond on-call", file "…\nCall the second\non-call after five minutes."
//	words    Call the second on-call   are words 7..10, on lines 2..3: found at 2–3
func reanchor(src, quote string, old int) (start, end int, ok bool) {
	want := strings.Fields(quote)
	if len(want) == 0 {
		return 0, 0, false
	}
	words, lines := wordsOf(src)
	best := -1
	for i := 0; i+len(want) <= len(words); i++ {
		if !matchWords(words[i:], want) {
			continue
		}
		if best < 0 || distance(lines[i+len(want)-1], old) < distance(lines[best+len(want)-1], old) {
			best = i
		}
	}
	if best < 0 {
		return 0, 0, false
	}
	return lines[best], lines[best+len(want)-1], true
}

// wordsOf cuts a text into words and says on which line, 1-based, each stands.
func wordsOf(src string) (words []string, lines []int) {
	n := 0
	for l := range strings.Lines(src) {
		n++
		for _, w := range strings.Fields(l) {
			words = append(words, w)
			lines = append(lines, n)
		}
	}
	return words, lines
}

func matchWords(words, want []string) bool {
	for i, w := range want {
		if words[i] != w {
			return false
		}
	}
	return true
}

func distance(a, b int) int { return max(a-b, b-a) }
