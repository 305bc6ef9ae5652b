package term

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// html shows the words of a block of HTML; its tags mean nothing here.
func (s *sheet) html(n *ast.HTMLBlock, m *margin) {
	begun := false
	for paragraph := range strings.SplitSeq(htmlText(n, s.src), "\n\n") {
		words := strings.Join(strings.Fields(paragraph), " ")
		if words == "" {
			continue
		}
		if begun {
			s.gap(m)
		}
		begun = true
		p := &passage{}
		p.add(Clean(words), 0, 0)
		s.passage(p, m)
	}
}

// htmlText is what a browser would show of a block: no comments, no tags, no
// scripts, entities resolved.
func htmlText(n *ast.HTMLBlock, src []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(src))
	}
	if n.HasClosure() {
		b.Write(n.ClosureLine.Value(src))
	}
	return strings.TrimSpace(html.UnescapeString(stripTags(b.String())))
}

// stripTags removes comments and tags, and scripts and styles with what they
// hold. A tag that is never closed runs to the end, as in a browser.
func stripTags(s string) string {
	var b strings.Builder
	for {
		at := strings.IndexByte(s, '<')
		if at < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at])
		s = s[at:]
		end := tagEnd(s)
		if strings.HasPrefix(strings.ToLower(s[:min(len(s), 3)]), "<br") || strings.HasPrefix(strings.ToLower(s[:min(len(s), 4)]), "</p>") {
			b.WriteString("\n\n")
		}
		s = s[end:]
	}
}

func tagEnd(s string) int {
	for _, pair := range [][2]string{{"<!--", "-->"}, {"<script", "</script>"}, {"<style", "</style>"}} {
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
	if at := strings.Index(s, sub); at >= 0 {
		return at
	}
	return strings.Index(strings.ToLower(s), sub)
}
