package pool

import (
	"context"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

const mostTitled = 200 // notes that have the words of a title, looked through for it

// titled are the notes of exactly this title, whatever the case. Whoever knows a note by its
// title need not know how it is spelled as an address.
func (p *Pool) titled(ctx context.Context, typed string) ([]note.Address, error) {
	q := plainQuery(typed)
	if q.IsZero() {
		return nil, nil
	}
	q.Limit, q.Bare = mostTitled, true
	res, err := p.db.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []note.Address
	for _, h := range res.Hits {
		if strings.EqualFold(spaced(h.Title), spaced(typed)) {
			out = append(out, h.Address)
		}
	}
	return out, nil
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }
