package forgetest

import (
	"context"

	"github.com/breakfast-table/cop/pkg/forge/gitreview"
)

// meddler is a clone in whose way somebody gets, just before each push.
type meddler struct {
	gitreview.Git
	before func()
}

func (m meddler) Push(ctx context.Context, moves ...gitreview.RefMove) error {
	m.before()
	return m.Git.Push(ctx, moves...)
}
