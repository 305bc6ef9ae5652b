package pools

import (
	"context"
	"sync"

	"github.com/breakfast-table/cop/pkg/index"
)

// count is how often the words of a query stand in each of several pools that are searched side
// by side. Each tells its own and goes on when all have.
type count struct {
	mu   sync.Mutex
	own  []*index.Frequencies // nil: not told yet
	left int                  // that have not told
	all  chan struct{}        // closed when none is left
}

func newCount(pools int) *count {
	return &count{own: make([]*index.Frequencies, pools), left: pools, all: make(chan struct{})}
}

// tell takes down what the i-th pool has. The first telling counts: a pool that searches again,
// as files changed, knows no more of the others for it.
func (c *count) tell(i int, own index.Frequencies) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.own[i] != nil {
		return
	}
	c.own[i] = &own
	if c.left--; c.left == 0 {
		close(c.all)
	}
}

// beside tells what the i-th pool has and yields the sum of what the others have, when all have
// told; less where ctx ends before.
func (c *count) beside(ctx context.Context, i int, own index.Frequencies) index.Frequencies {
	c.tell(i, own)
	select {
	case <-c.all:
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var others index.Frequencies
	for j, f := range c.own {
		if j != i && f != nil {
			others.Add(*f)
		}
	}
	return others
}
