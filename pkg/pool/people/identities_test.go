package people

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

func TestIdentities(t *testing.T) {
	var p Identities
	p.Mailmap("# who is who\nAna Example <Ana@example.org> <ana@old.example>\nBen <ben@example.org>\n<<broken\n")
	card := func(handle, front string) {
		p.UnionAll(NamesOn(note.Parse("practices/people/"+handle+".md", []byte("---\n"+front+"\n---\n"))))
	}
	card("cy", "email: cy@example.org")
	card("cyrus", "contact: \"mail to <CY@example.org>, or call\"")
	card("fay", "also: [fay-at-work, fay@work.example, Fay Example]")
	card("gus", "aliases: [/people/gustav, kitchen/gus]")
	card("dee", "emails: [dee@a.example, dee@b.example]")
	card("eve", "contact: \"@eve on the chat\"")
	p.Entries([]index.EntryCommit{
		{Handle: "ana", Email: "ana@example.org"},
		{Handle: "ana-old", Email: "ana@old.example"},
		{Handle: "ben", Email: "ben@example.org"},
		{Handle: "puppet", Email: "ben@example.org"},
		// A commit of ben's that brought what many wrote.
		{Handle: "ana", Email: "ben@example.org", Carried: true},
		{Handle: "dee", Email: "ben@example.org", Carried: true},
		{Handle: "lost", Email: "ben@example.org", Carried: true},
	}, nil)
	if got, want := p.Doubles(), "@ana=@ana-old @ben=@puppet @cy=@cyrus @fay=@fay-at-work=@fay-example @gus=@gustav"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, same := range [][2]string{{"@ana", "@ana-old"}, {"@ben", "@puppet"}, {"@cy", "@cyrus"}, {"@dee", "mailto:dee@b.example"}, {"@fay", "mailto:fay@work.example"}} {
		if p.Find(same[0]) != p.Find(same[1]) {
			t.Errorf("%s and %s are two", same[0], same[1])
		}
	}
	for _, other := range [][2]string{{"@ana", "@ben"}, {"@dee", "@ben"}, {"@lost", "@ben"}, {"@eve", "@cy"}} {
		if p.Find(other[0]) == p.Find(other[1]) {
			t.Errorf("%s and %s are one", other[0], other[1])
		}
	}
}

// Who is who must not depend on the order in which one hears of it.
func TestIdentitiesInAnyOrder(t *testing.T) {
	var entries []index.EntryCommit
	for i := range 40 {
		entries = append(entries, index.EntryCommit{Handle: note.Handle(fmt.Sprintf("h%d", i*7%20)), Email: fmt.Sprintf("m%d@x.example", i*11%23)})
	}
	var first Identities
	first.Entries(entries, nil)
	rnd := rand.New(rand.NewSource(1))
	for range 20 {
		rnd.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		var again Identities
		again.Entries(entries, nil)
		if first.Doubles() != again.Doubles() {
			t.Fatalf("%s\n%s", first.Doubles(), again.Doubles())
		}
	}
	if first.Doubles() == "" {
		t.Error("nobody was joined")
	}
}
