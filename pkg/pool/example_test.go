package pool_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/breakfast-table/cop/pkg/pool"
)

// A community begins: a note is added, kept, and found again.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "pool")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	day := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	p, err := pool.Found(ctx, filepath.Join(dir, "table"), pool.Founding{
		Name: "table", Purpose: "Nights are quiet.", Me: pool.Member{Handle: "ana", Name: "Ana", Email: "ana@example.org"},
	}, pool.Options{Now: func() time.Time { return day }})
	if err != nil {
		panic(err)
	}
	defer p.Close()

	text, err := p.Text(pool.Draft{Title: "Rotate the pager", Topic: "oncall", Body: "Every week, on Monday.\n"})
	if err != nil {
		panic(err)
	}
	at, err := p.Save(ctx, text, "oncall")
	if err != nil {
		panic(err)
	}
	q, err := pool.ParseQuery("monday")
	if err != nil {
		panic(err)
	}
	found, err := p.Find(ctx, q)
	if err != nil {
		panic(err)
	}
	now, err := p.Status(ctx)
	if err != nil {
		panic(err)
	}
	fmt.Println(at, found.Hits[0].Title, len(now.Drafts))
	// Output: oncall/rotate-the-pager Rotate the pager 1
}
