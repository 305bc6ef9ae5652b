package term

import (
	"cmp"
	"html"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/wikilink"

	"github.com/breakfast-table/cop/pkg/note"
)

// textStyle is how a run of text is set; styles combine.
type textStyle uint16

const (
	bold textStyle = 1 << iota
	faint
	italic
	struck
	coded
	linked
	headed
	marked
	good
	warning
	alarming
	under
)

// codes returns the SGR parameters of a style in a palette, "" without colour.
func (k textStyle) codes(p Palette) string {
	if !p.Color || k == 0 {
		return ""
	}
	var codes []string
	add := func(has textStyle, code string) {
		if k&has != 0 && code != "" {
			codes = append(codes, code)
		}
	}
	add(bold, "1")
	add(faint, "2")
	add(italic, "3")
	add(under, "4")
	add(marked, "7")
	add(struck, "9")
	switch {
	case k&linked != 0 && p.Dark:
		codes = append(codes, "4;94")
	case k&linked != 0:
		codes = append(codes, "4;34")
	default:
		add(coded, p.code(Topic))
		add(headed, p.code(Topic))
		add(good, p.code(Good))
		add(warning, p.code(Warn))
		add(alarming, p.code(Bad))
	}
	return strings.Join(codes, ";")
}

// run is bytes of a passage that look alike; link counts from 1, 0 is none.
type run struct {
	to    int
	style textStyle
	link  int
}

// passage is running text: the words as they will be read, how each part
// looks, and which byte of the source each part came from.
type passage struct {
	text    strings.Builder
	runs    []run
	origins []origin
}

type origin struct{ at, source int }

func (p *passage) add(text string, k textStyle, link int) {
	if text == "" {
		return
	}
	p.text.WriteString(text)
	if n := len(p.runs); n > 0 && p.runs[n-1].style == k && p.runs[n-1].link == link {
		p.runs[n-1].to = p.text.Len()
		return
	}
	p.runs = append(p.runs, run{p.text.Len(), k, link})
}

// source is the byte of the source that byte at of the text came from, -1 if
// none is known.
func (p *passage) source(at int) int {
	i := sort.Search(len(p.origins), func(i int) bool { return p.origins[i].at > at })
	switch {
	case len(p.origins) == 0:
		return -1
	case i == 0:
		return p.origins[0].source
	}
	o := p.origins[i-1]
	return o.source + at - o.at
}

// reader turns inline nodes into a passage.
type reader struct {
	*renderer
	passage
	skip  int // text before this byte of the source is left out
	until int // and text from this one on; -1: none
	deep  int
	last  rune // what was read last, marks of markdown aside
}

const deepestInline = 60

// read flattens what is inside of n.
func (s *renderer) read(n ast.Node, k textStyle) *passage {
	r := &reader{renderer: s, until: s.blockMark(n)}
	r.children(n, k, 0)
	return &r.passage
}

// add adds what is read.
func (r *reader) add(text string, k textStyle, link int) {
	if text != "" {
		r.last, _ = utf8.DecodeLastRuneInString(text)
	}
	r.passage.add(text, k, link)
}

// blockMark is where the mark at the end of a block begins that links to it end
// in: "text ^mark". It is -1 where there is none; a power is none.
func (s *renderer) blockMark(n ast.Node) int {
	switch n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
	default:
		return -1
	}
	lines := n.Lines()
	if lines.Len() == 0 {
		return -1
	}
	line := lines.At(lines.Len() - 1)
	text := strings.TrimRight(string(line.Value(s.src)), " \t\n")
	at := strings.LastIndexByte(text, '^')
	if at < 0 || at > 0 && text[at-1] != ' ' && text[at-1] != '\t' || !isBlockMark(text[at+1:]) {
		return -1
	}
	return line.Stop - len(line.Value(s.src)) + len(strings.TrimRight(text[:at], " \t"))
}

// isBlockMark: letters, digits and hyphens, more than one and not digits alone
// unless there are six.
func isBlockMark(s string) bool {
	if len(s) < 2 || strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return false
	}
	return len(s) >= 6 || strings.Trim(s, "0123456789") != ""
}

func (r *reader) children(n ast.Node, k textStyle, link int) {
	if r.deep++; r.deep <= deepestInline {
		var tag tagLink
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if raw, ok := c.(*ast.RawHTML); ok {
				r.rawHTML(raw, k, link, &tag)
			} else {
				r.node(c, k|tag.style, cmp.Or(tag.number, link))
			}
		}
		r.endTag(&tag, k)
	} else {
		r.add(Clean(plainText(n, r.src)), k, link)
	}
	r.deep--
}

func (r *reader) node(n ast.Node, k textStyle, link int) {
	switch n := n.(type) {
	case *ast.Text:
		r.textNode(n, k, link)
	case *ast.String:
		r.add(resolved(n.Value, n.IsRaw() || n.IsCode()), k, link)
	case *ast.CodeSpan:
		r.around(n, "`", k|coded, link)
	case *ast.Emphasis:
		if n.Level > 1 {
			r.around(n, "**", k|bold, link)
		} else {
			r.around(n, "*", k|italic, link)
		}
	case *extast.Strikethrough:
		r.around(n, "~~", k|struck, link)
	case *note.Highlight:
		r.around(n, "==", k|marked, link)
	case *note.Formula:
		r.around(n, strings.Repeat("$", n.Marks), k|coded, link)
	case *ast.Link:
		r.link(n, destOf(n, r.src), k, linkKind{})
	case *ast.AutoLink:
		r.autoLink(n, k)
	case *wikilink.Node:
		r.wiki(n, k)
	case *ast.Image:
		r.image(n, destOf(n, r.src), k)
	case *extast.TaskCheckBox: // the list item shows it
	case *extast.FootnoteLink:
		r.add("["+strconv.Itoa(n.Index)+"]", k|faint, link)
	case *extast.FootnoteBacklink:
	default:
		r.children(n, k, link)
	}
}

func (r *reader) textNode(n *ast.Text, k textStyle, link int) {
	segment := n.Segment
	if segment.Start = max(segment.Start, r.skip); r.until >= 0 {
		segment.Stop = min(segment.Stop, r.until)
	}
	if segment.Start > segment.Stop {
		return
	}
	r.origins = append(r.origins, origin{r.text.Len(), segment.Start})
	value := resolved(segment.Value(r.src), n.IsRaw() || isCode(n.Parent()))
	if !isCode(n.Parent()) {
		value = singleSpaced(value)
	}
	r.add(value, k, link)
	switch {
	case n.HardLineBreak():
		r.add("\n", k, link)
	case n.SoftLineBreak() && !(unspaced(r.last) && unspaced(r.following(n))):
		r.add(" ", k, link)
	}
}

// unspaced reports characters of scripts that are written without spaces: a
// line break between two of them means nothing.
func unspaced(r rune) bool { return note.EastAsian(r) && !note.Spaced(r) }

// following is the first character to be read after n, 0 if there is none in
// the same block or it is no text.
func (r *reader) following(n ast.Node) rune {
	for ; n != nil && n.Type() == ast.TypeInline; n = n.Parent() {
		if next := n.NextSibling(); next != nil {
			first, _ := utf8.DecodeRuneInString(plainText(next, r.src))
			return first
		}
	}
	return 0
}

func singleSpaced(s string) string {
	for strings.Contains(s, "  ") {
		s = strings.ReplaceAll(s, "  ", " ")
	}
	return s
}

func isCode(n ast.Node) bool {
	_, ok := n.(*ast.CodeSpan)
	return ok
}

// resolved is literal text with escapes and entities resolved, and cleaned
// after that: an entity may stand for any character.
func resolved(value []byte, raw bool) string {
	if !raw {
		value = util.UnescapePunctuations(value)
		value = util.ResolveNumericReferences(value)
		value = util.ResolveEntityNames(value)
	}
	return strings.ReplaceAll(CleanText(string(value)), "\t", tabStop)
}

// around sets n in a style; where there is no colour to show it, its marks stay.
func (r *reader) around(n ast.Node, mark string, k textStyle, link int) {
	if r.palette.Color {
		mark = ""
	}
	if mark == "`" && strings.Contains(plainText(n, r.src), "`") {
		mark = "``"
	}
	r.passage.add(mark, k, link)
	r.children(n, k, link)
	r.passage.add(mark, k, link)
}

// plainText is the words inside of a node, without any marks.
func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(src))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return html.UnescapeString(b.String())
}
