package pools

import (
	"context"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
)

// Pools that are searched side by side learn of all others, whoever comes first, and wait for
// none that failed.
func TestCount(t *testing.T) {
	t.Parallel()
	own := func(n int) index.Frequencies {
		return index.Frequencies{Documents: n, Words: map[string]int{"pager": n, "of all": 1}}
	}
	c := newCount(3)
	got := make([]index.Frequencies, 2)
	err := atOnce(3, func(i int) error {
		if i == 2 {
			c.tell(2, index.Frequencies{})
			return nil
		}
		got[i] = c.beside(context.Background(), i, own(1+9*i))
		c.beside(context.Background(), i, own(77)) // it searched again
		c.tell(i, index.Frequencies{})
		return nil
	})
	if err != nil || got[0].Documents != 10 || got[1].Documents != 1 || got[0].Words["pager"] != 10 || got[1].Words["pager"] != 1 {
		t.Errorf("learnt %+v: %v", got, err)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Millisecond)
	defer stop()
	if f := newCount(2).beside(ctx, 0, own(1)); f.Documents != 0 {
		t.Errorf("whoever stopped waiting learnt %+v", f)
	}
}
