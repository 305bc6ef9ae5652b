package forge

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
)

// whereabouts is where a repository is on its host: hosts lead from an old name to the new
// one, but most of them for reading only. Safe for concurrent use.
type whereabouts struct {
	finding sync.Mutex // held while it is being looked for
	mu      sync.Mutex // of path
	path    string     // "guild/pool"
	// below is the path in the API of a repository; ask asks the host for its name, by the
	// name that is known.
	below func(path string) string
	ask   func(context.Context) (path string, err error)
	told  func(path string)
}

// now is the path as far as it is known.
func (w *whereabouts) now() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.path
}

// owner and name are the two parts of the path on hosts that have no more.
func (w *whereabouts) owner() string { owner, _, _ := strings.Cut(w.now(), "/"); return owner }
func (w *whereabouts) name() string  { _, name, _ := strings.Cut(w.now(), "/"); return name }

func (w *whereabouts) prefix() string { return w.below(w.now()) }

// learn takes down the path as the host writes it. Another writing of the same is none.
func (w *whereabouts) learn(path string) {
	path = Line(path)
	w.mu.Lock()
	moved := path != "" && !strings.EqualFold(path, w.path)
	if moved {
		w.path = path
	}
	w.mu.Unlock()
	if moved {
		w.told(path)
	}
}

// find asks the host where the repository is, unless that is being asked already.
func (w *whereabouts) find(ctx context.Context) error {
	if !w.finding.TryLock() {
		return nil
	}
	defer w.finding.Unlock()
	path, err := w.ask(ctx)
	if err == nil {
		w.learn(path)
	}
	return err
}

// strayed tells by an answer that the repository may be elsewhere: we were redirected; or
// were not, since a write would have become a read; or GitLab refused a write in words:
// "Non GET methods are not allowed for moved projects".
func strayed(r reply, err error) bool {
	var net *NetError
	if errors.As(err, &net) {
		return strings.HasPrefix(net.Err.Error(), redirectedWrite)
	}
	return r.strayed || r.status == http.StatusMethodNotAllowed && bytes.Contains(r.body, []byte("moved project"))
}

// archived says that nothing can be changed in a repository that is only kept.
func (h Host) archived(path string) error {
	return &RefusedError{Host: h.Name(), Text: Line(path) + " is archived: it can be read, and nothing offered or accepted until its owner opens it again"}
}
