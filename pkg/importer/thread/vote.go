package thread

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// Vote is somebody's vote, up or down, on a question or on something that was said to it. Where a
// source has who voted and when, it becomes an entry of theirs; without either it is only counted.
// What thanks and judges nothing – a like, a heart – is no vote.
type Vote struct {
	By   importer.Person
	Up   bool
	When time.Time
}

// votes are the items of votes on an item, the oldest first; one person's newest.
func (s *Source) votes(on string, all []Vote) []*importer.Item {
	newest := map[string]Vote{}
	for _, v := range all {
		if v.By.IsZero() || v.When.IsZero() {
			s.report("votes of which the source does not have who or when: only counted", on)
			continue
		}
		if old, ok := newest[v.By.Key()]; !ok || v.When.After(old.When) {
			newest[v.By.Key()] = v
		}
	}
	var out []*importer.Item
	for key, v := range newest {
		way, says := "down", "Voted against it where it came from."
		if v.Up {
			way, says = "up", "Voted for it where it came from."
		}
		out = append(out, &importer.Item{
			ID: on + "/vote/" + key, Parent: on, Type: note.Comment, Authors: []importer.Person{v.By}, Date: v.When,
			Fields: []note.Field{{Key: "vote", Value: way}}, Text: s.text("", says, nil),
		})
	}
	slices.SortFunc(out, func(a, b *importer.Item) int {
		return cmp.Or(a.Date.Compare(b.Date), strings.Compare(a.ID, b.ID))
	})
	return out
}
