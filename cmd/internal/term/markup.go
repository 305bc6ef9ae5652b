package term

import (
	"html"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// html shows the words of a block of HTML; its tags mean nothing here but
// those of <details>, whose summary stands above what it opens. It returns the
// margin of what follows.
func (s *sheet) html(n *ast.HTMLBlock, m *margin) *margin {
	begun := false
	for _, part := range htmlParts(rawHTMLBlock(n, s.src)) {
		switch part.kind {
		case opens:
			outside := m
			m = s.within(m, "  ", "  ")
			m.folds, m.outside = true, outside
			continue
		case closes:
			m = m.unfolded()
			continue
		}
		words := strings.Join(strings.Fields(html.UnescapeString(part.text)), " ")
		if words == "" {
			continue
		}
		if begun {
			s.gap(m)
		}
		begun = true
		p := &passage{}
		if part.kind == summary {
			p.add("▾ "+Clean(words), bold, 0)
			s.passage(p, m.unfolded())
			continue
		}
		p.add(Clean(words), 0, 0)
		s.passage(p, m)
	}
	return m
}

// htmlPart is a piece of a block of HTML: words, a summary, or where <details>
// opens or closes.
type htmlPart struct {
	kind partKind
	text string
}

type partKind int

const (
	shown partKind = iota
	summary
	opens
	closes
)

// htmlParts divides a block of HTML at paragraphs and at the tags of <details>.
func htmlParts(raw string) []htmlPart {
	var parts []htmlPart
	kind := shown
	add := func(text string) {
		for paragraph := range strings.SplitSeq(stripTags(text), "\n\n") {
			if strings.TrimSpace(paragraph) != "" {
				parts = append(parts, htmlPart{kind, paragraph})
			}
		}
	}
	for raw != "" {
		at, end, tag := nextFoldTag(raw)
		add(raw[:at])
		switch tag {
		case "details":
			parts = append(parts, htmlPart{kind: opens})
		case "/details":
			parts = append(parts, htmlPart{kind: closes})
		case "summary":
			kind = summary
		case "/summary":
			kind = shown
		}
		raw = raw[end:]
	}
	return parts
}

// nextFoldTag finds the next tag of <details> or <summary> outside of comments
// and scripts: raw[at:end].
func nextFoldTag(raw string) (at, end int, tag string) {
	for at < len(raw) {
		next := strings.IndexByte(raw[at:], '<')
		if next < 0 {
			break
		}
		at += next
		end = at + tagEnd(raw[at:])
		name, _, _ := strings.Cut(strings.Trim(raw[at:end], "<>"), " ")
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case "details", "/details", "summary", "/summary":
			return at, end, name
		}
		at = end
	}
	return len(raw), len(raw), ""
}

func rawHTMLBlock(n *ast.HTMLBlock, src []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(src))
	}
	if n.HasClosure() {
		b.Write(n.ClosureLine.Value(src))
	}
	return b.String()
}

// saysWords reports parts that show something by themselves.
func saysWords(parts []htmlPart) bool {
	return slices.ContainsFunc(parts, func(p htmlPart) bool {
		return p.kind <= summary && strings.TrimSpace(html.UnescapeString(p.text)) != ""
	})
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
