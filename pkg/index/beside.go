package index

import (
	"cmp"
	"maps"
	"strconv"
	"strings"
)

// Frequencies say in how many documents the words of a query stand. Hits of several indexes can
// be ranked together when each knows those of the others: see Query.Beside. The zero value:
// no documents.
type Frequencies struct {
	Documents int
	Words     map[string]int // by a name for the word that is the same in every index
}

// Add adds those of another index.
func (f *Frequencies) Add(more Frequencies) {
	f.Documents += more.Documents
	if f.Words == nil {
		f.Words = maps.Clone(more.Words)
		return
	}
	for word, n := range more.Words {
		f.Words[word] += n
	}
}

// of yields how many documents there are and how many have the i-th unit of a claim.
func (f *Frequencies) of(m *claim, i int) (documents, having int) {
	if f.Documents == 0 {
		return 0, 0
	}
	return f.Documents, f.Words[m.nameOf(i)]
}

// sightings are the documents that a unit met and what they gathered, until it is settled.
type sightings struct {
	slots []uint32
	sums  []float32
}

// compare tells how often the words stand here, and learns how often they do elsewhere. What
// was met on the way is kept for claim.
func (f *field) compare() error {
	if f.s.q.Beside == nil {
		return nil
	}
	own := Frequencies{Documents: f.sc.n, Words: map[string]int{}}
	for _, m := range f.s.ask {
		for i := range m.units {
			if err := f.sc.gather(&m.units[i]); err != nil {
				return err
			}
			g := f.sc.lift()
			own.Words[m.nameOf(i)] = len(g.slots)
			f.met = append(f.met, g)
		}
	}
	f.beside = f.s.q.Beside(own)
	return nil
}

// gather looks for a unit, unless compare did.
func (f *field) gather(u *unit) error {
	if len(f.met) == 0 {
		return f.sc.gather(u)
	}
	f.sc.lay(f.met[0])
	f.met = f.met[1:]
	return nil
}

// lift takes away what the unit at work met.
func (s *scores) lift() sightings {
	g := sightings{s.met, make([]float32, len(s.met))}
	for i, slot := range g.slots {
		g.sums[i], s.sum[slot] = s.sum[slot], 0
	}
	s.met = nil
	return g
}

// lay brings it back.
func (s *scores) lay(g sightings) {
	s.met = g.slots
	for i, slot := range g.slots {
		s.sum[slot] = g.sums[i]
	}
}

// nameOf names the i-th unit of a claim for all indexes alike: the same word may have other
// forms where other languages are spoken.
func (m *claim) nameOf(i int) string {
	if i == 0 {
		return m.text
	}
	var b strings.Builder
	b.WriteString(m.text + "\x00")
	for _, place := range m.units[i].tokens {
		if len(place) > 0 {
			b.WriteString(place[0] + " ")
		}
	}
	return b.String() + strconv.FormatBool(m.units[i].part)
}

// Better orders hits of several indexes that were found by relevance and knew of each other's
// words (see Query.Beside) as Find orders those of one; paths of different pools come last.
func Better(a, b *Hit) int {
	return cmp.Or(cmp.Compare(b.tier, a.tier), cmp.Compare(b.Score, a.Score),
		b.LastEntry.Compare(a.LastEntry), b.Newest().Compare(a.Newest()), cmp.Compare(a.Path, b.Path))
}

// ByName orders titles as Find by title does.
func ByName(a, b string) int { return cmp.Compare(fold(a), fold(b)) }

// Proof orders notes by evidence as Find by evidence does, what is less proven first.
func Proof(a, b *Card) int {
	return cmp.Or(
		cmp.Compare(rankMaturity(a.Maturity), rankMaturity(b.Maturity)),
		cmp.Compare(a.Worked-a.Failed, b.Worked-b.Failed),
		a.LastEntry.Compare(b.LastEntry), a.Newest().Compare(b.Newest()))
}
