package evidence

import (
	"cmp"
	"fmt"
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
	// Brought is who brought it in its author's name: a handle, else an address; "" for the
	// author, and for what nobody has sent yet.
	Brought string
	// Member is the handle of the member who has said that By is another name of theirs; "" where
	// nobody did.
	Member note.Handle
	// Unsigned says that the members ask for signatures, and it has none of its author's.
	Unsigned bool
}

// Who is whom to name for it: "ben", "ben (brought by eve)".
func (e Entry) Who() string {
	by := cmp.Or(e.Member, e.By())
	if e.Brought == "" {
		return string(by)
	}
	return fmt.Sprintf("%s (brought by %s)", by, e.Brought)
}

// Unheard is why an entry weighs nothing, whatever it says; "" when it may.
func (e Entry) Unheard(required bool) string {
	switch {
	case Imported(e.Note):
		return "came with an import: it counts when its author reports it here"
	case e.Brought != "":
		return fmt.Sprintf("%s brought it in the name of %s: it counts when %s says so", note.Clean(e.Brought), e.By(), e.By())
	case required && e.Unsigned:
		return "nobody signed it, and this community counts what is signed"
	}
	return ""
}

// Vote is "up" or "down" for a vote that an import brought in its author's name; "" for everything
// else. It is written as a comment with vote: up in its front matter, and says what somebody
// thought of it where it came from, not that they tried it.
func (e Entry) Vote() string {
	if e.EntryName.Type != note.Comment {
		return ""
	}
	switch v, _ := e.Value("vote"); v {
	case "up", "down":
		return v.(string)
	}
	return ""
}

// Did says what its author did, in the past tense: "answered", "voted for it".
func (e Entry) Did() string {
	switch e.Vote() {
	case "up":
		return "voted for it"
	case "down":
		return "voted against it"
	}
	return e.EntryName.Did()
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
