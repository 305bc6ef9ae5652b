package index

import (
	"cmp"
	"context"
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

// Less is what is left of f without those of one of the indexes that were added.
func (f Frequencies) Less(one Frequencies) Frequencies {
	rest := Frequencies{Documents: f.Documents - one.Documents, Words: maps.Clone(f.Words)}
	for word, n := range one.Words {
		rest.Words[word] -= n
	}
	return rest
}

// of yields how many documents there are and how many have the i-th unit of a claim.
func (f *Frequencies) of(m *claim, i int) (documents, having int) {
	if f.Documents == 0 {
		return 0, 0
	}
	return f.Documents, f.Words[m.nameOf(i)]
}

// Frequencies counts the documents that have the words of a query. It reads what Find reads
// first, and no cards.
func (db *DB) Frequencies(ctx context.Context, q Query) (Frequencies, error) {
	out := Frequencies{Words: map[string]int{}}
	err := db.read(ctx, func(c *conn) error {
		s, err := newSearch(ctx, c, &q, nil)
		if err != nil {
			return err
		}
		sc := newScores(s.posts, asking)
		out.Documents = sc.n
		for _, m := range s.ask {
			for i := range m.units {
				if err := sc.gather(&m.units[i]); err != nil {
					return err
				}
				_, n := sc.settle(0, 0, 0, 0)
				out.Words[m.nameOf(i)] = n
			}
		}
		return nil
	})
	return out, wrap("count words", err)
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
