package index

import (
	"fmt"
	"slices"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// TestWalk sees every card that Cards lists, and what is kept of one stays as it was
// while the others are read.
func TestWalk(t *testing.T) {
	t.Parallel()
	f := files{}
	for i := range 3 * segSize {
		f[fmt.Sprintf("topic-%d/n%d", i%5, i)] = fmt.Sprintf("---\ntitle: Note %d\ntags: [a%d, b]\n---\nBody.\n", i, i%7)
	}
	db := indexed(t, f)
	want, err := db.Cards(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []Card
	most := 0
	err = db.Walk(t.Context(), func(n int) func(*Card) {
		got, most = nil, n
		return func(c *Card) { got = append(got, *c) }
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) > most {
		t.Errorf("saw %d cards, at most %d were announced", len(got), most)
	}
	newest, err := Newest(t.Context(), db, ownCard, func(c *Card) note.Address { return c.Address })
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Collect(newest); !slices.EqualFunc(got, want, func(a, b Card) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Errorf("newest %v\nwant %v", got, want)
	}
	newestFirst(got, func(c *Card) *Card { return c })
	if !slices.EqualFunc(got, want, func(a, b Card) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Errorf("saw %v\nwant %v", got, want)
	}
}

// ownCard is the card in memory of its own.
func ownCard(c *Card) (own Card) {
	o, err := openSegment((&segment{c}).encode())
	if err == nil {
		_, err = o.card(0, &own)
	}
	if err != nil {
		panic(err)
	}
	return own
}
