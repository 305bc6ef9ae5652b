package pool_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// linked is a pool in which notes and a thread link to ops/valve by every kind of name, and in
// which another valve is nearer to where ops/valve goes.
func linked(t *testing.T) *pool.Pool {
	t.Helper()
	return folder(t, func(dir string) {
		put(t, dir, "ops/valve.md", "# Valve\n\nMyself: [[valve]].\n")
		put(t, dir, "ops/valve/2026-07-10-ana-comment-k3x7ab.md", "---\ntype: comment\nauthor: ana\n---\n\nSee [it](../valve.md).\n")
		put(t, dir, "ops/uses.md", "# Uses\n\n[[valve]], [it](valve.md)\n")
		put(t, dir, "night/round.md", "# Round\n\n[[ops/valve]], not [[spare/valve]]\n")
		put(t, dir, "night/late.md", "# Late\n\n[it](../ops/valve.md)\n")
		put(t, dir, "spare/valve.md", "# Spare\n\nText.\n")
		put(t, dir, "spare/new/near.md", "# Near\n\n[[valve]] is the spare one.\n")
	})
}

// texts are all files of a pool.
func texts(t *testing.T, p *pool.Pool) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(filepath.Join(p.Root(), "practices"), func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		b.WriteString(strings.TrimPrefix(file, p.Root()) + "\n" + string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// L1: a move that is killed after any of its steps is completed by the same move, which can be
// undone as a whole; and what was left of it can be undone as well.
func TestAKilledMoveIsCompleted(t *testing.T) {
	ctx := context.Background()
	const from, to = note.Address("ops/valve"), note.Address("spare/new/valve")
	p := linked(t)
	before := texts(t, p)
	if _, err := p.Move(ctx, from, to); err != nil {
		t.Fatal(err)
	}
	after := texts(t, p)
	undo := func(p *pool.Pool) {
		t.Helper()
		if _, err := p.Undo(ctx, pool.UndoOptions{}); err != nil {
			t.Error(err)
		}
		expect(t, "undone", texts(t, p), before)
	}
	undo(p)
	for steps, done := 0, false; !done; steps++ {
		var err error
		if done, err = p.MoveAndDie(ctx, from, to, steps); err != nil {
			t.Fatal(err)
		}
		if p = again(t, p); steps%2 == 0 && !done {
			undo(p)
			continue
		}
		if _, err := p.Move(ctx, from, to); err != nil && !done {
			t.Fatalf("after %d steps: %v", steps, err)
		}
		expect(t, "moved", texts(t, p), after)
		undo(p)
	}
}

// again opens a pool as the next command does.
func again(t *testing.T, p *pool.Pool) *pool.Pool {
	t.Helper()
	next, err := pool.Open(context.Background(), p.Root(), pool.Options{Env: os.Environ(), Handle: "ana"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { next.Close() })
	return next
}

// L1: what somebody wrote between the two is kept, and a note that the move did not put there
// is nobody's to replace.
func TestAKilledMoveReplacesNothing(t *testing.T) {
	ctx := context.Background()
	p := linked(t)
	if _, err := p.MoveAndDie(ctx, "ops/valve", "spare/new/valve", 1); err != nil {
		t.Fatal(err)
	}
	put(t, p.Root(), "practices/night/late.md", "# Late\n\n[it](../ops/valve.md), and more\n")
	put(t, p.Root(), "practices/spare/new/near.md", "# Near\n\n[[valve]] is the spare one, and more\n")
	p = again(t, p)
	if _, err := p.Move(ctx, "ops/valve", "spare/new/valve"); err != nil {
		t.Fatal(err)
	}
	all := texts(t, p)
	for _, want := range []string{"[it](../spare/new/valve.md), and more", "[[spare/valve]] is the spare one, and more"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is not in %s", want, all)
		}
	}
	if _, err := p.MoveAndDie(ctx, "spare/valve", "night/spare", 2); err != nil {
		t.Fatal(err)
	}
	put(t, p.Root(), "practices/night/spare.md", "# Mine\n\nOther words.\n")
	p = again(t, p)
	if _, err := p.Move(ctx, "spare/valve", "night/spare"); err == nil {
		t.Error("replaced a note")
	}
}
