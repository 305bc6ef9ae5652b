package pool

import (
	"context"
	"fmt"
	"time"

	"github.com/breakfast-table/cop/pkg/repo"
)

// snapshotCache is what is known of the working files: one look serves a whole command. It may be
// going on while the shared place is asked, since neither needs the other, and what the
// pool itself wrote since is looked at alone.
type snapshotCache struct {
	began stopwatch
	done  chan struct{} // closed when snap and err are there
	snap  *repo.Snapshot
	err   error
	wrote []string // paths that the pool wrote since
}

// snapshot is the working files as of the first call, with what the pool wrote since; rescan
// forgets it.
func (p *Pool) snapshot(ctx context.Context) (*repo.Snapshot, error) {
	w := p.working
	if w == nil {
		w = p.prescan(ctx)
	}
	<-w.done
	if w.err != nil {
		p.working = nil
		return nil, fmt.Errorf("look at the working files: %w", w.err)
	}
	if len(w.wrote) == 0 {
		return w.snap, nil
	}
	snap, err := p.repo.Rescan(ctx, w.snap, w.wrote)
	if err != nil {
		return nil, fmt.Errorf("look at what was written: %w", err)
	}
	w.snap, w.wrote = snap, nil
	return snap, nil
}

// prescan begins to look at the working files. The next snapshot is what it saw.
func (p *Pool) prescan(ctx context.Context) *snapshotCache {
	w := &snapshotCache{began: startWatch(), done: make(chan struct{})}
	p.working = w
	if p.looked.IsZero() {
		p.looked = repo.FileTime()
	}
	go func() {
		defer close(w.done)
		w.snap, w.err = p.repo.Scan(ctx, practicesDir, templatesDir)
	}()
	return w
}

// wrote says that the pool has written, or removed, these files.
func (p *Pool) wrote(paths []string) {
	p.invalidate()
	if w := p.working; w != nil {
		w.wrote = append(w.wrote, paths...)
	}
}

// rescan forgets what was seen of the working files.
func (p *Pool) rescan() {
	p.working.wait()
	p.working, p.ownNames, p.looked = nil, nil, time.Time{}
}

// invalidate forgets it when it is old: the shared place took its time to answer.
func (p *Pool) invalidate() {
	if w := p.working; w != nil && w.began.elapsed() > repo.MaxPrescanAge {
		p.rescan()
	}
}

// wait returns when nothing is looked at any more.
func (w *snapshotCache) wait() {
	if w != nil {
		<-w.done
	}
}
