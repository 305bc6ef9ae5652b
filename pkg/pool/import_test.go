package pool_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// shelf is a source of so many notes, each with an answer, of one version.
type shelf struct {
	notes int
	says  string
	bad   int // the text of this one cannot be read; 0 none
}

func (s shelf) Items(context.Context) iter.Seq2[*importer.Item, error] {
	return func(yield func(*importer.Item, error) bool) {
		for i := range s.notes {
			id := fmt.Sprintf("shelf/%d", i)
			text := func() (importer.Text, error) { return importer.Text{Markdown: []byte("\n" + s.says + "\n")}, nil }
			if i > 0 && i == s.bad {
				text = func() (importer.Text, error) { return importer.Text{}, errBad }
			}
			if !yield(&importer.Item{ID: id, Path: fmt.Sprintf("here/note-%03d", i), Title: "Note", Text: text}, nil) ||
				!yield(&importer.Item{ID: id + "/a", Parent: id, Type: note.Answer, Authors: []importer.Person{{Login: "ben"}}, Text: text}, nil) {
				return
			}
		}
	}
}

var errBad = &importer.BadFileError{File: "note-99.md", Why: "it is damaged"}

// An export in which one text turns out to be damaged leaves nothing, not even beside the pool.
func TestNothingIsHalfImported(t *testing.T) {
	p := folder(t, func(dir string) { put(t, dir, "charter.md", "# Table\n") })
	before := texts(t, p)
	_, err := p.Import(t.Context(), shelf{notes: 120, says: "Text.", bad: 99}, pool.ImportOptions{Kind: "shelf", Source: "shelf"})
	if !errors.Is(err, errBad) || texts(t, p) != before {
		t.Errorf("%v", err)
	}
	left, err := os.ReadDir(filepath.Join(p.LocalDir(), "imports"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
}

// Two members who each have a vault of one name are told so: neither changes the notes of the other.
// The same vault, fetched elsewhere and changed in part, is the same; a name that is said settles it.
func TestTwoSourcesOfOneName(t *testing.T) {
	p := folder(t, func(dir string) { put(t, dir, "charter.md", "# Table\n") })
	bring := func(from string, o pool.ImportOptions, s shelf) error {
		o.Kind, o.Source, o.Name = "shelf", from, "shelf"
		_, err := p.Import(t.Context(), s, o)
		return err
	}
	if err := bring("ana/shelf", pool.ImportOptions{}, shelf{notes: 2, says: "Text."}); err != nil {
		t.Fatal(err)
	}
	before := texts(t, p)
	for _, dry := range []bool{true, false} {
		err := bring("ben/shelf", pool.ImportOptions{DryRun: dry}, shelf{notes: 3, says: "Other."})
		if same := new(pool.SameNameError); !errors.As(err, &same) || same.Changed != 2 || same.Example != "here/note-000" || texts(t, p) != before {
			t.Fatalf("%v", err)
		}
	}
	if err := bring("ana/shelf", pool.ImportOptions{}, shelf{notes: 2, says: "Changed."}); err != nil {
		t.Errorf("from the same place: %v", err)
	}
	if err := bring("ben/shelf", pool.ImportOptions{}, shelf{notes: 2, says: "Changed."}); err != nil {
		t.Errorf("the same: %v", err)
	}
	if err := bring("cy/shelf", pool.ImportOptions{Named: true}, shelf{notes: 2, says: "All of it."}); err != nil {
		t.Errorf("named: %v", err)
	}
}

func (shelf) Follow(*importer.Item, note.Link) importer.Target { return importer.Target{} }
func (shelf) Open(string) (io.ReadCloser, error)               { return nil, fs.ErrNotExist }
func (shelf) Losses() []importer.Loss                          { return nil }

// A Ctrl-C, or a kill, at any moment at which an import tells how far it is leaves the pool as it
// was, or something that the next import completes; the pool is then the same as without it. Files
// are moved in one by one where their folder is there already, and as a whole folder where not.
func TestAnInterruptedImport(t *testing.T) {
	const notes = 255
	for _, there := range []bool{false, true} {
		made := folder(t, func(dir string) {
			put(t, dir, "charter.md", "# Table\n")
			if there {
				put(t, dir, "here/mine.md", "# Mine\n")
			}
		})
		before := texts(t, made)
		dir := made.Root()
		import1 := func(ctx context.Context, at func(what string, done, total int)) (pool.ImportReport, error) {
			p, err := pool.Open(ctx, dir, pool.Options{Handle: "ana", Env: []string{"HOME=" + filepath.Dir(dir), "GIT_CONFIG_NOSYSTEM=1"}, Progress: at})
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			return p.Import(ctx, shelf{notes: notes, says: "Text."}, pool.ImportOptions{Kind: "shelf", Source: "shelf"})
		}
		moments := 0
		for n := 1; ; n = max(n+1, 6) { // from the second to the fifth it writes beside the pool
			ctx, stop := context.WithCancel(t.Context())
			moments = 0
			_, err := import1(ctx, func(string, int, int) {
				if moments++; moments == n {
					stop()
				}
			})
			stop()
			if err == nil {
				break // it was done before that moment
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("moment %d: %v", n, err)
			}
			if after := texts(t, made); after != before {
				t.Fatalf("moment %d: the pool is not as it was: %d bytes more", n, len(after)-len(before))
			}
		}
		if want := map[bool]int{false: 7, true: 8}[there]; moments < want {
			t.Errorf("only %d moments: nothing was interrupted while files were moved in", moments)
		}
		done := texts(t, made)
		if n := strings.Count(done, "source: shelf:"); n != 2*notes {
			t.Fatalf("%d files of %d", n, 2*notes)
		}
		if _, err := made.Undo(t.Context(), pool.UndoOptions{}); err != nil {
			t.Fatal(err)
		}
		if texts(t, made) != before {
			t.Fatal("undo left something")
		}
		last := moments
		func() { // killed where it moves
			defer func() { _ = recover() }()
			n := 0
			_, _ = import1(t.Context(), func(string, int, int) {
				if n++; n == last {
					panic("killed")
				}
			})
		}()
		if there && texts(t, made) == before {
			t.Error("it was killed before it moved anything")
		}
		if rep, err := import1(t.Context(), nil); err != nil || rep.Same != notes {
			t.Fatalf("%+v %v", rep, err)
		}
		if texts(t, made) != done {
			t.Error("what was completed is not what was imported")
		}
	}
}

// One command takes back all slices of an import, whatever was done in between: what was edited
// since stays, and is counted.
func TestUndoImports(t *testing.T) {
	p := folder(t, func(dir string) { put(t, dir, "charter.md", "# Table\n") })
	before := texts(t, p)
	for range 3 {
		o := pool.ImportOptions{Kind: "shelf", Source: "far/shelf/", Slice: 4}
		if _, err := p.Import(t.Context(), shelf{notes: 10, says: "Text."}, o); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.UndoImports(t.Context(), "other", pool.UndoOptions{}); !errors.Is(err, pool.ErrNothingToUndo) {
		t.Errorf("%v", err)
	}
	put(t, filepath.Join(p.Root(), "practices"), "here/note-005.md", "# Mine\n")
	would, err := p.UndoImports(t.Context(), "shelf", pool.UndoOptions{DryRun: true})
	if err != nil || len(would.Files) != 19 || would.Stayed != 1 {
		t.Fatalf("%d files, %d stay, %v", len(would.Files), would.Stayed, err)
	}
	did, err := p.UndoImports(t.Context(), "shelf", pool.UndoOptions{})
	if err != nil || len(did.Files) != 19 || did.Stayed != 1 {
		t.Fatalf("%d files, %d stay, %v", len(did.Files), did.Stayed, err)
	}
	if after := texts(t, p); !strings.Contains(after, "# Mine") || len(after) > len(before)+100 {
		t.Error("something else stays")
	}
}

// Two sources of one name are two: their paths tell them apart, and a name alone that means both is
// asked about.
func TestUndoImportsOfOneName(t *testing.T) {
	p := folder(t, func(dir string) { put(t, dir, "charter.md", "# Table\n") })
	for _, at := range []string{"/a/notes", "/b/notes"} {
		o := pool.ImportOptions{Kind: "shelf" + at[1:2], Source: at, Into: at[1:2]}
		if _, err := p.Import(t.Context(), shelf{notes: 1, says: "Text."}, o); err != nil {
			t.Fatal(err)
		}
	}
	which := new(pool.WhichSourceError)
	if _, err := p.UndoImports(t.Context(), "notes", pool.UndoOptions{}); !errors.As(err, &which) || len(which.Places) != 2 {
		t.Fatalf("%v", err)
	}
	if _, err := p.UndoImports(t.Context(), "/c/notes", pool.UndoOptions{}); !errors.Is(err, pool.ErrNothingToUndo) {
		t.Fatalf("%v", err)
	}
	did, err := p.UndoImports(t.Context(), "/a/notes", pool.UndoOptions{})
	if err != nil || len(did.Files) != 2 || strings.Contains(texts(t, p), "shelfa:") || !strings.Contains(texts(t, p), "shelfb:") {
		t.Fatalf("%v %v", did.Files, err)
	}
	if did, err = p.UndoImports(t.Context(), "notes", pool.UndoOptions{}); err != nil || len(did.Files) != 2 {
		t.Fatalf("%v %v", did.Files, err)
	}
}
