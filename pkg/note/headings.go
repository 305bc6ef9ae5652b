package note

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// Heading is a heading of the body.
type Heading struct {
	Level  int    // 1 to 6
	Text   string // without markup
	Anchor string // what a link to it says after #, as git hosts make it
	Line   int    // in the file, counted from 1
}

// Headings lists the headings of the body in order.
func (n *Note) Headings() []Heading {
	if n.doc == nil {
		if quick, ok := n.quickHeadings(); ok {
			return quick
		}
	}
	return n.parsedHeadings()
}

func (n *Note) parsedHeadings() []Heading {
	d := n.structure()
	var out []Heading
	lines := n.lines()
	seen := map[string]int{}
	walk(d.root, func(x ast.Node) bool {
		h, ok := x.(*ast.Heading)
		if !ok {
			return x.Type() == ast.TypeDocument || x.Type() == ast.TypeBlock
		}
		words := d.plain(h)
		out = append(out, Heading{
			Level: h.Level, Text: words, Anchor: anchorFor(words, seen), Line: lines.of(n.front.body + max(h.Pos(), 0)),
		})
		return false
	})
	return out
}

// quickHeadings reads the headings of a body as nearly every note has them: lines at the
// margin that begin with # and are plain words, between prose, lists and fenced code. ok is
// false for everything else, also where there is only a doubt; parsing decides that.
func (n *Note) quickHeadings() (out []Heading, ok bool) {
	body := n.Body()
	if !isMild(body) {
		return nil, false
	}
	o := &outliner{blank: true, seen: map[string]int{}, number: 1 + bytes.Count(n.src[:n.front.body], []byte{'\n'})}
	for len(body) > 0 && !o.doubt {
		var line []byte
		line, body = cutLine(body)
		o.line(bytes.TrimRight(line, "\r\n"))
		o.number++
	}
	return o.out, !o.doubt
}

// isMild reports a body that the shield has no reason to touch, in which no label is defined – a
// definition may take the lines below it – and all lines end as lines do: a lone carriage return
// is a blank to the parser.
func isMild(body []byte) bool {
	if bytes.Count(body, []byte{'\r'}) != bytes.Count(body, []byte("\r\n")) {
		return false
	}
	marks := 0
	for _, c := range []byte("[]!<`(*_&\\~") {
		marks += bytes.Count(body, []byte{c})
	}
	lines := 1 + bytes.Count(body, []byte{'\n'})
	return marks*len(body) < maxBlockCost && lines*2048 < maxCost/2 && marks*len(body) < maxCost/2 &&
		lines*(1+bytes.Count(body, []byte{'|'})) < maxCells && !bytes.Contains(body, []byte("]:"))
}

// outliner reads headings line by line.
type outliner struct {
	out    []Heading
	doubt  bool
	fence  []byte // what opened the code block we are in
	blank  bool   // the line before was blank
	number int    // of the line
	seen   map[string]int
}

func (o *outliner) line(line []byte) {
	if o.fence != nil {
		o.codeLine(line)
		return
	}
	rest, _, _ := unwrap(line)
	if len(rest) == 0 {
		o.doubt = !o.blank && isUnderline(bytes.TrimLeft(line, " \t>"))
		o.blank = len(bytes.TrimSpace(line)) == 0
		return
	}
	margin := &rest[0] == &line[0]
	switch c := rest[0]; {
	case c == '<', c == ':', c == '$', !o.blank && isUnderline(rest):
		o.doubt = true
	case c == '#' && isHeadline(rest):
		o.heading(rest, margin)
	case c == '`' || c == '~':
		o.fence = fenceOf(rest)
		o.doubt = !margin && o.fence != nil
	}
	o.blank = false
}

func (o *outliner) codeLine(line []byte) {
	rest := bytes.TrimLeft(line, " \t")
	end := fenceOf(rest)
	if end == nil || end[0] != o.fence[0] || len(end) < len(o.fence) || !isBlankLine(rest[len(end):]) {
		return
	}
	o.doubt = len(rest) < len(line)
	o.fence, o.blank = nil, false
}

// isUnderline reports a line that may make a heading of the one above it.
func isUnderline(line []byte) bool {
	rest := bytes.TrimRight(line, " \t")
	return len(rest) > 0 && (rest[0] == '=' || rest[0] == '-') && len(bytes.Trim(rest, string(rest[:1]))) == 0
}

func (o *outliner) heading(line []byte, margin bool) {
	words := bytes.TrimLeft(line, "#")
	level := len(line) - len(words)
	if !margin || len(words) == 0 || words[0] != ' ' || bytes.ContainsAny(words, "\\`*_[]<>&!#~=$\t") || !utf8.Valid(words) {
		o.doubt = true
		return
	}
	text := oneLine(Clean(string(bytes.Trim(words, " "))))
	o.out = append(o.out, Heading{Level: level, Text: text, Anchor: anchorFor(text, o.seen), Line: o.number})
}

// firstHeading is the text of the first H1, "" when there is none.
func (n *Note) firstHeading() string {
	rest := n.Body()
	for len(rest) > 0 {
		line, more := cutLine(rest)
		if isBlankLine(line) {
			rest = more
			continue
		}
		if words, ok := bytes.CutPrefix(line, []byte("# ")); ok && !bytes.ContainsAny(words, "\\`*_[]<>&!#") {
			return oneLine(Clean(string(words)))
		}
		break
	}
	if !bytes.Contains(rest, []byte("# ")) && !bytes.Contains(rest, []byte("\n=")) && !bytes.Contains(rest, []byte("#\t")) {
		return ""
	}
	for _, h := range n.Headings() {
		if h.Level == 1 && h.Text != "" {
			return h.Text
		}
	}
	return ""
}

// anchorFor makes the anchor of a heading: lower case, punctuation gone, spaces as
// hyphens, and a number after what an earlier heading has already.
func anchorFor(words string, seen map[string]int) string {
	var b strings.Builder
	for _, r := range strings.ToLower(words) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
			b.WriteRune(r)
		}
	}
	anchor := b.String()
	n := seen[anchor]
	seen[anchor]++
	if n > 0 {
		anchor += "-" + strconv.Itoa(n)
		seen[anchor]++
	}
	return anchor
}
