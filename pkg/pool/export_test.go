package pool

import (
	"context"

	"github.com/breakfast-table/cop/pkg/forge/gitreview"
	"github.com/breakfast-table/cop/pkg/note"
)

// ReviewGit is the pool's gitreview.Git, for the contract suite.
func (p *Pool) ReviewGit() gitreview.Git { return &reviewGit{p: p} }

// MoveAndDie begins to move a note and is killed after so many of its steps; done reports that it
// had no more.
func (p *Pool) MoveAndDie(ctx context.Context, from, to note.Address, steps int) (done bool, err error) {
	plan, err := p.PlanMove(ctx, from, to, p.readWorking)
	if err != nil {
		return false, err
	}
	p.doing(DidMove, from)
	p.deed.To = to
	p.plan(texts(plan))
	all := inOrder(p.deed.Files)
	for _, f := range all[:min(steps, len(all))] {
		if err := p.become(f, f.After); err != nil {
			return false, err
		}
	}
	return steps >= len(all), nil
}
