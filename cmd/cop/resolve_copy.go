package main

import (
	"context"
	"fmt"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// settleCopies settles the second versions of a note that a synchroniser of files made. found
// is false when it has none.
func (c *cli) settleCopies(ctx context.Context, p *pool.Pool, a note.Address, o resolveOptions) (found bool, err error) {
	a, copies, err := p.Copies(ctx, a)
	if err != nil || len(copies) == 0 {
		return false, err
	}
	for _, second := range copies {
		text, err := c.oneOfCopies(p, a, second, o)
		if err != nil {
			return true, err
		}
		if err := p.SettleCopy(ctx, a, second, text); err != nil {
			return true, err
		}
		c.Say("Settled %s: %s is gone; both stay in this machine's history.", a, second)
	}
	return true, nil
}

// oneOfCopies is the text that a note has after its second version is settled: the one that
// was chosen, else both in one where they do not clash.
func (c *cli) oneOfCopies(p *pool.Pool, a, second note.Address, o resolveOptions) ([]byte, error) {
	switch {
	case o.mine:
		return p.Read(a)
	case o.theirs:
		return p.Read(second)
	case o.bodyFile != "":
		return c.readFile(o.bodyFile)
	}
	text, ok, err := p.MergeCopy(a, second)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, &usageError{
			msg:  fmt.Sprintf("%s and %s change the same words", a, second),
			hint: fmt.Sprintf("cop resolve %s --mine keeps the note, --theirs takes the copy, --body-file FILE another text", a),
		}
	}
	return text, nil
}
