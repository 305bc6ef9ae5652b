package note

import (
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// EmphasisParsers returns parsers of *emphasis* and ~~strikethrough~~ that also read Chinese,
// Japanese and Korean, with their priorities: they replace goldmark's own.
//
// CommonMark takes **注意：**先停机 for eight asterisks: punctuation before the closing
// ones and a letter after them cannot end an emphasis. Where words are written without
// spaces that is the usual case. The rule here is the one of github.com/tats-u/markdown-cjk-friendly
// (its specification): punctuation of these scripts counts as a letter, and beside a
// character of theirs other punctuation does not stand in the way. What has no such
// character in it reads as CommonMark says.
func EmphasisParsers() []util.PrioritizedValue {
	return []util.PrioritizedValue{
		util.Prioritized(delimited{"*_", 2, func(n int) ast.Node { return ast.NewEmphasis(n) }}, 499),
		util.Prioritized(delimited{"~", 2, func(int) ast.Node { return extast.NewStrikethrough() }}, 498),
	}
}

// delimited parses what stands between runs of one of marks.
type delimited struct {
	marks string
	most  int // marks in a run, for those that are not * or _
	node  func(marks int) ast.Node
}

func (d delimited) Trigger() []byte { return []byte(d.marks) }

func (d delimited) IsDelimiter(b byte) bool {
	for i := range len(d.marks) {
		if d.marks[i] == b {
			return true
		}
	}
	return false
}

func (d delimited) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char && (d.marks == "*_" || opener.OriginalLength == closer.OriginalLength)
}

func (d delimited) OnMatch(consumes int) ast.Node { return d.node(consumes) }

func (d delimited) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	n := runOf(line, line[0])
	if d.marks != "*_" && (n > d.most || before == rune(line[0])) {
		return nil
	}
	canOpen, canClose := flanks(line[0], before, runeAt(line, n))
	node := parser.NewDelimiter(canOpen, canClose, n, line[0], d)
	node.Segment = segment.WithStop(segment.Start + n)
	block.Advance(n)
	pc.PushDelimiter(node)
	return node
}

// CloseBlock is needed by nobody; emphasis ends where delimiters are processed.
func (d delimited) CloseBlock(ast.Node, text.Reader, parser.Context) {}

func runOf(line []byte, c byte) int {
	n := 0
	for n < len(line) && line[n] == c {
		n++
	}
	return n
}

func runeAt(line []byte, at int) rune {
	if at >= len(line) {
		return ' '
	}
	return util.ToRune(line, at)
}

// flanks decides whether a run of delimiters may open and may close.
func flanks(mark byte, before, after rune) (canOpen, canClose bool) {
	left := opensBeside(before, after)
	right := opensBeside(after, before)
	if mark != '_' {
		return left, right
	}
	return left && (!right || util.IsPunctRune(before)), right && (!left || util.IsPunctRune(after))
}

// opensBeside is CommonMark's rule of flanking, where inner is the character on the
// side of the text that is set off and outer the one on the other side.
func opensBeside(outer, inner rune) bool {
	switch {
	case util.IsSpaceRune(inner):
		return false
	case !util.IsPunctRune(inner) || EastAsian(inner):
		return true
	}
	return util.IsSpaceRune(outer) || util.IsPunctRune(outer) || EastAsian(outer)
}

// EastAsian reports characters, punctuation included, of the scripts of China, Japan and
// Korea: those of Unicode's East Asian Width W, F or H that are no emoji.
func EastAsian(r rune) bool { return r >= 0x1100 && unicode.Is(eastAsian, r) }

// Spaced reports characters of Hangul: Korean is written with spaces between words,
// Chinese and Japanese are not.
func Spaced(r rune) bool { return r >= 0x1100 && unicode.Is(unicode.Hangul, r) }

// eastAsian is made of whole blocks; variation selectors of ideographs are among them.
var eastAsian = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x11ff, Stride: 1}, // Hangul
		{Lo: 0x20a9, Hi: 0x20a9, Stride: 1}, // the sign of the won
		{Lo: 0x2e80, Hi: 0x2fff, Stride: 1}, // radicals
		{Lo: 0x3000, Hi: 0x303f, Stride: 1}, // punctuation
		{Lo: 0x3041, Hi: 0x4dbf, Stride: 1}, // kana, bopomofo, enclosed letters, ideographs
		{Lo: 0x4e00, Hi: 0xa4cf, Stride: 1}, // ideographs, Yi
		{Lo: 0xa960, Hi: 0xa97f, Stride: 1}, // Hangul
		{Lo: 0xac00, Hi: 0xd7ff, Stride: 1}, // Hangul
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, // ideographs
		{Lo: 0xfe10, Hi: 0xfe19, Stride: 1}, // punctuation of vertical lines
		{Lo: 0xfe30, Hi: 0xfe6b, Stride: 1}, // and small
		{Lo: 0xff01, Hi: 0xffee, Stride: 1}, // full and half width
	},
	R32: []unicode.Range32{
		{Lo: 0x16fe0, Hi: 0x18dff, Stride: 1}, // Tangut, Khitan
		{Lo: 0x1aff0, Hi: 0x1b2ff, Stride: 1}, // old kana, Nüshu
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1}, // ideographs
		{Lo: 0xe0100, Hi: 0xe01ef, Stride: 1}, // their variants
	},
}
