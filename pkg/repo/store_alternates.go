package repo

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// lendersAtMost is how deep borrowed objects may be borrowed themselves, as in git.
const lendersAtMost = 5

// borrowed are the stores whose objects this one uses, too: objects/info/alternates names their
// folders, one a line, relative to this one's.
func (s *gogitStore) borrowed() []*gogitStore {
	if !s.looked {
		s.looked = true
		s.lenders = s.lendersOf(s.objects, 0)
	}
	return s.lenders
}

func (s *gogitStore) lendersOf(objects string, depth int) []*gogitStore {
	list, err := os.ReadFile(filepath.Join(objects, "info", "alternates"))
	if err != nil || depth >= lendersAtMost {
		return nil
	}
	var out []*gogitStore
	for line := range strings.Lines(string(list)) {
		dir := strings.TrimRight(line, "\r\n")
		if unquoted, err := strconv.Unquote(dir); err == nil {
			dir = unquoted
		}
		if dir == "" || strings.HasPrefix(dir, "#") {
			continue
		}
		dir = joinIfRelative(objects, dir)
		out = append(out, &gogitStore{layout: s.layout, objects: dir, packs: newPacks(dir, s.format), looked: true, lenders: s.lendersOf(dir, depth+1)})
	}
	return out
}

// lost says of a missing object which lender it may have been with, if one is gone.
func (s *gogitStore) lost(missing error) error {
	for _, l := range s.borrowed() {
		if _, err := os.Stat(l.objects); absent(err) {
			return &LenderError{Folder: l.objects}
		}
		if err := l.lost(missing); !errors.Is(missing, err) {
			return err
		}
	}
	return missing
}
