package pool

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/breakfast-table/cop/pkg/repo"
)

// lock lets one process at a time exchange with the shared place. Reading needs no
// lock. It waits for the other process, saying so after a second. What was seen of the working
// files before another process ended its exchange is forgotten: it is older than the commits are,
// and what came with them would pass for the user's removal.
func (p *Pool) lock(ctx context.Context) (unlock func(), err error) {
	dir := p.repo.LocalDir()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("lock the pool: %w", err)
	}
	file := filepath.Join(dir, "lock")
	l := flock.New(file)
	free, err := l.TryLock()
	if !free && err == nil {
		err = p.waitFor(ctx, l)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the pool: %w", err)
	}
	if !free || p.lookedBefore(file) {
		p.rescan()
		p.repo.ForgetPrescan()
		p.trunkMoved()
	}
	stamp(file)
	p.repo.ClearDeadRefLocks()
	return func() { stamp(file); _ = l.Unlock() }, nil
}

// waitFor waits for a lock that somebody else has.
func (p *Pool) waitFor(ctx context.Context, l *flock.Flock) error {
	quick, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	ok, err := l.TryLockContext(quick, 20*time.Millisecond)
	if !ok && ctx.Err() == nil {
		p.opt.notice("another cop is exchanging with the shared place; waiting for it …")
		_, err = l.TryLockContext(ctx, 50*time.Millisecond)
	}
	return err
}

// stamp dates the lock, in the beginning and in the end of an exchange.
func stamp(file string) {
	now := repo.FileTime()
	_ = os.Chtimes(file, now, now)
}

// lookedBefore reports whether the look at the working files began before the last exchange ended.
func (p *Pool) lookedBefore(file string) bool {
	return !p.looked.IsZero() && repo.WrittenSince(file, p.looked)
}
