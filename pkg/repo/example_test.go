package repo_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/breakfast-table/cop/pkg/repo"
)

// A repository is made, a file is written and becomes a version, and the version is read back; no
// git program takes part.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "repo")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	day := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	ana := repo.Person{Name: "Ana", Email: "ana@example.org"}
	r, err := repo.Init(dir, "main", repo.Options{Me: ana, Now: func() time.Time { return day }})
	if err != nil {
		panic(err)
	}
	defer r.Close()

	made, err := r.WriteCommit(ctx, repo.Commit{
		Edits:   []repo.Edit{{Path: "practices/pager.md", Data: []byte("Rotate it.\n")}},
		Message: "Say who has the pager",
	})
	if err != nil {
		panic(err)
	}
	if err := r.UpdateRefs(ctx, repo.RefUpdate{Ref: "refs/heads/main", New: made}); err != nil {
		panic(err)
	}
	text, err := r.ReadFile(made, "practices/pager.md")
	if err != nil {
		panic(err)
	}
	info, err := r.Info(made)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%q by %s: %s", info.Message, info.Author.Name, text)
	// Output: "Say who has the pager\n" by Ana: Rotate it.
}
