package note

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/wikilink"
)

// wikiParser reads [[target]], [[target#place]], [[target|label]], and each with a ! before
// it, which shows the target. It leaves alone what is something else for the rest of the
// world:
//
//	[[1]](https://x)   a link whose text is [1]; [[1]][ref] likewise
//	[[1]]              the same where [1]: https://x is defined
//	[[^1]]             a footnote in brackets
//	a[[i]]             a part of a matrix; so is [[2023, 2, 3]]
//	[[ -f x ]]         a test of the shell
type wikiParser struct{}

// Trigger returns the characters that a wiki link begins with.
func (wikiParser) Trigger() []byte { return []byte{'!', '['} }

// Parse makes a [wikilink.Node] whose target has no place and whose fragment is all that
// follows the first #.
func (wikiParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	open := len("[[")
	embed := line[0] == '!'
	if embed {
		open++
	}
	if !bytes.HasPrefix(line[open-2:], []byte("[[")) {
		return nil
	}
	length := bytes.Index(line[open:], []byte("]]"))
	if length <= 0 {
		return nil
	}
	inner, after := line[open:open+length], line[open+length+2:]
	if !isWikiText(inner) || isOrdinaryLink(inner, after, pc) || isIndexing(block.PrecendingCharacter(), inner) {
		return nil
	}
	n := wikiNode(inner, seg.Start+open)
	if n == nil {
		return nil
	}
	n.Embed = embed
	block.Advance(open + length + 2)
	return n
}

// wikiNode reads what stands between the brackets, which begins at a byte of the source. In
// a table the bar is written \|.
func wikiNode(inner []byte, at int) *wikilink.Node {
	target, label := inner, text.NewSegment(at, at+len(inner))
	if i := bytes.IndexByte(inner, '|'); i >= 0 {
		target = bytes.TrimSuffix(inner[:i], []byte{'\\'})
		label = label.WithStart(at + i + 1)
		if len(bytes.TrimSpace(inner[i+1:])) == 0 {
			label = text.NewSegment(at, at+len(target))
		}
	}
	target = bytes.TrimSpace(target)
	if len(target) == 0 {
		return nil
	}
	n := &wikilink.Node{Target: target}
	if i := bytes.IndexByte(target, '#'); i >= 0 {
		n.Target, n.Fragment = target[:i], target[i+1:]
	}
	n.AppendChild(n, ast.NewTextSegment(label))
	return n
}

// isWikiText reports what can be the name of a note: no brackets, no mark of a footnote, no
// list of numbers, no test of the shell.
func isWikiText(inner []byte) bool {
	s := bytes.TrimSpace(inner)
	if len(s) == 0 || s[0] == '^' || s[0] == '$' || s[0] == '"' || bytes.ContainsAny(s, "[]") {
		return false
	}
	if s[0] == '-' && len(s) > 3 && s[2] == ' ' || s[0] == '!' && bytes.IndexByte(s, ' ') == 1 {
		return false
	}
	for _, operator := range []string{" == ", " != ", " =~ ", " && ", " -eq "} {
		if bytes.Contains(s, []byte(operator)) {
			return false
		}
	}
	return !bytes.Contains(s, []byte{','}) || len(bytes.Trim(s, "0123456789.,:;+- ")) > 0
}

// isOrdinaryLink reports brackets that CommonMark makes a link of: those before (dest),
// before [label], and those around a label that is defined to lead out of the pool. Foam
// defines labels that lead to notes of the pool; these say the same as the wiki link.
func isOrdinaryLink(inner, after []byte, pc parser.Context) bool {
	if bytes.HasPrefix(after, []byte{'('}) {
		return isDestination(after[1:])
	}
	if next := bytes.TrimLeft(after, " "); bytes.HasPrefix(next, []byte("(http")) || bytes.HasPrefix(next, []byte("（http")) {
		return true // a link whose author put a space too many, or a bracket of another script
	}
	if bytes.HasPrefix(after, []byte{'['}) {
		return !bytes.HasPrefix(after, []byte("[["))
	}
	def, ok := pc.Reference(util.ToLinkReference(inner))
	return ok && (hasScheme(string(def.Destination())) || bytes.HasPrefix(def.Destination(), []byte{'#'}))
}

// isDestination reports text that can be a destination and perhaps a title, up to the
// bracket that ends it: not "(see there)".
func isDestination(b []byte) bool {
	end := bytes.IndexByte(b, ')')
	if end < 0 {
		return false
	}
	s := bytes.TrimSpace(b[:end])
	if len(s) == 0 || s[0] == '<' {
		return true
	}
	_, title, more := bytes.Cut(s, []byte{' '})
	title = bytes.TrimSpace(title)
	return !more || len(title) > 0 && bytes.IndexByte([]byte(`"'(`), title[0]) >= 0
}

// isIndexing reports a[[i]], m[[0]] and f(x)[[1, 2]]: brackets right after a word that hold
// no more than a number or a letter or two.
func isIndexing(before rune, inner []byte) bool {
	if before > 0x7f || !isWordByte(byte(before)) && before != ')' && before != ']' {
		return false
	}
	return len(inner) <= 2 && before != ']' || strings.Trim(string(inner), "0123456789,:+-* ") == ""
}
