// Package importertest holds the readers of exports to what they are to make of them.
package importertest

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/importer"
)

// Tree is a source of these files, in a folder "site".
func Tree(t *testing.T, files map[string]string) *importer.Tree {
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
func told(t *testing.T, kinds []importer.Kind, files map[string]string) string {
	t.Helper()
	from := Tree(t, files)
	best, sure := importer.Kind{Name: "none"}, 0
	for _, k := range kinds {
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
	return best.Name + "\n" + items(t, src) + losses(src)
}

func losses(src importer.Source) (out string) {
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
	for it, err := range src.Items(t.Context()) {
		if err != nil {
			return out + err.Error()
		}
		who := "nobody"
		if len(it.Authors) > 0 && !it.Authors[0].IsZero() {
			who = it.Authors[0].Key()
		}
		if it.IsEntry() {
			out += fmt.Sprintf("- %s %s on %s by %s, %s\n", it.Type, it.ID, it.Parent, who, it.Date.Format("2006-01-02 15:04")+fields(it))
		} else {
			out += fmt.Sprintf("%s %q %v %s by %s, %s\n", it.ID, it.Title, it.Tags, it.Topic+it.Path, who, it.Date.Format("2006-01-02 15:04"))
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

func fields(it *importer.Item) (out string) {
	for _, f := range it.Fields {
		out += fmt.Sprintf(", %s: %v", f.Key, f.Value)
	}
	return out
}

// Cases holds kinds to the cases in testdata: a text, the files of an export, and after the
// line "-- want --" what would come of it. COP_UPDATE=1 writes that anew.
func Cases(t *testing.T, kinds []importer.Kind) {
	t.Helper()
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
			if got := told(t, kinds, files); got != want {
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
