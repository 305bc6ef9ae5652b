package pool_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/breakfast-table/cop/pkg/pool"
)

// busyIndex is a pool whose index another process keeps to itself: it had read an old note
// when a new one came.
func busyIndex(t *testing.T) (c *community, done func()) {
	t.Helper()
	c = newCommunity(t)
	c.found("ana", true)
	c.write("ana", "practices/deploy/old.md", "# Old note\n\nA zebra.\n")
	p := c.reopen("ana")
	if _, err := p.Find(context.Background(), query(t, "zebra")); err != nil {
		t.Fatal(err)
	}
	c.write("ana", "practices/deploy/new.md", "# New note\n\nA giraffe, after [the old one](old.md).\n")
	other := flock.New(filepath.Join(p.LocalDir(), "index.db.lock"))
	if ok, err := other.TryLock(); err != nil || !ok {
		t.Fatalf("lock the index: %v, %v", ok, err)
	}
	return c, func() {
		if err := other.Unlock(); err != nil {
			t.Error(err)
		}
	}
}

func query(t *testing.T, words string) pool.Query {
	t.Helper()
	q, err := pool.ParseQuery(words)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// listening is a pool of a member's, and what it told them.
func (c *community) listening(name string) (p *pool.Pool, said func() string) {
	c.t.Helper()
	var mu sync.Mutex
	var all []string
	o := c.options(name)
	o.Notice = func(msg string) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, msg)
	}
	p, err := pool.Open(context.Background(), filepath.Join(c.dir, name), o)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { p.Close() })
	return p, func() string {
		mu.Lock()
		defer mu.Unlock()
		return strings.Join(all, "\n")
	}
}

// While another process reads the notes, a search answers from what it has read, and says so.
func TestFindWhileAnotherReads(t *testing.T) {
	c, done := busyIndex(t)
	defer done()
	p, said := c.listening("ana")
	res, err := p.Find(context.Background(), query(t, "zebra"))
	if err != nil || len(res.Hits) != 1 || res.Hits[0].Address != "deploy/old" {
		t.Fatalf("found %+v, %v", res.Hits, err)
	}
	expect(t, "said", said(), "another cop is still reading the notes, 3 of 4 so far: there may be more")
	if _, err := p.Show(context.Background(), "deploy/old"); err != nil {
		t.Error(err)
	}
	expect(t, "said once", said(), "another cop is still reading the notes, 3 of 4 so far: there may be more")
}

// What is not found yet is waited for, and what must be whole is: a note whose links are to
// be changed.
func TestWaitForAnotherThatReads(t *testing.T) {
	for what, do := range map[string]func(p *pool.Pool) string{
		"find": func(p *pool.Pool) string {
			res, err := p.Find(context.Background(), query(t, "giraffe"))
			if err != nil || len(res.Hits) != 1 {
				t.Errorf("found %+v, %v", res.Hits, err)
				return ""
			}
			return string(res.Hits[0].Address)
		},
		"address": func(p *pool.Pool) string {
			a, err := p.Address(context.Background(), "new")
			if err != nil {
				t.Error(err)
			}
			return string(a)
		},
		"move": func(p *pool.Pool) string {
			rep, err := p.Move(context.Background(), "deploy/old", "deploy/older")
			if err != nil || len(rep.Relinked) != 1 {
				t.Errorf("moved %+v, %v", rep, err)
				return ""
			}
			return string(rep.Relinked[0])
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			c, done := busyIndex(t)
			p, said := c.listening("ana")
			began := time.Now()
			timer := time.AfterFunc(1500*time.Millisecond, done)
			defer timer.Stop()
			expect(t, what, do(p), "deploy/new")
			if waited := time.Since(began); waited < 1500*time.Millisecond {
				t.Errorf("answered after %v, before the notes were read", waited)
			}
			expect(t, "said", said(), "another cop is reading the notes; waiting for it …")
		})
	}
}

// Who gives up waiting gives up at once.
func TestInterruptedWait(t *testing.T) {
	c, done := busyIndex(t)
	defer done()
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, err := c.reopen("ana").Find(ctx, query(t, "giraffe")); err == nil || ctx.Err() == nil {
		t.Errorf("found it: %v", err)
	}
}
