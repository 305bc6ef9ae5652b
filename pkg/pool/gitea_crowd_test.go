package pool_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/forge/forgetest"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Six copies share at once into one repository of a real Gitea: all lands once, and nobody is
// told that others were faster. COP_CROWD says how often each of them shares.
func TestGiteaCrowd(t *testing.T) {
	g := directOnGitea(t)
	each, members := 3, 6
	if n, err := strconv.Atoi(os.Getenv("COP_CROWD")); err == nil {
		each = n
	}
	var pools []*pool.Pool
	for m := range members {
		who := []string{"ana", "ben"}[m%2]
		dir := filepath.Join(g.dir, fmt.Sprintf("copy-%d", m))
		p, err := pool.Join(t.Context(), g.url, dir, g.quiet(who))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.Close() })
		pools = append(pools, p)
	}
	took := crowd(t, pools, each)
	slices.Sort(took)
	t.Logf("%d shared; median %s, longest %s", len(took), took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
	g.allThere(pools, each)
}

// crowd has all share at once, each as often as said, and tells how long each share took.
func crowd(t *testing.T, pools []*pool.Pool, each int) []time.Duration {
	var mu sync.Mutex
	var all sync.WaitGroup
	var took []time.Duration
	for m, p := range pools {
		all.Go(func() {
			for n := range each {
				begun := time.Now()
				if err := shareNumber(t, p, m, n); err != nil {
					t.Errorf("copy %d, share %d, after %s: %v", m, n, time.Since(begun).Round(time.Millisecond), err)
				}
				mu.Lock()
				took = append(took, time.Since(begun))
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return took
}

func shareNumber(t *testing.T, p *pool.Pool, m, n int) error {
	text := fmt.Sprintf("---\ntitle: Number %d of %d\nauthors: [ana]\n---\n\nOne line.\n", n, m)
	a, err := p.Save(t.Context(), []byte(text), fmt.Sprintf("copy-%d", m))
	if err != nil {
		return err
	}
	rep, err := p.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
	if err == nil && (!rep.Direct || rep.Waiting != nil) {
		return errors.Join(fmt.Errorf("it is not with everyone: %+v", rep), rep.Waiting)
	}
	return err
}

// directOnGitea is a community where all that is shared goes straight to everyone.
func directOnGitea(t *testing.T) *onGitea {
	g := &onGitea{t: t, server: forgetest.StartGitea(t), dir: t.TempDir()}
	_, g.url = g.server.Repository(t)
	p, err := pool.Found(t.Context(), filepath.Join(g.dir, "ana"), pool.Founding{Name: "Table", Direct: true, Who: []note.Handle{"ana", "ben"}, Remote: g.url}, g.quiet("ana"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return g
}

// quiet is options for one of several who go on at once: nobody collects what is said.
func (g *onGitea) quiet(who string) pool.Options {
	o := g.options(who)
	o.Log = func(string) {}
	return o
}

// allThere holds that everybody has each note once.
func (g *onGitea) allThere(pools []*pool.Pool, each int) {
	g.t.Helper()
	for i, p := range pools {
		if _, err := p.Sync(g.t.Context(), pool.SyncOptions{}); err != nil {
			g.t.Errorf("copy %d: %v", i, err)
		}
		for m := range pools {
			files, err := filepath.Glob(filepath.Join(g.dir, fmt.Sprintf("copy-%d", i), "practices", fmt.Sprintf("copy-%d", m), "*.md"))
			if err != nil || len(files) != each {
				g.t.Errorf("copy %d has %d of the %d notes of copy %d, %v", i, len(files), each, m, err)
			}
		}
	}
}
