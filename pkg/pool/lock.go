package pool

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lock lets one process at a time exchange with the shared place. Reading needs no
// lock. It waits for the other process, saying so after a second.
func (p *Pool) lock(ctx context.Context) (unlock func(), err error) {
	dir := p.repo.LocalDir()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("lock the pool: %w", err)
	}
	l := flock.New(filepath.Join(dir, "lock"))
	quick, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	ok, err := l.TryLockContext(quick, 20*time.Millisecond)
	if !ok && ctx.Err() == nil {
		p.opt.notice("another cop is exchanging with the shared place; waiting for it …")
		ok, err = l.TryLockContext(ctx, 50*time.Millisecond)
	}
	if !ok {
		return nil, fmt.Errorf("lock the pool: %w", err)
	}
	p.repo.ClearDeadRefLocks()
	return func() { _ = l.Unlock() }, nil
}
