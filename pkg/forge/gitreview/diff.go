package gitreview

import (
	"bytes"
	"context"
	"fmt"

	"github.com/aymanbagabas/go-udiff"

	"github.com/breakfast-table/cop/pkg/forge"
)

// Diff compares the contribution with where it grew from.
func (p *reviews) Diff(ctx context.Context, id forge.ID) ([]forge.FileDiff, error) {
	l, err := p.fetch(ctx)
	if err != nil {
		return nil, err
	}
	s, err := l.proposal(ctx, id)
	if err != nil {
		return nil, err
	}
	m := s.merged
	if s.State != forge.Open {
		if m, err = l.plan(ctx, s.Head); err != nil {
			return nil, fmt.Errorf("read the change of contribution %s: %w", id, err)
		}
	}
	var out []forge.FileDiff
	for _, c := range m.changes {
		f, err := l.fileDiff(ctx, c)
		if err != nil {
			return nil, fmt.Errorf("read the change of contribution %s: %w", id, err)
		}
		out = append(out, f)
	}
	return out, nil
}

func (l snapshot) fileDiff(ctx context.Context, c FileChange) (forge.FileDiff, error) {
	f := forge.FileDiff{Path: c.Path, Old: c.Path}
	var src [2][]byte
	for i, b := range []Blob{c.Before.Blob, c.After.Blob} {
		if b == "" {
			continue
		}
		var err error
		if src[i], err = l.Git.Read(ctx, b); err != nil {
			return f, err
		}
	}
	if c.Before.Blob == "" {
		f.Old = ""
	}
	if c.After.Blob == "" {
		f.Path = ""
	}
	if bytes.IndexByte(src[0], 0) >= 0 || bytes.IndexByte(src[1], 0) >= 0 {
		return f, nil
	}
	f.Hunks = forge.ParseHunks(udiff.Unified("a", "b", string(src[0]), string(src[1])))
	return f, nil
}
