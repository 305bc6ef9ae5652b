// Package index finds notes: a local full-text index of one pool's working files,
// with the cards that lists show and the links between notes.
//
// Its main type is [DB]. Everything in it is derived from the files (and from what the
// caller tells by SetHistory and SetFacts), so its file may be deleted at any time with
// nothing lost but time. Invariants:
//
//   - After Refresh the index says what a fresh one over the same files would say.
//   - Several processes may use one folder. One of them writes; the others read the last
//     complete state meanwhile and wait for it at most a tenth of a second.
//   - A damaged file, one of another version, a folder that takes no writes or a full
//     disk cost time, never the answer: the index is made anew, in memory if need be.
//   - No text is stored, only postings and cards: snippets are cut from the files.
//
// The package knows notes, but not git, working trees, or who asks.
package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/breakfast-table/cop/pkg/note"
)

// busyTimeout is how long one process waits for another.
const busyTimeout = 100 * time.Millisecond

// DB is an open index. Its methods may be called from several goroutines.
type DB struct {
	dir string // "" when the index lives in memory

	writing sync.Mutex // held by whoever changes the index; taken before mu

	mu     sync.Mutex  // guards what follows; held for the time of one query
	opened os.FileInfo // the file that the connections have open, nil in memory
	reader *conn
	writer *conn // opened by the first change; the reader's own in memory
	src    Source
	closed bool
}

// Open opens the index in dir, making both if need be. It reads no notes: see Refresh.
// Where the index cannot be kept in dir it lives in memory (see Temporary), so an error
// means that ctx ended or that not even that was possible.
func Open(ctx context.Context, dir string) (*DB, error) {
	db := &DB{dir: dir}
	err := db.connect(ctx)
	if damaged(err) {
		err = db.reset(ctx)
	}
	if err != nil && ctx.Err() == nil {
		err = db.retreat(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	return db, nil
}

// Temporary says that the index lives in memory, because its folder takes no writes.
func (db *DB) Temporary() bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.dir == ""
}

// Close releases the index; queries after it fail.
func (db *DB) Close() error {
	db.writing.Lock()
	defer db.writing.Unlock()
	db.mu.Lock()
	defer db.mu.Unlock()
	db.closed = true
	return db.disconnect()
}

func (db *DB) file() string { return filepath.Join(db.dir, "index.db") }

// connect opens the reader. Errors: errDamaged also when there is no index yet.
func (db *DB) connect(ctx context.Context) error {
	info, err := os.Stat(db.file())
	if err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	c, err := db.dialFile()
	if err != nil {
		return err
	}
	if _, err := readState(ctx, c); err != nil {
		return errors.Join(err, c.close())
	}
	db.reader, db.opened = c, info
	return nil
}

func (db *DB) dialFile() (*conn, error) {
	c, err := dial(db.file())
	if err != nil {
		return nil, err
	}
	// Unsynchronised: a killed process spoils nothing, a power cut may, and the index can
	// be made anew.
	settings := fmt.Sprintf("PRAGMA busy_timeout=%d; PRAGMA synchronous=OFF", busyTimeout.Milliseconds())
	if err := c.script(context.Background(), settings); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// disconnect closes the connections.
func (db *DB) disconnect() error {
	var err error
	if db.writer != nil && db.writer != db.reader {
		err = db.writer.close()
	}
	if db.reader != nil {
		err = errors.Join(err, db.reader.close())
	}
	db.reader, db.writer = nil, nil
	return err
}

// reset makes a new, empty index in place of what is there. Whoever has the old one
// open keeps it until it looks again.
func (db *DB) reset(ctx context.Context) error {
	if err := os.MkdirAll(db.dir, 0o755); err != nil {
		return err
	}
	unlock, ok, err := db.lock(ctx)
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	defer unlock()
	if err := db.connect(ctx); err == nil || !damaged(err) {
		return err // another process was faster
	}
	return db.rebuild(ctx)
}

// rebuild is reset for who holds the lock.
func (db *DB) rebuild(ctx context.Context) error {
	_ = db.disconnect() // its errors are those of the damage
	for _, tail := range []string{"-wal", "-shm", ""} {
		if err := os.RemoveAll(db.file() + tail); err != nil {
			return err
		}
	}
	c, err := db.dialFile()
	if err != nil {
		return err
	}
	db.reader = c
	if err := setUp(ctx, c); err != nil {
		return err
	}
	db.opened, err = os.Stat(db.file())
	return err
}

// retreat moves the index to memory, where it begins empty.
func (db *DB) retreat(ctx context.Context) error {
	_ = db.disconnect() // we leave because that place fails
	c, err := dial(":memory:")
	if err != nil {
		return err
	}
	db.dir, db.reader, db.writer = "", c, c
	return setUp(ctx, c)
}

// errBusy says that another process was writing for longer than the timeout.
var errBusy = errors.New("the index is in use by another process")

// lock keeps other processes from changing the index. ok is false when one of them was
// at it for longer than the timeout. The lock ends with the process that holds it.
func (db *DB) lock(ctx context.Context) (unlock func(), ok bool, err error) {
	if db.dir == "" {
		return func() {}, true, nil
	}
	l := flock.New(db.file() + ".lock")
	ctx, cancel := context.WithTimeout(ctx, busyTimeout)
	defer cancel()
	ok, err = l.TryLockContext(ctx, 5*time.Millisecond)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return func() { _ = l.Close() }, ok, err
}

// ID is the name of the look at the pool that the index agrees with; "" for none.
func (db *DB) ID() string {
	st, err := db.state(context.Background())
	if err != nil {
		return ""
	}
	return st.id
}

// TimesRev is the revision that the git dates are true for; "" for none.
func (db *DB) TimesRev() string {
	st, err := db.state(context.Background())
	if err != nil {
		return ""
	}
	return st.times
}

func (db *DB) state(ctx context.Context) (st state, err error) {
	err = db.read(ctx, func(c *conn) error {
		st, err = readState(ctx, c)
		return err
	})
	return st, err
}

// read runs f on one consistent state of the index. Where the index turns out to be
// damaged it is made anew from the files of the last Refresh, and f runs again.
func (db *DB) read(ctx context.Context, f func(c *conn) error) error {
	err := db.readOnce(ctx, f)
	for tries := 0; busy(err) && tries < 5 && ctx.Err() == nil; tries++ {
		err = db.readOnce(ctx, f) // another process closes or recovers the file
	}
	if !damaged(err) {
		return err
	}
	if err := db.heal(ctx); err != nil {
		return fmt.Errorf("rebuild the index: %w", err)
	}
	return db.readOnce(ctx, f)
}

func (db *DB) readOnce(ctx context.Context, f func(c *conn) error) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return errors.New("the index is closed")
	}
	if err := db.reader.exec(context.Background(), "BEGIN"); err != nil {
		return err
	}
	err := f(db.reader)
	return errors.Join(err, db.reader.exec(context.Background(), "COMMIT"))
}

// heal replaces a damaged index.
func (db *DB) heal(ctx context.Context) error {
	db.writing.Lock()
	defer db.writing.Unlock()
	if err := db.guarded(func() error { return db.renew(ctx) }); err != nil {
		return err
	}
	src := db.source()
	return db.change(ctx, func(c *conn) error {
		_, err := update(ctx, c, src, nil)
		return err
	})
}

func (db *DB) source() Source {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.src
}

// Refresh makes the index agree with src and lists, sorted, the notes that are new,
// edited or gone, or whose thread is. It costs O(1) when the index agrees already and
// O(changed) when it is at src.Since. progress may be nil; it is called from this
// goroutine and must not use the DB. While another process refreshes, this one uses what
// is there.
// A cancelled refresh keeps what it committed, and the next goes on from there.
func (db *DB) Refresh(ctx context.Context, src Source, progress func(done, total int)) ([]note.Address, error) {
	db.mu.Lock()
	db.src = src
	db.mu.Unlock()
	if st, err := db.state(ctx); err == nil && st.id == src.ID && src.ID != "" {
		return nil, nil
	}
	db.writing.Lock()
	defer db.writing.Unlock()
	var changed []note.Address
	err := db.change(ctx, func(c *conn) (err error) {
		changed, err = update(ctx, c, src, progress)
		return err
	})
	if errors.Is(err, errBusy) || errors.Is(err, errUntold) {
		return nil, nil // another process is, or was, at it
	}
	return changed, err
}

// change runs f, which changes the index, while no other process does. A damaged index
// is made anew, one that cannot be written moves to memory, and f runs again: it must
// bring everything. The caller holds db.writing.
func (db *DB) change(ctx context.Context, f func(c *conn) error) error {
	err := db.changeOnce(ctx, f)
	if damaged(err) {
		if err = db.guarded(func() error { return db.renew(ctx) }); err == nil {
			err = db.changeOnce(ctx, f)
		}
	}
	if (damaged(err) || unwritable(err)) && ctx.Err() == nil {
		if err = db.guarded(func() error { return db.retreat(ctx) }); err == nil {
			err = db.changeOnce(ctx, f)
		}
	}
	if busy(err) {
		return errBusy
	}
	return err
}

func (db *DB) guarded(f func() error) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	return f()
}

// renew leaves the damaged file: for the new one that another process made meanwhile,
// else for one of our own, in memory if need be. The caller holds mu.
func (db *DB) renew(ctx context.Context) error {
	unlock, ok, err := db.lock(ctx)
	if err == nil && !ok {
		return errBusy
	}
	defer unlock()
	if now, failed := os.Stat(db.file()); err == nil && failed == nil && !os.SameFile(now, db.opened) {
		_ = db.disconnect() // its errors are those of the damage
		if err = db.connect(ctx); err == nil {
			return nil
		}
	}
	if err = db.rebuild(ctx); err != nil && ctx.Err() == nil {
		err = db.retreat(ctx)
	}
	return err
}

func (db *DB) changeOnce(ctx context.Context, f func(c *conn) error) error {
	unlock, ok, err := db.lock(ctx)
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	defer unlock()
	if db.Temporary() {
		return db.guarded(func() error { return f(db.reader) })
	}
	c, err := db.writerConn()
	if err != nil {
		return err
	}
	return f(c)
}

func (db *DB) writerConn() (*conn, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return nil, errors.New("the index is closed")
	}
	if db.writer == nil {
		c, err := db.dialFile()
		if err != nil {
			return nil, err
		}
		if err := c.script(context.Background(), "PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-16000"); err != nil {
			return nil, errors.Join(err, c.close())
		}
		db.writer = c
	}
	return db.writer, nil
}
