package note

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/wikilink"
)

// Link is a link in the body, or in the front matter.
type Link struct {
	Dest  string // where it points, as written but without markdown's escapes: "../b.md#x"
	Text  string // what is shown, without markup
	Wiki  bool   // written [[dest|text]]
	Image bool   // shows what it points to: ![text](dest), ![[dest]]
	Line  int    // in the file, counted from 1
	Key   string // of the front matter that holds it; "" in the body

	// Start and End are the bytes of the destination in [Note.Bytes]; for [text][label]
	// those in the line that defines the label. Both are -1 when it cannot be pointed at.
	Start, End int
}

// Links lists the links of the note: those of the front matter, then those of the body in the
// order in which they are read. What looks like a link inside code is none.
func (n *Note) Links() []Link { return n.links(mayLink) }

// LinksWithin lists of [Note.Links] at least those that may lead to another note. It costs
// much less where none does.
func (n *Note) LinksWithin() []Link { return n.links(mayLinkWithin) }

func (n *Note) links(may func(body []byte) bool) []Link {
	out := n.frontLinks()
	if !may(n.Body()) {
		return out
	}
	d := n.structure()
	lines := n.lines()
	definitions := d.definitions()
	walk(d.root, func(x ast.Node) bool {
		for _, l := range d.linksOf(x, definitions) {
			l.Line = lines.of(l.Line + n.front.body)
			if l.Start >= 0 {
				l.Start, l.End = l.Start+n.front.body, l.End+n.front.body
			}
			out = append(out, l)
		}
		return x.Kind() != ast.KindImage // its words are only what stands for the picture
	})
	return out
}

// linksOf are the links of one node. Offsets are those of the body; Line is one of them.
func (d *document) linksOf(x ast.Node, definitions map[string]span) []Link {
	if l, ok := d.link(x, definitions); ok {
		l.Line = max(x.Pos(), 0)
		return []Link{l}
	}
	out := d.htmlLinks(x)
	for i := range out {
		out[i].Line = max(x.Pos(), out[i].Start, 0)
	}
	return out
}

// mayLink reports a body that holds what every kind of link has.
func mayLink(body []byte) bool {
	return bytes.IndexByte(body, ']') >= 0 || bytes.IndexByte(body, '<') >= 0 || hasBare(body)
}

// hasBare reports a body that holds what every address has that is a link by itself.
func hasBare(body []byte) bool {
	return bytes.IndexByte(body, '@') >= 0 || bytes.Contains(body, []byte("http")) ||
		bytes.Contains(body, []byte("www.")) || bytes.Contains(body, []byte("ftp:"))
}

// mayLinkWithin reports a body in which some link may lead to a note: what is not written
// [text](http…) out and out.
func mayLinkWithin(body []byte) bool {
	if bytes.Contains(body, []byte("[[")) || bytes.Contains(body, []byte("]:")) {
		return true
	}
	for {
		i := bytes.Index(body, []byte("]("))
		if i < 0 {
			return false
		}
		body = body[i+2:]
		if !bytes.HasPrefix(body, []byte("http://")) && !bytes.HasPrefix(body, []byte("https://")) {
			return true
		}
	}
}

// LinkOf reads a node of [Markdown] that is a link: where it leads, and how that is written.
// Text and places are not filled in.
func LinkOf(x ast.Node, src []byte) (Link, bool) {
	l := Link{Start: -1, End: -1}
	switch x := x.(type) {
	case *wikilink.Node:
		l.Wiki, l.Image, l.Dest = true, x.Embed, string(x.Target)
		if x.Fragment != nil {
			l.Dest += "#" + string(x.Fragment)
		}
	case *ast.Link:
		l.Dest = cleanDest(x.Destination)
	case *ast.Image:
		l.Image, l.Dest = true, cleanDest(x.Destination)
	case *ast.AutoLink:
		if l.Dest = string(x.URL(src)); x.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(l.Dest, "mailto:") {
			l.Dest = "mailto:" + l.Dest
		}
	default:
		return l, false
	}
	return l, true
}

// link reads a node that is a link; offsets are those of the body.
func (d *document) link(x ast.Node, definitions map[string]span) (Link, bool) {
	l, ok := LinkOf(x, d.src)
	if !ok {
		return l, false
	}
	var at span
	m, marked := d.marks[x]
	switch x := x.(type) {
	case *wikilink.Node:
		at = d.wikiSpan(m)
	case *ast.Link:
		at = d.destSpan(m, x.Destination, x.Reference, definitions)
	case *ast.Image:
		at = d.destSpan(m, x.Destination, x.Reference, definitions)
	case *ast.AutoLink:
		l.Text = string(x.Label(d.src))
		return l, true
	}
	if l.Text = d.plain(x); l.Image {
		l.Text = PictureText(l.Text)
	}
	if marked && at.end >= at.start && at.start > 0 {
		l.Start, l.End = at.start, at.end
	}
	return l, true
}

type span struct{ start, end int }

func cleanDest(b []byte) string {
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(b))))
}

// wikiSpan is where the address in [[address|text]] is, without space around it and
// without the backslash that keeps the bar out of a table's way.
func (d *document) wikiSpan(m mark) span {
	from := m.from + bytes.IndexByte(d.src[m.from:m.to], '[') + 2
	inner := d.src[from : m.to-2]
	if i := bytes.IndexByte(inner, '|'); i >= 0 {
		inner = bytes.TrimSuffix(inner[:i], []byte{'\\'})
	}
	trimmed := bytes.TrimSpace(inner)
	from += bytes.Index(inner, trimmed)
	return span{from, from + len(trimmed)}
}

// destSpan is where the destination of [text](dest) or of [text][label] is.
func (d *document) destSpan(m mark, dest []byte, ref *ast.ReferenceLink, definitions map[string]span) span {
	if ref != nil {
		return definitions[util.ToLinkReference(ref.Value)]
	}
	from := m.from + len("](")
	if from > m.to {
		return span{}
	}
	i := bytes.Index(d.src[from:m.to], dest)
	if i < 0 {
		return span{}
	}
	return span{from + i, from + i + len(dest)}
}

// definitions finds the destinations of [label]: dest. Of a label that is defined twice
// the first counts.
func (d *document) definitions() map[string]span {
	if !bytes.Contains(d.src, []byte("]:")) {
		return nil
	}
	out := map[string]span{}
	walk(d.root, func(x ast.Node) bool {
		def, ok := x.(*ast.LinkReferenceDefinition)
		if !ok {
			return x.Type() != ast.TypeInline
		}
		label := util.ToLinkReference(def.Label)
		if _, again := out[label]; !again {
			out[label] = d.definitionSpan(def)
		}
		return false
	})
	return out
}

func (d *document) definitionSpan(def *ast.LinkReferenceDefinition) span {
	lines := def.Lines()
	if lines.Len() == 0 {
		return span{}
	}
	from, to := lines.At(0).Start, lines.At(lines.Len()-1).Stop
	from += min(len(def.Label)+1, to-from)
	i := bytes.Index(d.src[from:to], []byte("]:"))
	if i < 0 {
		return span{}
	}
	from += i + 2
	if i = bytes.Index(d.src[from:to], def.Destination); i < 0 {
		return span{}
	}
	return span{from + i, from + i + len(def.Destination)}
}

// hasScheme reports destinations on other sites: "https://…", "mailto:…", "//host".
func hasScheme(dest string) bool {
	if strings.HasPrefix(dest, "//") {
		return true
	}
	i := strings.IndexByte(dest, ':')
	if i < 2 {
		return false
	}
	return strings.Trim(strings.ToLower(dest[:i]), "abcdefghijklmnopqrstuvwxyz0123456789+.-") == ""
}

// IsMedia reports files that are shown or played, not read as notes, by their ending.
func IsMedia(dest string) bool {
	switch strings.ToLower(path.Ext(dest)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".pdf", ".mp3", ".mp4", ".m4a", ".mov", ".webm", ".ogg", ".wav", ".zip", ".canvas", ".csv":
		return true
	}
	return false
}

// Retarget offers each link to f and writes the destinations that f changes in place of
// the old ones; everything else stays as it is. Where the front matter could not be read
// with its new links it keeps the old ones.
func (n *Note) Retarget(f func(Link) (dest string, change bool)) {
	var edits []edit
	for _, l := range n.Links() {
		dest, change := f(l)
		if !change || l.Start < 0 {
			continue
		}
		switch {
		case l.Key != "":
			dest = n.frontDest(l, dest)
		case !l.Wiki && strings.IndexByte(`"'=`, n.src[l.Start-1]) >= 0: // in a tag
			dest = strings.NewReplacer(`"`, "%22", "'", "%27", "&", "&amp;").Replace(encodeDest(dest))
		case !l.Wiki:
			dest = encodeDest(dest)
		}
		edits = append(edits, edit{span{l.Start, l.End}, dest})
	}
	if len(edits) == 0 {
		return
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	next := Parse(n.Path, withEdits(n.src, edits))
	if next.front.err != nil && n.front.err == nil {
		edits = slices.DeleteFunc(edits, func(e edit) bool { return e.start < n.front.body })
		next = Parse(n.Path, withEdits(n.src, edits))
	}
	*n = *next
}

// edit is bytes of a file and what is to stand there.
type edit struct {
	span
	with string
}

// withEdits is a file after edits, which are sorted. A label that several links share is
// edited once.
func withEdits(src []byte, edits []edit) []byte {
	var out []byte
	at := 0
	for _, e := range edits {
		if e.start < at {
			continue
		}
		out = append(append(out, src[at:e.start]...), e.with...)
		at = e.end
	}
	return append(out, src[at:]...)
}

// RelativeLink is the destination of a markdown link from this note to another:
// "../oncall/pager.md".
func (n *Note) RelativeLink(to Address) string {
	return encodeDest(relativePath(n.Path, to.Path()))
}

// encodeDest escapes what would end a destination early.
func encodeDest(dest string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\n", "", "\r", "", "\\", "%5C", "\t", "%09").Replace(dest)
}
