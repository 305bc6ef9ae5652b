package importer

import (
	"bytes"
	"cmp"
	"path"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// relink writes links that lead into the source as full addresses.
func (p *Plan) relink(it *Item, file string, src []byte) []byte {
	if !bytes.ContainsAny(src, "[<") && !bytes.Contains(src, []byte("://")) {
		return src // no link is without one of them
	}
	n := note.Parse(file, src)
	n.Retarget(func(l note.Link) (string, bool) {
		t := p.src.Follow(it, l)
		if t.Lost != "" {
			p.tally.Add(Loss{t.Lost, it.ID + ": " + note.Clean(l.Dest)})
			return "", false
		}
		if t.Firm && it.Exact && p.opt.Into == "" {
			return "", false // both are where they were
		}
		dest, ok := p.destination(n, l, t)
		if ok && l.Wiki && !l.Image && l.Key == "" {
			dest += p.label(n, l, t)
		}
		return dest, ok && dest != l.Dest
	})
	return n.Bytes()
}

// destination is what a link says in the pool.
func (p *Plan) destination(n *note.Note, l note.Link, t Target) (string, bool) {
	switch {
	case t.URL != "":
		return t.URL, !l.Wiki
	case t.File != "":
		to := p.attach(t.File, cmp.Or(t.Place, t.File))
		if l.Wiki {
			return "/" + strings.TrimPrefix(to, note.Root), true
		}
		return relative(n.Path, to), true
	case t.Item == "":
		return "", false
	}
	a, ok := p.Becomes(t.Item)
	if !ok {
		return "", false
	}
	tail := ""
	if t.Anchor != "" {
		tail = "#" + t.Anchor
	}
	switch {
	case a.Path() == n.Path && tail != "":
		return tail, true
	case l.Wiki || l.Key != "":
		return string(a) + tail, true
	}
	return n.RelativeLink(a) + tail, true
}

// label keeps what a link showed when its address was what it showed. In a row of a table the
// bar would end the cell.
func (p *Plan) label(n *note.Note, l note.Link, t Target) string {
	if t.Text == "" || l.Start < 0 || l.Text != "" && l.Text != l.Dest {
		return ""
	}
	src := n.Bytes()
	begin := bytes.LastIndexByte(src[:l.Start], '\n') + 1
	if isRow(string(src[begin:l.Start])) || l.End < len(src) && src[l.End] == '|' {
		return ""
	}
	return "|" + t.Text
}

// isRow reports the beginning of a line that has a bar outside of links: a row of a table.
func isRow(line string) bool {
	for {
		before, rest, ok := strings.Cut(line, "[[")
		if strings.Contains(before, "|") {
			return true
		}
		if !ok {
			return false
		}
		_, line, _ = strings.Cut(rest, "]]")
	}
}

// relative is the path of a file from the folder of another.
func relative(from, to string) string {
	a, b := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	for len(a) > 0 && len(b) > 1 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	return strings.Repeat("../", len(a)) + strings.Join(b, "/")
}
