package vault_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/vault"
)

// TestStories imports the files below in/ of each testdata/*.txtar into an empty pool, and
// compares what comes with out/. The comment at the top says what the story is about. With
// COP_UPDATE=1 the stories are written anew.
func TestStories(t *testing.T) {
	stories, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(stories) == 0 {
		t.Fatal("no stories", err)
	}
	for _, file := range stories {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			story, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			kind, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txtar"), "_")
			got := told(t, kind, story)
			if os.Getenv("COP_UPDATE") != "" {
				story.Files = append(inputs(story), got...)
				if err := os.WriteFile(file, txtar.Format(story), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want := slices.DeleteFunc(slices.Clone(story.Files), isInput)
			if a, b := string(txtar.Format(&txtar.Archive{Files: got})), string(txtar.Format(&txtar.Archive{Files: want})); a != b {
				t.Errorf("got:\n%s\nwant:\n%s", a, b)
			}
		})
	}
}

func isInput(f txtar.File) bool { return strings.HasPrefix(f.Name, "in/") }

func inputs(story *txtar.Archive) []txtar.File {
	return slices.DeleteFunc(slices.Clone(story.Files), func(f txtar.File) bool { return !isInput(f) })
}

// told imports a story and returns its notes, and what did not come.
func told(t *testing.T, kind string, story *txtar.Archive) []txtar.File {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "garden")
	for _, f := range inputs(story) {
		file := filepath.Join(dir, strings.TrimPrefix(f.Name, "in/"))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		day := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
		if err := os.Chtimes(file, day, day); err != nil {
			t.Fatal(err)
		}
	}
	src, err := importer.Open(context.Background(), vault.Kinds(), dir, importer.As{}, importer.Usual)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	if src.Kind.Name != kind {
		t.Errorf("taken for %s", src.Kind.Name)
	}
	return written(t, src)
}

// empty is a pool with nothing in it.
type empty struct{}

func (empty) Sourced(_, _ string) (string, bool) { return "", false }
func (empty) Taken(string) bool                  { return false }
func (empty) Read(string) ([]byte, error)        { return nil, fs.ErrNotExist }
func (empty) Brought(string) map[string]string   { return nil }
func (empty) Removed(_, _, _ string) bool        { return false }

func written(t *testing.T, src *importer.Opened) []txtar.File {
	t.Helper()
	plan, err := importer.Survey(context.Background(), src, importer.Options{Kind: src.Kind.Name})
	if err != nil {
		t.Fatal(err)
	}
	plan.Settle(empty{})
	var out []txtar.File
	for it, err := range src.Items(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		w, err := plan.Compose(it)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, txtar.File{Name: "out/" + strings.TrimPrefix(w.Path, "practices/"), Data: w.Text})
	}
	for _, f := range plan.Carried() {
		r, err := src.Open(f.From)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, txtar.File{Name: "out/" + strings.TrimPrefix(f.Path, "practices/"), Data: text})
	}
	plan.Finish()
	var lost strings.Builder
	for _, c := range plan.Causes() {
		fmt.Fprintf(&lost, "%d %s, such as %s\n", c.Count, c.Cause, c.Example)
	}
	slices.SortFunc(out, func(a, b txtar.File) int { return strings.Compare(a.Name, b.Name) })
	return append(out, txtar.File{Name: "lost", Data: []byte(lost.String())})
}
