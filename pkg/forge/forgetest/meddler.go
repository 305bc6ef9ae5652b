package forgetest

import (
	"context"

	"github.com/breakfast-table/cop/pkg/forge"
)

// meddler is a clone in whose way somebody gets, just before each push.
type meddler struct {
	forge.Git
	before func()
}

func (m meddler) Push(ctx context.Context, moves ...forge.RefMove) error {
	m.before()
	return m.Git.Push(ctx, moves...)
}
