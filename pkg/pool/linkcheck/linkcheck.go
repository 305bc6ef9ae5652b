// Package linkcheck knows what the links of a pool can lead to, and says what is wrong with them:
// links that lead nowhere, or elsewhere than their author may think, places that a note does not
// have, notes that moved, and notes of which one replaces the other without its saying so.
//
// Its main type is [Targets], everything that there is. What holds: a link is judged by the rule
// that also follows it (note.Resolver), so that what is right leads somewhere in every face. It
// writes nothing and asks nobody; it must not know clones, and texts come from whoever reads files.
package linkcheck

import (
	"fmt"
	"path"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Check reports what is wrong with the links of a note or entry, each at its line, and advises where
// a note has moved.
func (t Targets) Check(n *note.Note) []note.Problem {
	var out []note.Problem
	r := t.Resolver()
	links := n.Links()
	for _, l := range links {
		to := r.Resolve(n.Path, l)
		if p, ok := t.Problem(n, l, to); ok {
			p.Path, p.Line = n.Path, l.Line
			out = append(out, p)
		}
	}
	return append(out, t.OneSided(n, links)...)
}

// Problem is what there is to say about a link and where it leads; false for nothing. Its path and
// line are left to the caller.
func (t Targets) Problem(n *note.Note, l note.Link, to note.Place) (note.Problem, bool) {
	dest := Quotable(l.Dest)
	switch {
	case to.Leads == note.Nowhere && to.Note != "":
		return missingNote(l, to), true
	case to.Leads == note.Nowhere:
		verb := "links to"
		if l.Image {
			verb = "shows"
		}
		return note.Problem{Rule: "broken-link", Message: fmt.Sprintf("%s %q, which does not exist", verb, dest),
			Fix: "add the file next to the note, or correct the link"}, true
	case to.Leads == note.ToNote && to.By == note.ByFormer && isMoved(l):
		return note.Problem{Rule: "moved-link", Advice: true, Message: fmt.Sprintf("links to %q, which has moved to %s", dest, to.Note),
			Fix: "cop check --fix writes the new address"}, true
	case to.Leads == note.ToNote && to.By == note.ByCase && !l.Wiki:
		return note.Problem{Rule: "broken-link", Message: fmt.Sprintf("links to %q; the note is called %s", dest, to.Note),
			Fix: "cop check --fix writes it as it is called"}, true
	case to.Leads == note.ToNote && len(to.Others) > 0 && to.By != note.ByLanguage:
		return ambiguous(n, dest, to), true
	}
	return t.badAnchor(n, l, to)
}

// Quotable is a destination as a message quotes it.
func Quotable(dest string) string { return note.Brief(note.Clean(dest), 120) }

func missingNote(l note.Link, to note.Place) note.Problem {
	verb := "links to"
	if l.Key != "" {
		verb = l.Key + " names"
	}
	return note.Problem{Rule: "broken-link", Message: fmt.Sprintf("%s %q, which does not exist", verb, Quotable(string(to.Note))),
		Fix: "correct the address, or add the note"}
}

// isMoved reports links that say an address. A name without a folder may well be a second
// name that its author gave the note.
func isMoved(l note.Link) bool { return !l.Wiki || strings.Contains(l.Dest, "/") }

// ambiguous tells the notes that a name may mean. Where one lies beside the linking note,
// every tool takes that one: then it is only advice.
func ambiguous(n *note.Note, dest string, to note.Place) note.Problem {
	names := []string{string(to.Note)}
	for _, a := range to.Others {
		names = append(names, string(a))
	}
	if len(names) > 4 {
		names = append(names[:3:3], fmt.Sprintf("%d others", len(names)-3))
	}
	last := len(names) - 1
	return note.Problem{
		Rule: "ambiguous-link", Advice: path.Dir(to.Note.Path()) == path.Dir(n.Path),
		Message: fmt.Sprintf("%q may be %s or %s; it leads to %s", dest, strings.Join(names[:last], ", "), names[last], to.Note),
		Fix:     fmt.Sprintf("write [[%s]]", to.Note),
	}
}

// badAnchor reports a place that its note does not have.
func (t Targets) badAnchor(n *note.Note, l note.Link, to note.Place) (note.Problem, bool) {
	a := to.Note
	if to.Leads == note.Here {
		a, _ = note.AddressOf(n.Path)
	}
	if to.Anchor == "" || to.Leads != note.Here && to.Leads != note.ToNote {
		return note.Problem{}, false
	}
	places, ok := t.placesIn(a)
	if !ok || places.Has(to.Anchor) {
		return note.Problem{}, false
	}
	what, fix := "heading", "name one of its headings"
	if block := to.Anchor[strings.LastIndexByte(to.Anchor, '#')+1:]; strings.HasPrefix(block, "^") {
		what, fix = "block", fmt.Sprintf("end the paragraph that is meant with %s, or name a heading", note.Clean(block))
	}
	where := string(a)
	if to.Leads == note.Here {
		where = "this note"
	}
	return note.Problem{Rule: "broken-anchor", Message: fmt.Sprintf("links to %q: %s has no such %s", Quotable(l.Dest), where, what),
		Fix: fix}, true
}

// OneSided reports a note that is replaced by one that does not say so, or says it replaces
// one that does not know; links are the note's.
func (t Targets) OneSided(n *note.Note, links []note.Link) []note.Problem {
	own, ok := note.AddressOf(n.Path)
	if !ok {
		return nil
	}
	var out []note.Problem
	for _, l := range links {
		back := OtherSide(l.Key)
		if back == "" {
			continue
		}
		to := t.Resolver().Resolve(n.Path, l)
		if to.Leads != note.ToNote || to.Note == own || t.Says(to.Note, back, own) {
			continue
		}
		out = append(out, note.Problem{Path: n.Path, Line: l.Line, Rule: "one-sided",
			Message: fmt.Sprintf("%s names %s, which does not say so", l.Key, to.Note),
			Fix:     fmt.Sprintf("cop check --fix writes %s there", back)})
	}
	return out
}

// OtherSide is the key with which the other note of a replacement says it; "" for keys that
// have to do with none.
func OtherSide(key string) string {
	switch key {
	case "supersedes":
		return "superseded_by"
	case "superseded_by":
		return "supersedes"
	}
	return ""
}
