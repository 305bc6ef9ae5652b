package tui

import (
	"context"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// urgency orders those who wait: what a person watches goes first.
type urgency int

const (
	soon  urgency = iota // a search, a note that was opened
	later                // a refresh in the background
	urgencies
)

// priorityMutex lets one through at a time, the urgent first, and lets those who
// wait change their mind. The zero value is free.
type priorityMutex struct {
	mu      sync.Mutex
	busy    bool
	waiting [urgencies][]chan struct{}
}

// enter waits for its turn. After a nil error leave must be called.
func (t *priorityMutex) enter(ctx context.Context, u urgency) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t.mu.Lock()
	if !t.busy {
		t.busy = true
		t.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	t.waiting[u] = append(t.waiting[u], turn)
	t.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		if !t.forget(u, turn) {
			t.leave() // the turn came in the same moment
		}
		return ctx.Err()
	}
}

// forget takes one who waits out of the queue; false: it was let through.
func (t *priorityMutex) forget(u urgency, turn chan struct{}) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, w := range t.waiting[u] {
		if w == turn {
			t.waiting[u] = append(t.waiting[u][:i], t.waiting[u][i+1:]...)
			return true
		}
	}
	return false
}

func (t *priorityMutex) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for u := range t.waiting {
		if len(t.waiting[u]) > 0 {
			next := t.waiting[u][0]
			t.waiting[u] = t.waiting[u][1:]
			close(next)
			return
		}
	}
	t.busy = false
}

// session holds the one pool: a Pool serves one caller at a time. Its
// methods wait and are for commands only, never for Update.
type session struct {
	host   Host
	turn   priorityMutex // for the pool
	layout priorityMutex // for laying out previews, which keeps a processor busy
	pages  priorityMutex // and whole notes, which may take longer

	mu     sync.Mutex // guards the fields below, not the use of the pool
	pool   *pool.Pool
	stale  bool // look at the files anew before the next use
	told   time.Time
	others otherPools

	news chan tea.Msg // the latest progress, until somebody hears it; nil: nobody will
}

func newSession(h Host) *session { return &session{host: h, news: make(chan tea.Msg, 1)} }

// tell leaves a message for whoever listens. It never waits: one that nobody
// heard yet is replaced.
func (d *session) tell(m tea.Msg) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.news == nil {
		return
	}
	select {
	case <-d.news:
	default:
	}
	d.news <- m
}

// listen is a command that ends with the next message.
func (d *session) listen(ctx context.Context) tea.Cmd {
	if d.news == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case m := <-d.news:
			return m
		case <-ctx.Done():
			return nil
		}
	}
}

// use calls f with the pool when its turn comes.
func (d *session) use(ctx context.Context, u urgency, f func(*pool.Pool) error) error {
	if err := d.turn.enter(ctx, u); err != nil {
		return err
	}
	defer d.turn.leave()
	p, err := d.ready(ctx)
	if err != nil {
		return err
	}
	return f(p)
}

// apart calls f with a pool of its own: work that waits for others – a host, the network –
// keeps nobody from the notes.
func (d *session) apart(ctx context.Context, f func(*pool.Pool) error) error {
	p, err := d.host.Open(ctx, func(string, int, int) {})
	if err != nil {
		return err
	}
	defer p.Close()
	return f(p)
}

// ready is the open pool. One that is stale is opened again: a Pool looks at
// the files once.
func (d *session) ready(ctx context.Context) (*pool.Pool, error) {
	d.mu.Lock()
	old, stale := d.pool, d.stale
	d.mu.Unlock()
	if old != nil && !stale {
		return old, nil
	}
	fresh, err := d.host.Open(ctx, d.progress)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.pool, d.stale = fresh, false
	d.mu.Unlock()
	if old != nil {
		err = old.Close()
	}
	return fresh, err
}

// anew makes the next use see the files as they are then.
func (d *session) anew() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stale, d.others.stale = true, true
}

// read reads a note's file. It takes no turn: it touches nothing but the file,
// and a preview should not wait for a refresh.
func (d *session) read(a note.Address) ([]byte, error) {
	d.mu.Lock()
	p := d.pool
	d.mu.Unlock()
	if p == nil {
		return nil, pool.ErrNoPool
	}
	return p.Read(a)
}

const progressBeat = 100 * time.Millisecond

// progress passes news of long work on, now and then.
func (d *session) progress(what string, done, total int) {
	now := d.host.Now()
	d.mu.Lock()
	due := now.Sub(d.told) >= progressBeat
	if due {
		d.told = now
	}
	d.mu.Unlock()
	if due {
		d.tell(progressed{what, done, total})
	}
}

// leaveTimeout is how long leaving waits for work that does not hear of it.
const leaveTimeout = 300 * time.Millisecond

// close gives the pool back. Work that still goes on keeps it: the process
// ends anyway, and the index survives that.
func (d *session) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), leaveTimeout)
	defer cancel()
	if d.turn.enter(ctx, soon) != nil {
		return nil
	}
	defer d.turn.leave()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.others.close()
	d.others = otherPools{}
	p := d.pool
	if d.pool = nil; p == nil {
		return nil
	}
	return p.Close()
}

// peek is the open pool, nil before there is one. Only what reads nothing but
// its settings may be asked of it without a turn.
func (d *session) peek() *pool.Pool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pool
}
