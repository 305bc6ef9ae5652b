package pools_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

// Two communities, one search.
func ExampleFind() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "pools")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	day := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	var all []pools.Named
	for _, name := range []string{"nights", "ops"} {
		p, err := pool.Found(ctx, filepath.Join(dir, name), pool.Founding{
			Name: name, Me: pool.Member{Handle: "ana", Name: "Ana", Email: "ana@example.org"},
		}, pool.Options{Now: func() time.Time { return day }})
		if err != nil {
			panic(err)
		}
		defer p.Close()
		text, err := p.Text(pool.Draft{Title: "The pager of " + name, Body: "Rotate it.\n"})
		if err != nil {
			panic(err)
		}
		if _, err := p.Save(ctx, text, ""); err != nil {
			panic(err)
		}
		all = append(all, pools.Named{Name: name, Pool: p})
	}
	q, err := pool.ParseQuery("pager")
	if err != nil {
		panic(err)
	}
	found, err := pools.Find(ctx, all, q)
	if err != nil {
		panic(err)
	}
	for _, h := range found.Hits {
		fmt.Println(h.Pool+":"+string(h.Address), "–", h.Title)
	}
	// Unordered output:
	// nights:the-pager-of-nights – The pager of nights
	// ops:the-pager-of-ops – The pager of ops
}
