package term

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"go.abhg.dev/goldmark/wikilink"

	"github.com/breakfast-table/cop/pkg/note"
)

// Links and images within a line of text.

type linkKind struct{ wiki, image bool }

// newLink makes a destination known and returns its number. Links inside of
// links are not links.
func (r *reader) newLink(dest string, kind linkKind) int {
	r.dests = append(r.dests, LinkSpan{N: len(r.dests) + 1, Dest: Clean(dest), Wiki: kind.wiki, Image: kind.image})
	return len(r.dests)
}

// destOf is where a link leads, as what follows links reads it.
func destOf(n ast.Node, src []byte) string {
	l, _ := note.LinkOf(n, src)
	return l.Dest
}

func (r *reader) link(n ast.Node, dest string, k textStyle, kind linkKind) {
	number := r.newLink(dest, kind)
	before := r.text.Len()
	r.children(n, k|linked, number)
	if r.text.Len() == before {
		r.add(compact(dest, r.width), k|linked, number)
	}
	r.destination(r.text.String()[before:], dest, k, number)
}

// destination prints where a link goes unless that can be seen or clicked.
func (r *reader) destination(text, dest string, k textStyle, link int) {
	dest = Clean(dest)
	if !linkable(dest) {
		link = 0
	}
	switch {
	case r.bare, dest == "", strings.HasPrefix(dest, "#"):
	case r.links && !r.unsure && linkable(dest):
	case sameTarget(text, dest):
	case r.palette.Color && r.intact && !linkable(dest):
		r.add(" ("+bareAddress(dest)+")", k|faint, 0)
	case r.palette.Color && r.intact:
		r.add(" (", k|faint, 0)
		r.add(dest, k|faint, link)
		r.add(")", k|faint, 0)
	case r.palette.Color:
		r.add(" ("+compact(dest, r.width)+")", k|faint, 0)
	default:
		r.add(" ("+dest+")", k, 0)
	}
}

func sameTarget(text, dest string) bool {
	return strings.EqualFold(bareAddress(text), bareAddress(dest))
}

// bareAddress is an address without what everyone can add in their head.
func bareAddress(dest string) string {
	for _, prefix := range []string{"https://", "http://", "mailto:", "www."} {
		dest = strings.TrimPrefix(dest, prefix)
	}
	return strings.TrimSuffix(strings.TrimSuffix(dest, "/"), ".md")
}

// compact shortens a destination to about half of the width, in its middle.
func compact(dest string, width int) string {
	short := []rune(bareAddress(Clean(dest)))
	room := max(width/2, 16)
	if len(short) <= room {
		return string(short)
	}
	head := room * 2 / 3
	return string(short[:head]) + "…" + string(short[len(short)-(room-head-1):])
}

func (r *reader) autoLink(n *ast.AutoLink, k textStyle) {
	r.add(Clean(string(n.Label(r.src))), k|linked, r.newLink(destOf(n, r.src), linkKind{}))
}

func (r *reader) wiki(n *wikilink.Node, k textStyle) {
	dest := destOf(n, r.src)
	if n.Embed && note.IsMedia(string(n.Target)) {
		r.image(n, dest, k)
		return
	}
	number := r.newLink(dest, linkKind{wiki: true, image: n.Embed})
	before := r.text.Len()
	r.children(n, k|linked, number)
	r.destination(r.text.String()[before:], dest, k, number)
}

// image is its description: terminals show text.
func (r *reader) image(n ast.Node, dest string, k textStyle) {
	_, isWiki := n.(*wikilink.Node)
	r.picture(note.PictureText(plainText(n, r.src)), r.newLink(dest, linkKind{wiki: isWiki, image: true}), dest, k)
}

func (r *reader) picture(words string, number int, dest string, k textStyle) {
	words = strings.TrimSpace(Clean(words))
	if words == "" {
		words = compact(dest, r.width)
	}
	r.add("[image: "+words+"]", k|faint, number)
}
