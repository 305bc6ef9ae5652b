package digest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

// Seen remembers, on this machine only, which notes a person has had before their eyes,
// in which version, with which thread and as how well proven. Dates would not do: what
// was written last week may have arrived today.
//
// The file is a sorted list of eight-byte marks, two or three a note: 2 MB for 100,000
// notes, read and written in a few milliseconds. It may be deleted at any time.
type Seen struct {
	First bool      // nothing is remembered: nothing is news on the first visit
	When  time.Time // when it was kept last; zero on the first visit

	path  string
	marks []uint64
}

// NoteVersion is one note as a person would see it.
type NoteVersion struct {
	Address note.Address
	Mark    uint64 // of the version and its thread; see [MarkOf]
	State   string // [evidence.Proven], [evidence.Contested] or ""
}

// VersionOf is a card as a person would see it.
func VersionOf(c *index.Card) NoteVersion {
	l := NoteVersion{Address: c.Address, Mark: MarkOf(c)}
	switch {
	case c.Contested:
		l.State = evidence.Contested
	case c.Maturity == evidence.Proven:
		l.State = evidence.Proven
	}
	return l
}

// ReadSeen reads what was seen from the folder that is this machine's alone. A file of odd length was cut
// short and counts for what it holds.
func ReadSeen(dir string) (*Seen, error) {
	s := &Seen{path: filepath.Join(dir, "seen")}
	b, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		s.First = true
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was seen: %w", err)
	}
	if fi, err := os.Stat(s.path); err == nil {
		s.When = fi.ModTime()
	}
	for len(b) >= 8 {
		s.marks = append(s.marks, binary.LittleEndian.Uint64(b))
		b = b[8:]
	}
	slices.Sort(s.marks)
	return s, nil
}

// MarkOf is what identifies a version of a note and its thread: an FNV hash of address,
// blob and the time of the last entry.
func MarkOf(c *index.Card) uint64 {
	h := fnv(string(c.Address), c.Hash)
	for at := uint64(c.LastEntry.Unix()); at != 0; at >>= 8 {
		h = (h ^ at&0xff) * fnvPrime
	}
	return h
}

const fnvPrime = 1099511628211

func fnv(texts ...string) uint64 {
	h := uint64(14695981039346656037)
	for _, s := range texts {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * fnvPrime
		}
		h *= fnvPrime // so that "ab","c" is not "a","bc"
	}
	return h
}

// marksOf are what is remembered of a look: that the note is there, this version of it,
// and its state.
func marksOf(l NoteVersion) []uint64 {
	out := []uint64{l.Mark, fnv(string(l.Address))}
	if l.State != "" {
		out = append(out, fnv(string(l.Address), l.State))
	}
	return out
}

func (s *Seen) has(mark uint64) bool {
	_, ok := slices.BinarySearch(s.marks, mark)
	return ok
}

// Knows reports that this version of a note, with this thread, was seen.
func (s *Seen) Knows(l NoteVersion) bool { return s.has(l.Mark) }

// knew reports that some version of the note was seen.
func (s *Seen) knew(l NoteVersion) bool { return s.has(fnv(string(l.Address))) }

// knewState reports that the note was seen in this state.
func (s *Seen) knewState(l NoteVersion) bool { return s.has(fnv(string(l.Address), l.State)) }

// Keep remembers which of the n notes there are have been seen: those that now reports,
// and what was seen before. On the first visit that is all of them.
func (s *Seen) Keep(n int, at func(int) NoteVersion, now func(int) bool) error {
	all := make([]uint64, 0, 2*n)
	for i := range n {
		l := at(i)
		fresh := s.First || now(i)
		for _, m := range marksOf(l) {
			if fresh || s.has(m) {
				all = append(all, m)
			}
		}
	}
	slices.Sort(all)
	b := make([]byte, 0, 8*len(all))
	for _, m := range all {
		b = binary.LittleEndian.AppendUint64(b, m)
	}
	if err := maybe.WriteFile(s.path, b, 0o600); err != nil {
		return fmt.Errorf("remember what was seen: %w", err)
	}
	return nil
}
