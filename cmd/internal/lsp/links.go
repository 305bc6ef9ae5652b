package lsp

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// resolve is the note that a link leads to; there is false when it leads to none.
func (d *snapshot) resolve(n *note.Note, l note.Link) (a note.Address, there bool) {
	to := d.space.Resolve(n, l)
	return to.Note, to.Leads == note.ToNote
}

// definition leads from a link to its note, and to the heading it names.
func (s *server) definition(c call) (any, error) {
	d, doc, p, err := s.here(c)
	if err != nil {
		return nil, err
	}
	n := d.parse(doc)
	l, ok := linkAt(n, doc.offset(p))
	if !ok {
		return nil, nil
	}
	_, anchor, _ := strings.Cut(l.Dest, "#")
	if strings.HasPrefix(l.Dest, "#") {
		return location{doc.uri, headingSpan(n, doc.text, anchor)}, nil
	}
	a, there := d.resolve(n, l)
	if !there {
		return nil, nil
	}
	target, text, err := s.read(d, a)
	if err != nil {
		return nil, err
	}
	return location{uriOf(d.pool.File(a)), headingSpan(target, text, anchor)}, nil
}

// read is a note as the editor has it open, else as it is on disk.
func (s *server) read(d *snapshot, a note.Address) (*note.Note, *text, error) {
	if doc, ok := s.docs[uriOf(d.pool.File(a))]; ok {
		return d.parse(doc), doc.text, nil
	}
	b, err := d.pool.Read(a)
	if err != nil {
		return nil, nil, err
	}
	return note.Parse(a.Path(), b), newText(string(b), s.enc), nil
}

// headingSpan is the line of a heading, named by its anchor or its words; the beginning
// where there is none.
func headingSpan(n *note.Note, t *text, anchor string) span {
	for _, h := range n.Headings() {
		if anchor != "" && (h.Anchor == anchor || strings.EqualFold(h.Text, anchor)) {
			return t.lineSpan(h.Line)
		}
	}
	return t.span(0, 0)
}

// references are the places that link to the note under the cursor: the one a link there
// leads to, else the document's own.
func (s *server) references(c call) (any, error) {
	d, doc, p, err := s.hereNow(c)
	if err != nil {
		return nil, err
	}
	out := []location{}
	a, ok := d.subject(doc, p)
	if !ok {
		return out, nil
	}
	from, err := d.pool.Backlinks(c.ctx, a)
	if err != nil {
		return nil, err
	}
	for _, b := range append(from, a) {
		n, text, err := s.read(d, b)
		if err != nil {
			continue // gone meanwhile
		}
		for _, l := range n.Links() {
			if to, there := d.resolve(n, l); there && to == a && l.Start >= 0 {
				out = append(out, location{uriOf(d.pool.File(b)), text.span(l.Start, l.End)})
			}
		}
	}
	return out, nil
}

// subject is the note that a position is about.
func (d *snapshot) subject(doc *document, at position) (note.Address, bool) {
	n := d.parse(doc)
	if l, ok := linkAt(n, doc.offset(at)); ok {
		return d.resolve(n, l)
	}
	return d.address(doc.uri)
}

func (s *server) documentLinks(c call) (any, error) {
	d, doc, _, err := s.here(c)
	if err != nil {
		return nil, err
	}
	out := []documentLink{}
	n := d.parse(doc)
	links := n.Links()
	for _, l := range links[:min(len(links), mostLinks)] {
		if l.Start < 0 {
			continue
		}
		if a, there := d.resolve(n, l); there {
			out = append(out, documentLink{doc.span(l.Start, l.End), uriOf(d.pool.File(a)), note.Clean(d.title(a))})
		}
	}
	return out, nil
}

func (d *snapshot) title(a note.Address) string {
	if c := d.at[a]; c != nil {
		return c.Title
	}
	return string(a)
}
