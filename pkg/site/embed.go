package site

import (
	"html"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/wikilink"

	"github.com/breakfast-table/cop/pkg/note"
)

// ![[note]] on a line of its own shows the text of the note; among other words it is a link.

const embedMark = "cop-embed"

// onlyEmbed is the one thing that a paragraph holds when that is ![[…]].
func onlyEmbed(n ast.Node) (*wikilink.Node, bool) {
	x, ok := n.FirstChild().(*wikilink.Node)
	return x, ok && x.Embed && x.NextSibling() == nil && !note.IsMedia(string(x.Target))
}

// embedNote shows the text of another note, under its name. It shows nothing and says so where
// that is not there, not public, or shown around here already.
func (r *renderer) embedNote(w util.BufWriter, x *wikilink.Node) bool {
	if r.embeds == nil {
		if r.embeds = r.site.Embeds(r.note); r.embeds == nil {
			r.embeds = map[string]note.Embedded{}
		}
	}
	l, _ := note.LinkOf(x, r.src)
	e, ok := r.embeds[l.Dest]
	if !ok {
		return false
	}
	r.embedded++
	inner, _ := r.site.renderer.Get().(*renderer)
	defer r.site.renderer.Put(inner)
	r.found.use(e.Note.Path())
	inner.writing = writing{
		note: note.Parse(e.Note.Path(), []byte(e.Text)), root: r.root, prefix: r.prefix + "part" + strconv.Itoa(r.embedded) + "-",
		shift: r.shift + 1, found: r.found, embeds: e.Inner, painted: r.painted,
	}
	if inner.embeds == nil {
		inner.embeds = map[string]note.Embedded{}
	}
	put(w, `<div class="embed"><p class="said">From <a href="`, html.EscapeString(r.site.noteHref(r.root, e.Note, "")), `">`, html.EscapeString(note.Clean(e.Title)), "</a></p>\n")
	put(w, inner.body(inner.note).HTML, "</div>\n")
	r.raw = r.raw || inner.raw
	return true
}
