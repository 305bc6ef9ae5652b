package lsp

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// documentSymbols are the headings, each within the one it belongs to.
func (s *server) documentSymbols(c call) (any, error) {
	var p documentParams
	if err := c.params(&p); err != nil {
		return nil, err
	}
	doc, err := s.open(p.Document.URI)
	if err != nil {
		return nil, err
	}
	n := note.Parse("practices/new.md", []byte(doc.s))
	out, _ := outline(doc.text, n.Headings(), 0)
	return out, nil
}

// outline takes headings deeper than level and returns those that are left.
func outline(t *text, hs []note.Heading, level int) (out []documentSymbol, rest []note.Heading) {
	out = []documentSymbol{}
	for len(hs) > 0 && hs[0].Level > level {
		h := hs[0]
		children, after := outline(t, hs[1:], h.Level)
		end := len(t.s)
		if len(after) > 0 {
			end, _ = t.bounds(after[0].Line - 1)
		}
		line := t.lineSpan(h.Line)
		from, _ := t.bounds(h.Line - 1)
		name := note.Clean(h.Text)
		if name == "" {
			name = "…"
		}
		out = append(out, documentSymbol{Name: name, Kind: symbolString, Range: t.span(from, end), SelectionRange: line, Children: children})
		hs = after
	}
	return out, hs
}

const mostSymbols = 100

// workspaceSymbols are the notes whose title or address has all words of the query.
func (s *server) workspaceSymbols(c call) (any, error) {
	var p queryParams
	if err := c.params(&p); err != nil {
		return nil, err
	}
	d, err := s.notes(c.ctx)
	if err != nil {
		return nil, err
	}
	words := strings.Fields(strings.ToLower(p.Query))
	out := []workspaceSymbol{}
	for i := range d.cards {
		card := &d.cards[i]
		if len(out) == mostSymbols {
			break
		}
		if fits(strings.ToLower(card.Title+" "+string(card.Address)), words) {
			out = append(out, workspaceSymbol{note.Clean(card.Title), symbolFile, string(card.Address), location{uriOf(d.pool.File(card.Address)), span{}}})
		}
	}
	return out, nil
}

func fits(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}
