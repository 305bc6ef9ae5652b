package pool_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/pool"
)

// A program looks at the files while it starts, and another one on the same clone exchanges before
// it is its turn. What it saw is older than what is accepted: sent on, it would take back for
// everybody what the other has just shared.
func TestLookBeforeAnothersExchange(t *testing.T) {
	for act, exchange := range map[string]func(p *pool.Pool) error{
		"share": func(p *pool.Pool) error { _, err := p.Share(t.Context(), pool.ShareOptions{}); return err },
		"sync":  func(p *pool.Pool) error { _, err := p.Sync(t.Context(), pool.SyncOptions{}); return err },
	} {
		t.Run(act, func(t *testing.T) {
			c := table(t, true)
			c.write("ana", "practices/b/one.md", "# One\n\nFirst.\n")
			c.write("ana", "practices/b/two.md", "# Two\n\nFirst.\n")
			c.share("ana")
			time.Sleep(50 * time.Millisecond) // file times are believed from here on
			c.write("ana", "practices/a/other.md", "# Other\n\nSo that all is remembered anew.\n")
			c.share("ana")

			early := c.begin("ana")
			time.Sleep(20 * time.Millisecond) // it looks meanwhile, and waits for its turn
			c.write("ana", "practices/b/one.md", "# One\n\nSecond.\n")
			c.write("ana", "practices/b/three.md", "# Three\n\nFirst.\n")
			c.share("ana")
			before := c.run("", "rev-parse", "main")
			exchange(early) //nolint:errcheck // there is nothing to share

			expect(t, "the shared line", c.run("", "rev-parse", "main"), before)
			expect(t, "drafts", c.run("ana", "status", "--porcelain"), "")
			expect(t, "one", c.run("", "show", "main:practices/b/one.md"), "# One\n\nSecond.\n")
		})
	}
}

// begin is a program that has started, and looks at the files.
func (c *community) begin(name string) *pool.Pool {
	c.t.Helper()
	o := c.options(name)
	o.Prescan = true
	p, err := pool.Open(context.Background(), filepath.Join(c.dir, name), o)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { p.Close() })
	return p
}
