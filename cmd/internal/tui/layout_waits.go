package tui

import (
	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

// waitsFor says what a note that the others do not have as it is waits for.
func waitsFor(v *pool.View) string {
	switch {
	case v.Waits == pool.WaitsConflict && v.Draft == pool.New:
		return "you changed it and somebody else removed it; cop resolve settles it"
	case v.Waits == pool.WaitsConflict:
		return "you and somebody else changed it; cop resolve settles it"
	case v.Waits == pool.WaitsInReview && v.Offered != nil && v.Offered.Standing == pool.StandsCrossed:
		return "in review, and it clashes with what was accepted since: S, then cop resolve, then s"
	case v.Waits == pool.WaitsInReview && v.Offered != nil && v.Offered.Standing == pool.StandsReturned:
		return "in review; a reviewer asked for changes"
	case v.Waits == pool.WaitsInReview:
		return "in review"
	case v.Waits == pool.WaitsToSend && v.From != "":
		return "the others do not know yet that you moved it here from " + string(v.From) + "; S tells them"
	case v.Waits == pool.WaitsToSend && v.Draft != pool.New:
		return "the others do not have your change yet; S sends it"
	case v.Waits == pool.WaitsToSend:
		return "the others do not have it yet; S sends it"
	case v.Declined != nil && v.Declined.By != "":
		return "declined by " + term.Clean(v.Declined.By) + "; a draft of yours again: s shares it anew"
	case v.From != "":
		return "you moved it here from " + string(v.From) + ": s shares that"
	case v.Draft == pool.New:
		return "a draft: the others do not have it yet; s shares it"
	}
	return "you changed it since: s shares that"
}
