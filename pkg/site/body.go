package site

import (
	"context"
	"html"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/breakfast-table/cop/pkg/note"
)

// body is the text of a note or an entry as HTML, and what it shows.
type body struct {
	HTML     string
	Headings []heading // of the second and third level, when there are enough to be a help
}

type heading struct {
	Level        int
	Text, Anchor string
}

// writing is a text while it is made into HTML.
type writing struct {
	note     *note.Note
	root     string         // from its page to the root of the site; absolute for what is read elsewhere
	prefix   string         // of ids, so that several texts can stand on one page
	shift    int            // the level that its headings stand below; 0 for a page of its own, whose title is the first
	title    ast.Node       // the heading that only repeats the title; nil: none
	headings []note.Heading // all of them, in order
	levels   []int          // of them, as they are written
	met      int            // headings so far
	src      []byte
	found    *findings
	raw      bool                     // it holds HTML of its own
	painted  int                      // bytes of code that were coloured
	embeds   map[string]note.Embedded // what it shows of other notes; nil: not looked yet
	embedded int                      // so far
}

const (
	leastOutline = 3   // headings that make an outline worth its room
	mostOutline  = 150 // that somebody looks through
)

// write makes HTML of a note's text. Its headings stand below the level of shift; 0 is for a page
// of its own, whose title is the heading of the first level.
func (s *Site) write(ctx context.Context, n *note.Note, root, prefix string, shift int) body {
	r, _ := s.renderer.Get().(*renderer)
	defer s.renderer.Put(r)
	r.writing = writing{note: n, root: root, prefix: prefix, shift: shift, found: findingsOf(ctx)}
	return r.body(n)
}

func (r *renderer) body(n *note.Note) body {
	tree, src, whole := n.Tree()
	if !whole {
		r.found.tell(n.Path, "too-tangled", "is nested too deeply to lay out: it is shown as it is written")
		return body{HTML: "<pre class=\"code\" tabindex=\"0\">" + html.EscapeString(note.CleanText(string(n.Body()))) + "</pre>\n"}
	}
	r.src, r.headings = src, n.Headings()
	r.title = titleIn(tree, n, r.headings)
	r.levels = r.nested()
	r.out.Reset()
	if err := r.html.Render(&r.out, src, tree); err != nil {
		r.found.tell(n.Path, "unreadable", note.Clean(err.Error()))
	}
	out := note.CleanText(r.out.String())
	if r.raw {
		out = r.clean(out)
	}
	return body{HTML: out, Headings: r.outline()}
}

// titleIn is the first block when it is a heading that says the title once more.
func titleIn(tree ast.Node, n *note.Note, headings []note.Heading) ast.Node {
	h, ok := tree.FirstChild().(*ast.Heading)
	if !ok || h.Level != 1 || len(headings) == 0 || headings[0].Text != n.Title {
		return nil
	}
	return h
}

// nested are the levels of the headings as they stand in each other, without the gaps that people
// leave between them: who listens to a page goes from one level to the next. Below a title, "###
// a", "##### b", "### c", "# d" are on the levels 2, 3, 2, 2.
func (r *renderer) nested() []int {
	out := make([]int, len(r.headings))
	var within []int // the levels of those that the next stands in, as written
	for i, h := range r.headings {
		if i == 0 && r.title != nil {
			continue
		}
		for len(within) > 0 && within[len(within)-1] >= h.Level {
			within = within[:len(within)-1]
		}
		within = append(within, h.Level)
		out[i] = min(max(1, r.shift)+len(within), 6)
	}
	return out
}

func (r *renderer) outline() []heading {
	var out []heading
	for i, h := range r.headings {
		if level := r.levels[i]; (i > 0 || r.title == nil) && level <= 3 && h.Text != "" {
			out = append(out, heading{level, h.Text, r.prefix + h.Anchor})
		}
	}
	if len(out) > mostOutline {
		out = slices.DeleteFunc(out, func(h heading) bool { return h.Level > 2 })
	}
	if len(out) < leastOutline || len(out) > mostOutline {
		return nil
	}
	return out
}

// words is the text of an inline node without markup.
func words(n ast.Node, src []byte) string {
	var b strings.Builder
	var write func(ast.Node)
	write = func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(src))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(src))
		case *extast.FootnoteLink, *ast.RawHTML:
		default:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				write(c)
			}
		}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		write(c)
	}
	return strings.TrimSpace(b.String())
}
