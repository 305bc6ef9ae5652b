package forum_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/forum"
)

func tree(t *testing.T, files map[string]string) *importer.Tree {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := importer.OpenTree(dir, importer.Usual)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tree.Close() })
	return tree
}

// told writes down what an import would make of an export: the kind that is recognised, the
// items, and what is lost.
func told(t *testing.T, files map[string]string) string {
	t.Helper()
	from := tree(t, files)
	best, sure := importer.Kind{Name: "none"}, 0
	for _, k := range forum.Kinds {
		if n := k.Recognise(from); n > sure {
			best, sure = k, n
		}
	}
	if sure == 0 {
		return "none\n"
	}
	src, err := best.Open(t.Context(), from)
	if err != nil {
		return best.Name + ": " + err.Error() + "\n"
	}
	out := best.Name + "\n" + items(t, src)
	causes := map[string]string{}
	for _, l := range src.Losses() {
		causes[l.Cause] = l.Example
	}
	for _, c := range slices.Sorted(maps.Keys(causes)) {
		out += "! " + c + ": " + causes[c] + "\n"
	}
	return out
}

func items(t *testing.T, src importer.Source) (out string) {
	t.Helper()
	for it, err := range src.Items(context.Background()) {
		if err != nil {
			return out + err.Error()
		}
		who := it.Authors[0].Key()
		if it.IsEntry() {
			out += fmt.Sprintf("- %s %s on %s by %s, %s\n", it.Type, it.ID, it.Parent, who, it.Date.Format("2006-01-02 15:04"))
		} else {
			out += fmt.Sprintf("%s %q %v %s by %s, %s\n", it.ID, it.Title, it.Tags, it.Topic, who, it.Date.Format("2006-01-02 15:04"))
		}
		if it.Text != nil {
			text, err := it.Text()
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(strings.TrimSpace(string(text.Markdown))) {
				out += "    " + strings.TrimRight(line, "\n") + "\n"
			}
		}
	}
	return out
}

func TestForums(t *testing.T) {
	golden, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(golden) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range golden {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			files, want := split(string(src))
			if got := told(t, files); got != want {
				if os.Getenv("COP_UPDATE") != "" {
					_ = os.WriteFile(file, []byte(strings.TrimSuffix(string(src), want)+got), 0o644)
				}
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// split reads a case: files, each after a line "-- name --", and then, after "-- want --", what
// comes of them.
func split(src string) (map[string]string, string) {
	files, name := map[string]string{}, ""
	for line := range strings.Lines(src) {
		if n, ok := strings.CutPrefix(strings.TrimSpace(line), "-- "); ok && strings.HasSuffix(n, " --") {
			name = strings.TrimSuffix(n, " --")
			files[name] = ""
			continue
		}
		files[name] += line
	}
	want := files["want"]
	delete(files, "want")
	delete(files, "")
	return files, want
}
