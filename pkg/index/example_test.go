package index_test

import (
	"context"
	"fmt"
	"os"

	"github.com/breakfast-table/cop/pkg/index"
)

// An index is told which files there are, reads those that it does not know, and answers.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "index")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	db, err := index.Open(ctx, dir)
	if err != nil {
		panic(err)
	}
	defer func() { _ = db.Close() }()

	notes := map[string]string{
		"practices/oncall/rotate-the-pager.md": "---\ntitle: Rotate the pager\n---\n\nEvery week, on Monday.\n",
		"practices/review/small-changes.md":    "---\ntitle: Small changes\n---\n\nThey are reviewed sooner.\n",
	}
	src := index.Source{ID: "first", Read: func(path string) ([]byte, error) { return []byte(notes[path]), nil }, Files: []index.File{
		{Path: "practices/oncall/rotate-the-pager.md", Hash: "aa"},
		{Path: "practices/review/small-changes.md", Hash: "bb"},
	}}
	if _, err := db.Refresh(ctx, src, nil); err != nil {
		panic(err)
	}
	q, err := index.ParseQuery("monday pagers")
	if err != nil {
		panic(err)
	}
	found, err := db.Find(ctx, q)
	if err != nil {
		panic(err)
	}
	for _, h := range found.Hits {
		fmt.Println(h.Address, "–", h.Title, "–", h.Snippet)
	}
	// Output: oncall/rotate-the-pager – Rotate the pager – Every week, on Monday.
}
