package review

import (
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Conflict is a note that the user and somebody else changed in ways that cannot be
// joined. The user's version is in the working file; the other is the shared one.
type Conflict struct {
	Address note.Address
	Path    string
	Title   string
	// Change is what the user did to the note, Theirs what the others did.
	Change, Theirs Kind
	// MovedTo is the address that the others moved it to; "" where they did not.
	MovedTo note.Address

	// BaseFile is what both began with, TheirFile what the others made of it; zero for none.
	BaseFile, TheirFile repo.FileID `json:"-"`
}
