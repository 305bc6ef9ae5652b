package tui

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
)

// seen remembers which notes, in which version and with which thread, a person
// has had before their eyes. Dates would not do: what was written last week may
// have arrived today.
//
// The file is a sorted list of eight-byte marks, one a note: 800 KB for 100,000
// notes, read and written in a millisecond or two.
type seen struct {
	path  string
	first bool      // there was no file: nothing is news on the first visit
	when  time.Time // when it was written last
	marks []uint64
}

// readSeen reads the marks kept in dir. A file of odd length was cut short
// and counts for what it holds.
func readSeen(dir string) (*seen, error) {
	s := &seen{path: filepath.Join(dir, "seen")}
	b, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		s.first = true
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was seen: %w", err)
	}
	if fi, err := os.Stat(s.path); err == nil {
		s.when = fi.ModTime()
	}
	for len(b) >= 8 {
		s.marks = append(s.marks, binary.LittleEndian.Uint64(b))
		b = b[8:]
	}
	slices.Sort(s.marks)
	return s, nil
}

// mark is what identifies a version of a note and its thread: an FNV hash of
// address, blob and the time of the last entry.
func mark(c *index.Card) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for _, s := range [2]string{string(c.Address), c.Hash} {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * prime
		}
		h *= prime // so that "ab","c" is not "a","bc"
	}
	for at := uint64(c.LastEntry.Unix()); at != 0; at >>= 8 {
		h = (h ^ at&0xff) * prime
	}
	return h
}

func (s *seen) knows(c *card) bool {
	_, ok := slices.BinarySearch(s.marks, c.mark)
	return ok
}

// write keeps the marks of the notes that are there and were seen, before or
// now. On the first visit that is all of them.
func (s *seen) write(cards []card, now func(*card) bool) error {
	b := make([]byte, 0, 8*len(cards))
	for i := range cards {
		c := &cards[i]
		if s.first || now(c) || s.knows(c) {
			b = binary.LittleEndian.AppendUint64(b, c.mark)
		}
	}
	if err := maybe.WriteFile(s.path, b, 0o600); err != nil {
		return fmt.Errorf("remember what was seen: %w", err)
	}
	return nil
}
