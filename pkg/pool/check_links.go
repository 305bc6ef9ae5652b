package pool

import (
	"fmt"
	"path"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// checkLinks reports links that lead nowhere, or elsewhere than their author may think, and
// advises where a note has moved.
func checkLinks(n *note.Note, k known) []note.Problem {
	var out []note.Problem
	r := k.resolver()
	links := n.Links()
	for _, l := range links {
		to := r.Resolve(n.Path, l)
		if p, ok := linkProblem(n, l, to, k); ok {
			p.Path, p.Line = n.Path, l.Line
			out = append(out, p)
		}
	}
	return append(out, oneSided(n, links, k)...)
}

// linkProblem is what there is to say about a link and where it leads.
func linkProblem(n *note.Note, l note.Link, to note.Place, k known) (note.Problem, bool) {
	dest := quotable(l.Dest)
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
	return badAnchor(n, l, to, k)
}

// quotable is a destination as a message quotes it.
func quotable(dest string) string { return note.Brief(note.Clean(dest), 120) }

func missingNote(l note.Link, to note.Place) note.Problem {
	verb := "links to"
	if l.Key != "" {
		verb = l.Key + " names"
	}
	return note.Problem{Rule: "broken-link", Message: fmt.Sprintf("%s %q, which does not exist", verb, quotable(string(to.Note))),
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
func badAnchor(n *note.Note, l note.Link, to note.Place, k known) (note.Problem, bool) {
	a := to.Note
	if to.Leads == note.Here {
		a, _ = note.AddressOf(n.Path)
	}
	if to.Anchor == "" || to.Leads != note.Here && to.Leads != note.ToNote {
		return note.Problem{}, false
	}
	places, ok := k.placesIn(a)
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
	return note.Problem{Rule: "broken-anchor", Message: fmt.Sprintf("links to %q: %s has no such %s", quotable(l.Dest), where, what),
		Fix: fix}, true
}

// oneSided reports a note that is replaced by one that does not say so, or says it replaces
// one that does not know.
func oneSided(n *note.Note, links []note.Link, k known) []note.Problem {
	own, ok := note.AddressOf(n.Path)
	if !ok {
		return nil
	}
	var out []note.Problem
	for _, l := range links {
		back := otherSide(l.Key)
		if back == "" {
			continue
		}
		to := k.resolver().Resolve(n.Path, l)
		if to.Leads != note.ToNote || to.Note == own || k.says(to.Note, back, own) {
			continue
		}
		out = append(out, note.Problem{Path: n.Path, Line: l.Line, Rule: "one-sided",
			Message: fmt.Sprintf("%s names %s, which does not say so", l.Key, to.Note),
			Fix:     fmt.Sprintf("cop check --fix writes %s there", back)})
	}
	return out
}

// otherSide is the key with which the other note of a replacement says it; "" for keys that
// have to do with none.
func otherSide(key string) string {
	switch key {
	case "supersedes":
		return "superseded_by"
	case "superseded_by":
		return "supersedes"
	}
	return ""
}

// says reports whether a key of a note leads to another.
func (k known) says(a note.Address, key string, to note.Address) bool {
	n := k.replaced[a]
	if n == nil {
		b, err := k.read(a.Path())
		if err != nil {
			return true // that is for others to tell
		}
		n = note.Parse(a.Path(), b)
	}
	for _, l := range n.Links() {
		if l.Key == key && k.resolver().Resolve(n.Path, l).Note == to {
			return true
		}
	}
	return false
}
