package pool

import (
	"context"
	"slices"

	"github.com/breakfast-table/cop/pkg/note"
)

// Whereabouts is what a note that differs from what the others have waits for. The zero value
// is a note that the others have.
type Whereabouts struct {
	// Waits is draft, to_send, in_review or conflict, as [Status] sorts it; "" for nothing.
	Waits string
	// From is where the note was before the user moved it; "" where they did not.
	From note.Address
	// MovedTo is where the others moved a note in conflict; "" where they did not.
	MovedTo note.Address
	// Offered is the user's open contribution that it belongs to; nil for none.
	Offered *Contribution
	// Declined is what became of it when it was offered last; nil: it was not declined.
	Declined *Outcome
}

// Kinds of waiting, as programs read them.
const (
	WaitsDraft    = "draft"
	WaitsToSend   = "to_send"
	WaitsInReview = "in_review"
	WaitsConflict = "conflict"
)

// Whereabouts finds a file of the pool.
func (s Status) Whereabouts(path string) Whereabouts {
	var out Whereabouts
	for _, list := range []struct {
		waits string
		items []Item
	}{{WaitsDraft, s.Drafts}, {WaitsToSend, s.ToSend}, {WaitsInReview, s.InReview}} {
		for _, it := range list.items {
			if it.Path != path {
				continue
			}
			out.Waits, out.Declined = list.waits, it.Declined
			out.From, _ = note.AddressOf(it.From)
			if i := slices.IndexFunc(s.Contributions, func(c Contribution) bool { return c.Name == it.Contribution }); i >= 0 {
				out.Offered = &s.Contributions[i]
			}
		}
	}
	if i := slices.IndexFunc(s.Conflicts, func(c Conflict) bool { return c.Path == path }); i >= 0 {
		out.Waits, out.MovedTo = WaitsConflict, s.Conflicts[i].MovedTo
	}
	return out
}

// whereabouts is for one note alone.
func (p *Pool) whereabouts(ctx context.Context, path string) (Whereabouts, error) {
	st, err := p.state(ctx)
	if err != nil {
		return Whereabouts{}, err
	}
	return st.status(p).Whereabouts(path), nil
}
