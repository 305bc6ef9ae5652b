package term

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/breakfast-table/cop/pkg/note"
)

// tagLink is a link that <a href="…"> has begun among words; the zero value is none.
type tagLink struct {
	dest   string
	number int
	style  textStyle
	from   int // where its text begins
}

// rawHTML keeps what a tag means for text: a link, a picture, a break. The rest is dropped.
func (r *reader) rawHTML(n *ast.RawHTML, k textStyle, link int, open *tagLink) {
	tag := string(n.Segments.Value(r.src))
	l, leads := note.TagLink(tag)
	switch name := strings.ToLower(tag[:min(len(tag), 4)]); {
	case leads && l.Image:
		r.picture(l.Text, r.newLink(l.Dest, linkKind{image: true}), l.Dest, k)
	case leads:
		r.endTag(open, k)
		*open = tagLink{l.Dest, r.newLink(l.Dest, linkKind{}), linked, r.text.Len()}
	case name == "</a>":
		r.endTag(open, k)
	case strings.HasPrefix(name, "<br"):
		r.add("\n", k, link)
	}
}

// endTag ends the link that is open and shows where it leads.
func (r *reader) endTag(open *tagLink, k textStyle) {
	if open.number == 0 {
		return
	}
	if r.text.Len() == open.from {
		r.add(compact(open.dest, r.width), k|linked, open.number)
	}
	r.destination(r.text.String()[open.from:], open.dest, k, open.number)
	*open = tagLink{}
}
