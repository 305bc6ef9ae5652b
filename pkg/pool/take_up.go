package pool

import (
	"context"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// takeUp makes contributions of the user's that are open and that this clone knows nothing of its own
// again: they came from another machine, or were opened anew after they had been declined. Those that
// are branches of the shared place have come with the fetch; this is for what is reviewed from
// elsewhere.
func (p *Pool) takeUp(ctx context.Context, open []Review) error {
	open = slices.DeleteFunc(slices.Clone(open), func(r Review) bool {
		return !r.Mine || r.Branch != "" && r.Fork == "" || !p.has(repo.Hash(r.Head))
	})
	if len(open) == 0 {
		return nil
	}
	own, err := p.ownSent(ctx)
	if err != nil {
		return err
	}
	for _, r := range open {
		known, err := p.knownAmong(ctx, own, r)
		if err != nil {
			return err
		}
		branch := p.branchOf(r)
		if known || branch == "" {
			continue
		}
		if tip, err := p.branchTip(branch); err != nil || tip != "" {
			continue // the name is another's
		}
		if err := p.takeBranch(ctx, branch, repo.Hash(r.Head)); err != nil {
			return err
		}
	}
	return nil
}

// reopened are those that are open again, after they had been declined. From now on they are not.
func (p *Pool) reopened(open []Review) (again []Review) {
	known := p.lastSeen().Declined
	for _, r := range open {
		if r.Mine && slices.ContainsFunc(known, func(d declined) bool { return d.Name == r.Name() }) {
			again = append(again, r)
			p.forgetDeclined(r.Paths())
		}
	}
	return again
}

// knownAmong reports whether a review is about one of the user's contributions, maybe at an earlier or
// a later state: a host takes a moment to see a push.
func (p *Pool) knownAmong(ctx context.Context, own []Contribution, r Review) (bool, error) {
	for _, c := range own {
		if c.reviewedAs(r) || c.Review != nil && c.Review.ID == r.ID {
			return true, nil
		}
		for _, pair := range [][2]repo.Hash{{c.pushed, repo.Hash(r.Head)}, {repo.Hash(r.Head), c.pushed}} {
			if within, err := p.repo.IsAncestor(ctx, pair[0], pair[1]); err != nil || within {
				return within, err
			}
		}
	}
	return false, nil
}

// branchOf is the branch that a contribution of the user's had here: as it is remembered of one that
// was declined, as the host says, else as cop names one about its first note; "" when it is none of
// cop's.
func (p *Pool) branchOf(r Review) string {
	for _, d := range p.lastSeen().Declined {
		if d.Branch != "" && d.Name == r.Name() {
			return d.Branch
		}
	}
	me, err := p.Me()
	if err != nil {
		return ""
	}
	stem := review.BranchPrefix + string(me.Handle) + "/"
	switch {
	case strings.HasPrefix(string(r.Branch), review.BranchPrefix):
		return string(r.Branch)
	case r.Branch != "" || len(r.Notes) == 0 || r.Notes[0].Address == "":
		return ""
	}
	return stem + note.Slug(r.Notes[0].Address.Slug())
}

// takeBranch makes a commit the state of a contribution here, which its reviewers have.
func (p *Pool) takeBranch(ctx context.Context, branch string, tip repo.Hash) error {
	return p.repo.UpdateRefs(ctx,
		repo.RefUpdate{Ref: repo.Ref("refs/heads/" + branch), New: tip, Note: "cop: in review"},
		repo.RefUpdate{Ref: repo.Ref(sentPrefix + branch), New: tip, Any: true, Note: "cop: in review"})
}
