package site_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/site"
)

// What may be published of a pool, as pages: each is made when it is asked for.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "site")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	day := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	p, err := pool.Found(ctx, filepath.Join(dir, "table"), pool.Founding{
		Name: "table", Me: pool.Member{Handle: "ana", Name: "Ana", Email: "ana@example.org"},
	}, pool.Options{Now: func() time.Time { return day }})
	if err != nil {
		panic(err)
	}
	defer p.Close()
	text, err := p.Text(pool.Draft{Title: "Rotate the pager", Body: "Every week.\n"})
	if err != nil {
		panic(err)
	}
	if _, err := p.Save(ctx, text, "oncall"); err != nil {
		panic(err)
	}
	e, err := p.Edition(ctx, pool.EditionOptions{Drafts: true})
	if err != nil {
		panic(err)
	}
	s, err := site.New(ctx, e, site.Options{})
	if err != nil {
		panic(err)
	}
	page := s.Place("oncall/rotate-the-pager") + "index.html"
	fmt.Println(page, slices.ContainsFunc(s.Files(), func(f site.File) bool { return f.Path == page }))
	// Output: oncall/rotate-the-pager/index.html true
}
