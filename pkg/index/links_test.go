package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// L2: the index and a shelf in memory hold the same names, so that show, who links to a note
// and check never disagree: every link leads to the same place by both, and a note is linked
// from where a link leads to it and from nowhere else.
func TestShelvesAgreeL2(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		f := linkedFiles(rand.New(rand.NewPCG(seed, 7)))
		db := indexed(t, f)
		memory := &note.Names{}
		for a, text := range f {
			named, _ := note.NamesOf(note.Parse("practices/"+a+".md", []byte(text)))
			memory.Add(named)
		}
		back := map[note.Address][]note.Address{}
		err := db.Resolve(t.Context(), func(s note.LinkTargets) {
			for a, text := range f {
				n := note.Parse("practices/"+a+".md", []byte(text))
				for _, l := range n.Links() {
					x, y := note.Resolver{Shelf: s}.Resolve(n.Path, l), note.Resolver{Shelf: memory}.Resolve(n.Path, l)
					if fmt.Sprint(x) != fmt.Sprint(y) {
						t.Errorf("seed %d: %s: %q leads to %v by the index, to %v in memory", seed, a, l.Dest, x, y)
					}
					if owner := ownerOf(n.Path); y.Leads == note.ToNote && owner != y.Note {
						back[y.Note] = append(back[y.Note], owner)
					}
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		for a := range f {
			if _, entry := note.EntryOf("practices/" + a + ".md"); entry {
				continue
			}
			want := back[note.Address(a)]
			slices.Sort(want)
			got, err := db.Backlinks(t.Context(), note.Address(a))
			if want = slices.Compact(want); err != nil || !slices.Equal(got, want) {
				t.Errorf("seed %d: %s is linked from %q, want %q (%v)", seed, a, got, want, err)
			}
		}
	}
}

func linkedFiles(r *rand.Rand) files {
	places := []string{"closure", "ops/closure", "net/Closure", "ops/README", "net/index", "faq.de", "faq", "ops/Some Note", "über", "net/plan.en", "ops/a/2026-01-02-ana-comment-abcd", "ops/a"}
	dests := []string{"[[closure]]", "[[ops/closure|x]]", "[[README]]", "[[net]]", "[[Some Note]]", "[[some-note#h]]", "[[former]]", "[x](former.md)", "[x](../net/)", "[x](closure.md)", "[x](/docs/ops/closure/)", "[[über]]", "[[uber]]", "[[plan]]", "[[faq]]", "[x](..)", "[[Pump it]]", "[x](../closure.md?a#b)"}
	f := files{}
	for _, a := range places {
		if r.IntN(4) == 0 {
			continue
		}
		var b strings.Builder
		if r.IntN(3) == 0 {
			b.WriteString("---\naliases: [/ops/former, nick]\nrelated: \"[[closure]]\"\nsupersedes: ops/closure\n---\n")
		}
		b.WriteString([]string{"# Pump it\n\n", "# Closure\n\n", ""}[r.IntN(3)])
		for range 4 {
			b.WriteString(dests[r.IntN(len(dests))] + "\n")
		}
		f[a] = b.String()
	}
	return f
}
