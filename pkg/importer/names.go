package importer

import (
	"hash/maphash"

	"github.com/breakfast-table/cop/pkg/note"
)

// Names is a set of files by their names, in whatever letters. It keeps eight bytes of each: a
// site brings two hundred thousand, of a hundred characters. Two names that are not the same
// meet once in 2^64/n; then a note gets a number that it would not need. The zero value is empty.
type Names struct{ has map[uint64]struct{} }

var namesSeed = maphash.MakeSeed()

func nameOfFile(file string) uint64 { return maphash.String(namesSeed, note.SameName(file)) }

// Has reports a file of that name.
func (s *Names) Has(file string) bool {
	_, ok := s.has[nameOfFile(file)]
	return ok
}

// Add puts a file in; false when it was in before.
func (s *Names) Add(file string) bool {
	if s.has == nil {
		s.has = map[uint64]struct{}{}
	}
	before := len(s.has)
	s.has[nameOfFile(file)] = struct{}{}
	return len(s.has) > before
}
