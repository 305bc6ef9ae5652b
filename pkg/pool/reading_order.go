package pool

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// A reading order is pure: notes with what speaks for each go in, steps come out.

// reading is a note that may be a step, and what speaks for it.
type reading struct {
	*index.Card
	before []note.Address // prerequisites: what is to be read before it
	uses   int            // other notes of the topic that link to it
	begun  int            // people whose first words in the topic were about it
	early  int            // see weight, once all of these are known
}

// weight is how early a note is read when nothing else decides: three for each person who began
// with it, two for each note that builds on it, and what reports say of it; what is contested
// comes late.
func (r *reading) weight() int {
	w := 3*r.begun + 2*r.uses + 2*max(0, slices.Index([]string{Untried, Emerging, Promising, Proven}, r.Maturity))
	if r.Contested {
		w -= 6
	}
	return w
}

// reasons say why a note is where it is.
func (r *reading) reasons(firstOf []note.Address) []string {
	var out []string
	if len(firstOf) > 0 {
		out = append(out, "before "+string(firstOf[0]))
	}
	if r.begun > 0 {
		out = append(out, people.Numbered(r.begun, "member")+" began with it")
	}
	if r.uses > 0 {
		out = append(out, people.Numbered(r.uses, "note")+" "+map[bool]string{true: "builds", false: "build"}[r.uses == 1]+" on it")
	}
	switch {
	case r.Contested:
		out = append(out, "reports disagree")
	case r.Maturity != "" && r.Maturity != Untried:
		out = append(out, r.Maturity)
	}
	return out
}

// orderReading puts notes into an order in which none comes before its prerequisites: of those
// that may come next always the one of most weight, then the oldest, then by address. Where
// prerequisites go round in a circle, the one of most weight begins, and circle names those that
// wait for each other.
//
// It is topological sorting by Kahn (1962) with a rule for ties; O(n²), of a topic.
func orderReading(notes []*reading) (order []*reading, circle []note.Address) {
	left := slices.Clone(notes)
	for _, r := range left {
		r.early = r.weight()
	}
	slices.SortFunc(left, func(a, b *reading) int {
		return cmp.Or(cmp.Compare(b.early, a.early), a.Created.Compare(b.Created), cmp.Compare(a.Address, b.Address))
	})
	waits := func(r *reading) bool {
		return slices.ContainsFunc(r.before, func(a note.Address) bool {
			return a != r.Address && slices.ContainsFunc(left, func(o *reading) bool { return o.Address == a })
		})
	}
	for len(left) > 0 {
		i := slices.IndexFunc(left, func(r *reading) bool { return !waits(r) })
		if i < 0 {
			if circle == nil {
				for _, r := range left {
					circle = append(circle, r.Address)
				}
				slices.Sort(circle)
			}
			i = 0
		}
		order = append(order, left[i])
		if i == 0 {
			left = left[1:] // moves nothing
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	return order, circle
}

// firstAct is a small thing to begin with: to try the first practice of the path that is neither the
// reader's own nor told about by them; else to say what was unclear about the first note.
func firstAct(order []*reading, done func(*index.Card) bool) Suggestion {
	for i := range order {
		c := order[i].Card
		if (c.Type == note.Practice || c.Type == "") && !done(c) {
			return Suggestion{Why: fmt.Sprintf("Try %s once, and tell how it went; that it failed helps as much.", note.Quoted(note.Clean(c.Title))), Command: "cop tried " + string(c.Address) + " worked", Address: c.Address}
		}
	}
	if len(order) == 0 {
		return Suggestion{}
	}
	c := order[0].Card
	return Suggestion{Why: "Say what was unclear when you read it first; nobody else can.", Command: "cop comment " + string(c.Address), Address: c.Address}
}
