package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/repo"
)

// ElsewhereError says that git's settings send what is shared to one place while the others
// read another, and that it did not get from the one to the other.
type ElsewhereError struct {
	Written, Read string
	Place         string // what git calls it here
}

func (e *ElsewhereError) Error() string {
	return fmt.Sprintf("what you share goes to %s, but the others read %s, and it did not arrive there", e.Written, e.Read)
}

// push is repo.Push with the token that cop knows when the user's own git has none. Where
// the settings name another address for writing than for reading it makes sure that what was
// sent can be read.
func (p *Pool) push(ctx context.Context, remote string, refs []repo.PushRef, o repo.PushOptions) error {
	err := p.letIn(ctx, func() error { return p.repo.Push(ctx, remote, refs, o) })
	if remote != p.trunk.place {
		return err
	}
	err = p.showsFiles(err)
	if err == nil || overtaken(err) {
		if lost := p.elsewhere(ctx, refs, err); lost != nil {
			return lost
		}
	}
	if err == nil && p.conn != nil && p.conn.plain() {
		p.conn.git.moved(refs)
	}
	return err
}

// mirrored is how long a place that copies another may take.
const mirrored = 3

// elsewhere tells whether a push went to a place that is not the one the others read. pushed
// is how it ended: after a lost race the two are compared as they are.
func (p *Pool) elsewhere(ctx context.Context, refs []repo.PushRef, pushed error) error {
	read, _ := p.repo.Remote(p.trunk.place)
	written, _ := p.repo.PushRemote(p.trunk.place)
	if read == written {
		return nil
	}
	for try := range mirrored {
		there, err := p.fetchRefs(ctx, nil)
		if err != nil {
			return fmt.Errorf("look whether it arrived: %w", err)
		}
		if pushed != nil {
			return p.differ(ctx, refs, there, &ElsewhereError{Redact(written), Redact(read), p.trunk.place})
		}
		if arrived(refs, there) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try+1) * 300 * time.Millisecond):
		}
	}
	return &ElsewhereError{Redact(written), Redact(read), p.trunk.place}
}

// differ compares what is written with what is read, after a push that somebody seemed to
// have overtaken.
func (p *Pool) differ(ctx context.Context, refs []repo.PushRef, read repo.Advertised, lost *ElsewhereError) error {
	written, err := p.repo.ListPush(ctx, p.trunk.place)
	if err != nil {
		return nil //nolint:nilerr // the lost race is told
	}
	for _, r := range storedRefs(refs) {
		if written.Refs[r.Ref] != read.Refs[r.Ref] {
			return lost
		}
	}
	return nil
}

func arrived(refs []repo.PushRef, there repo.Advertised) bool {
	for _, r := range storedRefs(refs) {
		if there.Refs[r.Ref] != r.New {
			return false
		}
	}
	return true
}

// storedRefs are those of a push that a place keeps under the name they are sent to.
func storedRefs(refs []repo.PushRef) []repo.PushRef {
	return slices.DeleteFunc(slices.Clone(refs), func(r repo.PushRef) bool { return strings.HasPrefix(string(r.Ref), "refs/for/") })
}

// overtaken reports whether a push lost a race: somebody else was faster.
func overtaken(err error) bool {
	if errors.Is(err, repo.ErrRefMoved) {
		return true
	}
	var push *repo.PushError
	return errors.As(err, &push) && push.Overtaken()
}
