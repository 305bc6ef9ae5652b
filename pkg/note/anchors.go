package note

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// Anchors are the places in a note that a link can name after a #: its headings, blocks
// that are marked ^like-this, and what HTML or an attribute calls so.
type Anchors map[string]bool

// What keys of Anchors begin with; a heading's begins with nothing.
const (
	blockAnchor = "^"
	namedAnchor = "#"
)

// anchorPattern finds anchors that are no headings of markdown.
type anchorPattern struct {
	kind string
	*regexp.Regexp
}

var anchorPatterns = sync.OnceValue(func() []anchorPattern {
	return []anchorPattern{
		{blockAnchor, regexp.MustCompile(`(?m)\^([\pL\pN-]+)[ \t]*\r?$`)},
		{namedAnchor, regexp.MustCompile(`(?i)<[a-z][^>]*?\s(?:id|name)\s*=\s*["']?([^"'\s>]+)`)},
		{namedAnchor, regexp.MustCompile(`\{:?[^{}\n]*#([^\s{}]+)[^{}\n]*\}`)}, // ## Heading {#name}
		{namedAnchor, regexp.MustCompile(`(?m)^\(([^\s()]+)\)=[ \t]*\r?$`)},    // (name)= before a heading
		{"", regexp.MustCompile(`(?is)<h[1-6][^>]*>(.*?)</h[1-6]>`)},
	}
})

// Anchors lists the places of the note.
func (n *Note) Anchors() Anchors {
	out := Anchors{}
	for _, h := range n.Headings() {
		out[loose(h.Text)] = true
		out[loose(h.Anchor)] = true
		if i := strings.LastIndex(h.Text, "{#"); i > 0 {
			out[loose(h.Text[:i])] = true
		}
	}
	for _, p := range anchorPatterns() {
		for _, m := range p.FindAllSubmatch(n.Body(), -1) {
			if p.kind == "" {
				out[loose(withoutTags(string(m[1])))] = true
				continue
			}
			out[p.kind+strings.ToLower(string(m[1]))] = true
		}
	}
	return out
}

// withoutTags is the text of HTML.
func withoutTags(s string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "<")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, s, _ = strings.Cut(rest, ">")
	}
}

// Has reports whether the note has a place that an anchor names. How an anchor is made of a
// heading differs from tool to tool – in punctuation, case and what stands for a space – so
// letters and digits decide. Of Obsidian's #heading#below it the last counts. What names a
// line, a footnote or a passage of text is taken to be there.
func (a Anchors) Has(anchor string) bool {
	if plain, err := url.PathUnescape(anchor); err == nil {
		anchor = plain
	}
	anchor = strings.TrimPrefix(anchor, "user-content-")
	if i := strings.LastIndexByte(strings.TrimRight(anchor, "#"), '#'); i >= 0 {
		anchor = anchor[i+1:]
	}
	low := strings.ToLower(strings.TrimSpace(anchor))
	if block, ok := strings.CutPrefix(low, "^"); ok {
		return a[blockAnchor+block]
	}
	switch {
	case low == "" || low == "top" || low[0] == ':' || low[0] == '/' || low[0] == '!':
		return true
	case strings.HasPrefix(low, "fn") || isLineAnchor(low):
		return true
	}
	return a[namedAnchor+low] || a[loose(anchor)] && loose(anchor) != ""
}

// isLineAnchor reports l12 and l12-l20, lines on a git host.
func isLineAnchor(s string) bool {
	return len(s) > 1 && s[0] == 'l' && s[1] >= '0' && s[1] <= '9' && strings.Trim(s, "l0123456789-c") == ""
}

// loose keeps the letters and digits of a text, in lower case.
func loose(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
