package exporter

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// style is how a target writes links.
type style struct {
	// note is the destination of a link to a note, file of one to an attachment; from is the
	// path of the linking file in the pool.
	note func(from string, to note.Address, anchor string) string
	file func(from, to string) string
	wiki bool // keeps [[…]]
}

// relink is a text whose links lead where they led, as the target writes them.
func (p *Pool) relink(n *note.Note, s style) []byte {
	src := n.Bytes()
	var out []byte
	at := 0
	for _, l := range inOrder(n.Links()) {
		if l.Start < at || l.Key != "" {
			continue
		}
		from, to, text := p.link(n, src, l, s)
		if text == "" || from < at {
			continue
		}
		out = append(append(out, src[at:from]...), text...)
		at = to
	}
	return append(out, src[at:]...)
}

func inOrder(links []note.Link) []note.Link {
	out := slices.DeleteFunc(slices.Clone(links), func(l note.Link) bool { return l.Start < 0 })
	slices.SortStableFunc(out, func(a, b note.Link) int { return a.Start - b.Start })
	return out
}

// link is what takes the place of a link, and of which bytes; "" leaves it.
func (p *Pool) link(n *note.Note, src []byte, l note.Link, s style) (from, to int, text string) {
	place := p.links.Resolve(n.Path, l)
	dest := ""
	switch place.Leads {
	case note.ToNote:
		if _, here := p.titles[place.Note]; here {
			dest = s.note(n.Path, place.Note, place.Anchor)
		}
	case note.ToFile:
		if p.has[place.File] {
			dest = s.file(n.Path, place.File)
		} else if file := p.called(place.File); file != "" {
			dest = s.file(n.Path, file)
		}
	case note.Here:
		dest = "#" + place.Anchor
	case note.Nowhere:
		p.lose("links to what is not in the export: they lead nowhere there", n.Path+": "+l.Dest)
	}
	if !l.Wiki || s.wiki {
		return l.Start, l.End, dest
	}
	open, end := bytes.LastIndex(src[:l.Start], []byte("[[")), bytes.Index(src[l.End:], []byte("]]"))
	if open < 0 || end < 0 {
		return 0, 0, ""
	}
	label := strings.ReplaceAll(l.Text, `\|`, "|")
	if label == "" || label == l.Dest {
		label = p.titles[place.Note]
	}
	if label == "" {
		label = l.Dest
	}
	label = strings.NewReplacer("[", `\[`, "]", `\]`, "|", `\|`).Replace(label)
	switch {
	case dest == "":
		return open, l.End + end + 2, label
	case l.Image && place.Leads == note.ToFile:
		if strings.Trim(label, "0123456789x") == "" || label == l.Dest {
			label = ""
		}
		return open, l.End + end + 2, "[" + label + "](" + dest + ")" // the ! stands before
	case l.Image && open > 0 && src[open-1] == '!':
		open--
	}
	return open, l.End + end + 2, "[" + label + "](" + dest + ")"
}

// called is the attachment of a name, wherever it lies.
func (p *Pool) called(file string) string {
	for _, f := range p.Files {
		if path.Base(f) == path.Base(file) {
			return f
		}
	}
	return ""
}

// relative is the way from the folder of one file to another, escaped for a link.
func relative(from, to string) string {
	a, b := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	for len(a) > 0 && len(b) > 1 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	if len(a) == 1 && a[0] == "." {
		a = nil
	}
	return escapeDest(strings.Repeat("../", len(a)) + strings.Join(b, "/"))
}

func escapeDest(dest string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E").Replace(dest)
}

func withAnchor(dest, anchor string) string {
	if anchor == "" {
		return dest
	}
	return dest + "#" + strings.ReplaceAll(anchor, " ", "%20")
}

// paths are relative links to files of markdown.
var paths = style{
	note: func(from string, to note.Address, anchor string) string {
		return withAnchor(relative(from, to.Path()), anchor)
	},
	file: relative,
}
