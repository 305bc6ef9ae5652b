package note

import (
	"html"
	"regexp"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// TagEnd is the length of what the < at the beginning of a text opens: a tag, a comment, a
// script or a style with what it holds. What is never closed runs to the end, as in a browser.
func TagEnd(s string) int {
	for _, pair := range [...][2]string{{"<!--", "-->"}, {"<script", "</script>"}, {"<style", "</style>"}} {
		if len(s) < len(pair[0]) || !strings.EqualFold(s[:len(pair[0])], pair[0]) {
			continue
		}
		if at := indexFold(s, pair[1]); at >= 0 {
			return at + len(pair[1])
		}
		return len(s)
	}
	if at := strings.IndexByte(s, '>'); at >= 0 {
		return at + 1
	}
	return len(s)
}

func indexFold(s, sub string) int {
	for at := 0; ; at++ {
		next := strings.IndexByte(s[at:], sub[0])
		if next < 0 || len(s)-at-next < len(sub) {
			return -1
		}
		if at += next; strings.EqualFold(s[at:at+len(sub)], sub) {
			return at
		}
	}
}

var linkTag = sync.OnceValue(func() *regexp.Regexp {
	const value = `\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`
	return regexp.MustCompile(`(?is)^<(?:a\s(?:[^>]*?\s)?href` + value + `|img\s(?:[^>]*?\s)?src` + value + `)`)
})

var altText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)\salt\s*=\s*(?:"([^"]*)"|'([^']*)')`)
})

// TagLink reads a tag that leads somewhere: <a href="…">, or <img src="…">, whose text is what
// stands for the picture. Start and End are bytes of the tag.
func TagLink(tag string) (Link, bool) {
	if len(tag) < len("<a href=x") || tag[1]|0x20 != 'a' && tag[1]|0x20 != 'i' {
		return Link{}, false
	}
	m := linkTag().FindStringSubmatchIndex(tag)
	for i := 2; i < len(m); i += 2 {
		if m[i] < 0 {
			continue
		}
		l := Link{Dest: strings.TrimSpace(html.UnescapeString(tag[m[i]:m[i+1]])), Image: tag[1]|0x20 == 'i', Start: m[i], End: m[i+1]}
		if words := altText().FindStringSubmatch(tag); l.Image && words != nil {
			l.Text = PictureText(html.UnescapeString(words[1] + words[2]))
		}
		return l, l.Dest != ""
	}
	return Link{}, false
}

// PictureText is what stands for a picture, without the size that Obsidian and Foam write
// behind it: ![[pump.png|the pump|300]], ![[pump.png|100x145]], ![the pump|300](pump.png).
func PictureText(words string) string {
	before, last := "", words
	if i := strings.LastIndexByte(words, '|'); i >= 0 {
		before, last = words[:i], words[i+1:]
	}
	if isSize(strings.TrimSpace(last)) {
		return strings.TrimSpace(before)
	}
	return strings.TrimSpace(words)
}

// isSize reports "300", "300px", "50%" and "100x145".
func isSize(s string) bool {
	w, h, both := strings.Cut(strings.TrimSuffix(strings.TrimSuffix(s, "px"), "%"), "x")
	return isNumber(w) && (!both || isNumber(h))
}

func isNumber(s string) bool { return s != "" && len(s) < 6 && strings.Trim(s, "0123456789") == "" }

// htmlLinks are the links of a node that is HTML; offsets are those of the body.
func (d *document) htmlLinks(x ast.Node) []Link {
	switch x := x.(type) {
	case *ast.RawHTML:
		out := d.tagLinks(x.Segments)
		for i := range out {
			if !out[i].Image {
				out[i].Text = d.untilClosed(x)
			}
		}
		return out
	case *ast.HTMLBlock:
		lines := text.NewSegments()
		lines.AppendAll(x.Lines().Sliced(0, x.Lines().Len()))
		if x.HasClosure() {
			lines.Append(x.ClosureLine)
		}
		return d.tagLinks(lines)
	}
	return nil
}

// longestTagText is how many bytes after a tag are looked at for the text of the link.
const longestTagText = 300

// tagLinks reads the tags of lines that HTML stands on.
func (d *document) tagLinks(lines *text.Segments) []Link {
	raw := string(lines.Value(d.src))
	var out []Link
	for at := strings.IndexByte(raw, '<'); at >= 0; {
		end := at + TagEnd(raw[at:])
		if l, ok := TagLink(raw[at:end]); ok {
			if !l.Image {
				words, _, _ := strings.Cut(raw[end:min(end+longestTagText, len(raw))], "</")
				l.Text = oneLine(Clean(html.UnescapeString(withoutTags(words))))
			}
			l.Start, l.End = sourceSpan(lines, at+l.Start, at+l.End)
			out = append(out, l)
		}
		next := strings.IndexByte(raw[end:], '<')
		if at = end + next; next < 0 {
			break
		}
	}
	return out
}

// sourceSpan is where bytes of lines that follow each other are in the source; -1 where they
// stand on more than one.
func sourceSpan(lines *text.Segments, start, end int) (from, to int) {
	for i := range lines.Len() {
		line := lines.At(i)
		if start >= line.Len() {
			start, end = start-line.Len(), end-line.Len()
			continue
		}
		if end > line.Len() || start < line.Padding {
			break
		}
		return line.Start + start - line.Padding, line.Start + end - line.Padding
	}
	return -1, -1
}

// untilClosed is the text between <a …> and </a>.
func (d *document) untilClosed(x ast.Node) string {
	var b strings.Builder
	for n := x.NextSibling(); n != nil; n = n.NextSibling() {
		if tag, ok := n.(*ast.RawHTML); ok && isAnchorTag(string(tag.Segments.Value(d.src))) {
			break
		}
		d.write(&b, n)
	}
	return oneLine(Clean(b.String()))
}

// isAnchorTag reports <a …> and </a>: either ends the one before.
func isAnchorTag(tag string) bool {
	name := strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(tag, "<"), "/"))
	return strings.HasPrefix(name, "a ") || strings.HasPrefix(name, "a>")
}
