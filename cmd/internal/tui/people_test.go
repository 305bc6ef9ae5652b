package tui

import (
	"slices"
	"testing"
)

// Those who have a card are one key away, and so is whom to ask about a note.
func TestPeople(t *testing.T) {
	dir := newPool(t, nil)
	write(t, dir, map[string]string{
		"people/cy.md":   "---\ntitle: Cy Example\ntype: person\nauthors: [cy]\ndate: 2026-11-01\n---\n\n## Ask me about\n\nKettles.\n",
		"oncall/rota.md": "---\ntitle: The rota\nauthors: [ben]\ndate: 2026-11-01\n---\n\nText.\n",
		"top.md":         "---\ntitle: At the top\nauthors: [ben]\ndate: 2026-10-01\n---\n\nText.\n",
	})
	shareAll(t, dir)
	s := newStage(t, dir, 80, 24, Start{})
	s.press("P")
	s.sees("type:person", "Cy Example", "Kettles", "w tells whom to ask")
	s.seesNot("The rota")
	s.press("/")
	for range "type:person" {
		s.press("backspace")
	}
	s.press("r", "o", "t", "a", "enter", "w")
	if !slices.ContainsFunc(s.ran, func(args []string) bool { return slices.Equal(args, []string{"who", "oncall"}) }) {
		t.Errorf("ran %v", s.ran)
	}
}
