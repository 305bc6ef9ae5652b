package review

import (
	"errors"
	"slices"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
)

// A contribution goes by its id, branch, page, a part of its name that no other has, and by the
// notes that it changes; what is exact goes before what is a part.
func TestFind(t *testing.T) {
	of := func(number int, branch, url string, notes ...note.Address) Review {
		r := Review{Contribution: forge.Contribution{ID: forge.ID(branch), Number: number, Branch: forge.Branch(branch), URL: url}}
		for _, a := range notes {
			r.Notes = append(r.Notes, Note{Address: a, Path: a.Path()})
		}
		return r
	}
	all := []Review{
		of(7, "cop/ana/rotate", "https://example.org/7", "oncall/pager"),
		of(8, "cop/ben/rotate-the-keys", "https://example.org/8", "security/keys"),
		of(9, "cop/ben/lunch", "", "team/lunch"),
		{Contribution: forge.Contribution{ID: "cleo/handed"}, Notes: []Note{{Path: "templates/til.md"}}},
	}
	for typed, want := range map[string]forge.ID{
		"cop/ana/rotate": "cop/ana/rotate", "ana/rotate": "cop/ana/rotate", "rotate": "cop/ana/rotate", "keys": "cop/ben/rotate-the-keys",
		"https://example.org/8": "cop/ben/rotate-the-keys", "team/lunch": "cop/ben/lunch", "pager": "cop/ana/rotate", "cleo/handed": "cleo/handed", "handed": "cleo/handed",
		"nothing": "", "": "",
	} {
		if got, err := Find(all, typed); got != want || err != nil {
			t.Errorf("%q: %q, %v; not %q", typed, got, err, want)
		}
	}
	var several *AmbiguousError
	if _, err := Find(all, "ben"); !errors.As(err, &several) || !slices.Equal(several.Names, []string{"8", "9"}) {
		t.Errorf("%v", err)
	}
}
