package index

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// practices are this project's own notes.
func practices(t *testing.T) files {
	t.Helper()
	root := filepath.Join("..", "..", "practices")
	f := files{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		f[strings.TrimSuffix(filepath.ToSlash(rel), ".md")] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Questions that people ask about this project find the note that answers them: among the
// first five, and most often first. testdata/questions.tsv is for everybody to add to.
func TestQuestionsFindTheirAnswers(t *testing.T) {
	db := indexed(t, practices(t))
	text, err := os.ReadFile("testdata/questions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	for _, line := range lines {
		question, want, _ := strings.Cut(line, "\t")
		got := found(t, db, question)
		at := slices.Index(got, want)
		if at < 0 || at >= 5 {
			t.Errorf("%q: %s is at %d of %q", question, want, at+1, got[:min(len(got), 6)])
			continue
		}
		sum += 1 / float64(at+1)
	}
	if mean := sum / float64(len(lines)); mean < 0.8 {
		t.Errorf("mean reciprocal rank %.2f, want 0.8", mean)
	} else {
		t.Logf("mean reciprocal rank %.2f", mean)
	}
}
