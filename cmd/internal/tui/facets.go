package tui

import (
	"sort"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// Facets are what notes can be chosen by besides words: topics, types, tags. A
// choice is no state of its own but a part of the filter, as if it was typed.

// choice is one value of a facet and how many notes have it.
type choice struct {
	key, value string
	n          int
}

// choices counts the facets of all cards: topics by name, so that those below
// one stand below it; the others by how many notes have them.
func (c *catalogue) choices() []choice {
	const most = 12
	var out []choice
	for _, f := range []struct {
		key  string
		of   func(*card) []string
		most int
	}{
		{"topic", func(c *card) []string { return topics(c.Topic) }, 200},
		{"type", func(c *card) []string { return []string{typeOf(c)} }, most},
		{"maturity", func(c *card) []string { return []string{maturityOf(c)} }, most},
		{"tag", func(c *card) []string { return c.Tags }, most},
		{"status", func(c *card) []string { return []string{statusOf(c)} }, most},
	} {
		counts := map[string]int{}
		for i := range c.cards {
			for _, v := range f.of(&c.cards[i]) {
				counts[v]++
			}
		}
		if len(counts) > 1 || f.key == "topic" {
			out = append(out, sorted(f.key, counts, f.most)...)
		}
	}
	return out
}

// topics are a topic and all those it lies in: a/b gives a and a/b.
func topics(t string) []string {
	var out []string
	for i := range len(t) {
		if t[i] == '/' {
			out = append(out, t[:i])
		}
	}
	if t != "" {
		out = append(out, t)
	}
	return out
}

func sorted(key string, counts map[string]int, most int) []choice {
	out := make([]choice, 0, len(counts))
	for v, n := range counts {
		if v != "" && !strings.ContainsAny(v, "\",") {
			out = append(out, choice{key: key, value: v, n: n})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].n != out[j].n {
			return out[i].n > out[j].n
		}
		return out[i].value < out[j].value
	})
	out = out[:min(len(out), most)]
	if key == "topic" {
		sort.Slice(out, func(i, j int) bool { return out[i].value < out[j].value })
	}
	return out
}

// toggleFacets shows the facets and gives them the keys, or takes them away.
func (h *noteList) toggleFacets() tea.Cmd {
	if h.focus == facetPane {
		h.focus, h.side = listPane, false
	} else {
		h.focus, h.side = facetPane, true
	}
	return h.resize(h.width, h.height)
}

// pickFacet adds the facet under the cursor to the filter, or takes it out.
func (h *noteList) pickFacet() tea.Cmd {
	i := h.facetRow(h.facets.cursor)
	if i < 0 {
		return nil
	}
	part := h.choices[i].part()
	text, had := without(h.filter.value(), part)
	if !had {
		text = strings.TrimSpace(text + " " + part)
	}
	h.filter.set(text)
	return h.search("")
}

// part is a choice as it is typed: topic:oncall, tag:"two words".
func (c choice) part() string {
	if strings.ContainsAny(c.value, " \t") {
		return c.key + `:"` + c.value + `"`
	}
	return c.key + ":" + c.value
}

// without takes a part out of a filter and says whether it was there.
func without(filter, part string) (string, bool) {
	padded := " " + filter + " "
	at := strings.Index(padded, " "+part+" ")
	if at < 0 {
		return filter, false
	}
	return strings.TrimSpace(padded[:at] + padded[at+len(part)+1:]), true
}

// facetRows counts the rows of the facets: each key has a heading.
func (h *noteList) facetRows() int {
	n, key := len(h.choices), ""
	for _, c := range h.choices {
		if c.key != key {
			n, key = n+1, c.key
		}
	}
	return n
}

// facetRow is the choice of a row, or – for the heading of a key – the one
// below it, as -1-choice.
func (h *noteList) facetRow(row int) int {
	key := ""
	for i, c := range h.choices {
		if c.key != key {
			key = c.key
			if row == 0 {
				return -1 - i
			}
			row--
		}
		if row == 0 {
			return i
		}
		row--
	}
	return -1
}

func (h *noteList) facetLines(box rect) []string {
	out := make([]string, 0, box.h)
	from, to := h.facets.visible()
	have := h.filter.value()
	for row := from; row < to; row++ {
		i := h.facetRow(row)
		if i < 0 {
			out = append(out, fit(" "+h.styles.title(heading(h.choices[-1-i].key)), box.w))
			continue
		}
		c := h.choices[i]
		_, on := without(have, c.part())
		out = append(out, h.facetLine(c, on, row == h.facets.cursor, box.w))
	}
	return block(out, box.h)
}

func heading(key string) string { return strings.ToUpper(key[:1]) + key[1:] }

func (h *noteList) facetLine(c choice, on, chosen bool, width int) string {
	l := h.styles
	name, depth := c.value, 0
	if c.key == "topic" {
		depth = strings.Count(name, "/")
		name = name[strings.LastIndexByte(name, '/')+1:]
	}
	style := term.Plain
	mark := "  "
	if on {
		style, mark = term.Accent, l.accent("✓ ")
	}
	left := l.bar(chosen, h.focus == facetPane) + mark + strings.Repeat("  ", depth) + l.paint(style, name)
	return spread(left, l.muted(thousands(c.n)), width)
}
