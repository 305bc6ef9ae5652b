package review

import (
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Outcome is what became of a contribution of the user's.
type Outcome struct {
	Name   string // as people type it: its number, else its name
	Title  string
	URL    string   // "" where it has no page
	Result Standing // StandsAccepted, StandsDeclined or StandsWithdrawn
	By     string   // who ended it, "" when that is not known
	ByMe   bool
	Words  string // the last that they said about it, "" for none
	Notes  []note.Address

	Files map[string]repo.Hash `json:"-"` // what it would have brought, by path
}
