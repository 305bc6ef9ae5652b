package pool

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Join clones a pool into dir. A join that fails or is interrupted leaves nothing
// behind. It returns [ErrNoPool] – and leaves nothing – when the place holds something
// that is no pool; an empty place is fine.
func Join(ctx context.Context, url, dir string, o Options) (*Pool, error) {
	r, err := cloneLetIn(ctx, url, dir, o, progressWriter{o})
	if err != nil {
		return nil, fmt.Errorf("join %s: %w", dir, err)
	}
	root := r.Root()
	if err := r.Close(); err != nil {
		return nil, err
	}
	p, err := Open(ctx, root, o)
	if errors.Is(err, ErrNoPool) {
		if rmErr := os.RemoveAll(root); rmErr != nil {
			return nil, errors.Join(err, rmErr)
		}
	}
	if err == nil {
		p.tellShowsFiles()
		err = p.tellAbsent()
		p.seeOwn(ctx)
	}
	return p, err
}

// progressWriter turns the transport's progress text into progress.
type progressWriter struct{ o Options }

func (w progressWriter) Write(b []byte) (int, error) {
	w.o.progress("joining", 0, 0)
	return len(b), nil
}
