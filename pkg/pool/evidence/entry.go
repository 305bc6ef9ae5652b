package evidence

import (
	"path"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Entry is one contribution to a note's thread.
type Entry struct {
	note.EntryName
	*note.Note
	File string // path of the entry
}

// When is the moment the entry was written: its date, else the day in its name.
func (e Entry) When() time.Time {
	if !e.Note.Date.IsZero() {
		return e.Note.Date
	}
	return e.EntryName.Date
}

// By is the handle of the entry's author.
func (e Entry) By() note.Handle {
	if e.EntryName.Author != "" {
		return e.EntryName.Author
	}
	return note.HandleFrom(strings.Join(e.Note.Authors, ""))
}

// Name is how an entry is referred to: its file name without the ending.
func (e Entry) Name() string { return strings.TrimSuffix(path.Base(e.File), ".md") }

// Before orders entries by time, then by file name, so that every clone shows the same.
func Before(a, b Entry) bool {
	if !a.When().Equal(b.When()) {
		return a.When().Before(b.When())
	}
	return a.File < b.File
}
