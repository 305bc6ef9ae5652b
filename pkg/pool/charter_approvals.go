package pool

import (
	"context"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
)

// A host that protects nothing lets everybody who may write accept anything. The charter may ask
// for more than that, and cop keeps to it: what waits for an approval is not called acceptable,
// and is not accepted.

// asked is how many approvals the charter asks for, where a host keeps the rules of its own.
func (p *Pool) asked(ctx context.Context, pl *forgeConn) int {
	if pl.plain() || p.Charter().Practices != note.LaneRequired {
		return 0 // on plain git the charter is the rule
	}
	if pl.approvals == nil {
		n := p.approvals(ctx)
		pl.approvals = &n
	}
	return *pl.approvals
}

// askAsCharter adds the approvals that the charter asks for to what stands against a contribution.
func (p *Pool) askAsCharter(ctx context.Context, pl *forgeConn, c *forge.Contribution) {
	if c.State != forge.Open || c.Gate.Has(forge.NeedsApproval) || pl.plain() {
		return
	}
	if why, lacks := unapproved(*c, p.asked(ctx, pl)); lacks {
		c.Gate = forge.Gate{Reasons: append(slices.Clone(c.Gate.Reasons), why)}
	}
}

// unapproved is what the charter still asks for. Nobody approves their own.
func unapproved(c forge.Contribution, asked int) (forge.Reason, bool) {
	others := slices.DeleteFunc(slices.Clone(c.Verdicts), func(v forge.Verdict) bool { return strings.EqualFold(string(v.By), string(c.Author)) })
	for _, why := range forge.VerdictReasons(others, asked) {
		if why.Kind == forge.NeedsApproval {
			why.Text += ", as the charter asks"
			return why, true
		}
	}
	return forge.Reason{}, false
}

// mustBeApproved refuses what the charter does not let in yet, where the host would. It reads no
// more than it needs: a contribution at another head the host refuses itself.
func (p *Pool) mustBeApproved(ctx context.Context, pl *forgeConn, id forge.ID, head forge.Commit) error {
	if p.asked(ctx, pl) == 0 {
		return nil
	}
	c, err := pl.Get(ctx, id)
	if err != nil || c.Head != head || c.State != forge.Open {
		return err
	}
	if p.askAsCharter(ctx, pl, &c); c.Gate.Has(forge.NeedsApproval) {
		return &forge.BlockedError{Reasons: c.Gate.Reasons}
	}
	return nil
}
