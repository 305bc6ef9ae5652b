package note

import (
	"strings"
	"time"
)

// EntryName is what the path of a thread's entry says:
// practices/<note>/<date>-<author>-<type>-<rand>.md.
type EntryName struct {
	Note   Address   // the note whose thread it is
	Date   time.Time // the day, UTC
	Author Handle
	Type   Type   // Answer, Comment, Tried, Accept or Verify
	Rand   string // 4 to 8 characters of a-z2-7 that keep one author's entries of a day apart
}

// Did says what its author did, in the past tense: "answered", "tried it".
func (e EntryName) Did() string {
	switch e.Type {
	case Answer:
		return "answered"
	case Comment:
		return "commented"
	case Tried:
		return "tried it"
	case Accept:
		return "accepted an answer"
	}
	return "verified: still true"
}

// Path is where the entry is in the pool.
func (e EntryName) Path() string {
	return Root + string(e.Note) + "/" + strings.Join([]string{
		e.Date.Format(time.DateOnly), string(e.Author), string(e.Type), e.Rand,
	}, "-") + dotMD
}

// EntryOf reads the name of an entry. It is false for the path of anything else, so it
// also tells entries from notes.
func EntryOf(path string) (EntryName, bool) {
	a, ok := AddressOf(path)
	if !ok || a.Topic() == "" || a.Topic() == "events" || a.Topic() == "people" {
		return EntryName{}, false
	}
	e := EntryName{Note: Address(a.Topic())}
	rest := a.Slug()
	if len(rest) <= len(time.DateOnly) || rest[len(time.DateOnly)] != '-' {
		return EntryName{}, false
	}
	day, err := time.Parse(time.DateOnly, rest[:len(time.DateOnly)])
	if err != nil {
		return EntryName{}, false
	}
	e.Date, rest = day, rest[len(time.DateOnly)+1:]
	rest, e.Rand, _ = cutLast(rest, '-')
	author, typ, ok := cutLast(rest, '-')
	if e.Author, e.Type = Handle(author), Type(typ); !ok || !validRand(e.Rand) || !validHandle(author) {
		return EntryName{}, false
	}
	return e, isEntryType(e.Type)
}

func isEntryType(t Type) bool {
	switch t {
	case Answer, Comment, Tried, Accept, Verify:
		return true
	}
	return false
}

func validHandle(s string) bool {
	return s != "" && s[0] != '-' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func validRand(s string) bool {
	return len(s) >= 4 && len(s) <= 8 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}
