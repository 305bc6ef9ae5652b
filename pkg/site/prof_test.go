package site_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/site"
)

func TestProf(t *testing.T) {
	root := os.Getenv("SITE_POOL")
	if root == "" {
		t.Skip()
	}
	ctx := context.Background()
	for range 20 {
		t0 := time.Now()
		lap := func(what string) { t.Log(what, time.Since(t0).Milliseconds()); t0 = time.Now() }
		p, err := pool.Open(ctx, root, pool.Options{LookNow: true})
		if err != nil {
			t.Fatal(err)
		}
		lap("open")
		_, err = p.Cards(ctx)
		lap("cards")
		e, err := p.Edition(ctx, pool.EditionOptions{})
		if err != nil {
			t.Fatal(err)
		}
		lap("edition")
		s, err := site.New(ctx, e, site.Options{})
		if err != nil {
			t.Fatal(err)
		}
		lap("new")
		dir := os.Getenv("SITE_DIR")
		if _, err := (site.Folder{Dir: dir, Memory: "/dev/shm/site-memory"}).Write(ctx, s, nil); err != nil {
			t.Fatal(err)
		}
		lap("write")
		p.Close()
	}
}
