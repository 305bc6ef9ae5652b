package gitreview

import (
	"cmp"
	"context"

	"github.com/breakfast-table/cop/pkg/forge"
)

func (p *reviews) List(ctx context.Context, f forge.Filter) ([]forge.Contribution, error) {
	l, err := p.fetch(ctx)
	if err != nil {
		return nil, err
	}
	var all []forge.Contribution
	for _, id := range l.ids() {
		if cmp.Or(f.State, forge.Open) == forge.Open && l.refs[branchRef(id)] == "" {
			continue
		}
		s, err := l.proposal(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, s.Contribution)
	}
	return forge.Choose(all, f), nil
}

func (p *reviews) Get(ctx context.Context, id forge.ID) (forge.Contribution, error) {
	l, err := p.fetch(ctx)
	if err != nil {
		return forge.Contribution{}, err
	}
	return l.get(ctx, id)
}

func (l snapshot) get(ctx context.Context, id forge.ID) (forge.Contribution, error) {
	s, err := l.proposal(ctx, id)
	if err != nil {
		return forge.Contribution{}, err
	}
	s.Threads, err = l.threads(ctx, s)
	return s.Contribution, err
}

func (p *reviews) Gate(ctx context.Context, id forge.ID) (forge.Gate, error) {
	l, err := p.fetch(ctx)
	if err != nil {
		return forge.Gate{}, err
	}
	s, err := l.proposal(ctx, id)
	return s.Gate, err
}

func (p *reviews) Threads(ctx context.Context, id forge.ID) ([]forge.Thread, error) {
	c, err := p.Get(ctx, id)
	return c.Threads, err
}
