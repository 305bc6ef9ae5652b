package practices_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What is written about the code is held against the code: the table of packages in
// CONTRIBUTING, and the names of tests that pages and CI tell to run.

const module = "github.com/breakfast-table/cop/"

// guarded are the libraries that few packages may use; the last column of the table says
// which. A path stands for everything below it.
var guarded = []string{
	"net/http", "github.com/yuin/goldmark", "go.yaml.in/yaml", "github.com/go-git/go-git", "modernc.org/sqlite",
	"github.com/alecthomas/chroma", "github.com/charmbracelet/bubbletea", "github.com/spf13/cobra", "github.com/modelcontextprotocol",
	"golang.org/x/crypto", "github.com/zalando/go-keyring", "github.com/JohannesKaufmann/html-to-markdown",
}

// row is one package in the table of CONTRIBUTING.
type row struct{ may, owns []string }

var quoted = regexp.MustCompile("`([^`]+)`")

func words(cell string) (out []string) {
	for _, m := range quoted.FindAllStringSubmatch(cell, -1) {
		out = append(out, m[1])
	}
	return out
}

func table(t *testing.T) map[string]row {
	t.Helper()
	src, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]row{}
	_, text, _ := strings.Cut(string(src), "## Where things live")
	text, _, _ = strings.Cut(text, "\n## ")
	for line := range strings.Lines(text) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || !strings.HasPrefix(strings.TrimSpace(cells[1]), "`") {
			continue
		}
		rows[words(cells[1])[0]] = row{may: words(cells[3]), owns: words(cells[4])}
	}
	return rows
}

// The table of CONTRIBUTING has every package, and each imports what its row says and no
// more.
func TestTheMapIsTrue(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	rows := table(t)
	seen := map[string]bool{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, module)
		seen[name] = true
		r, ok := rows[name]
		if !ok {
			t.Errorf("%s has no row in the table of CONTRIBUTING", name)
			continue
		}
		for _, imported := range p.Imports {
			if own, ours := strings.CutPrefix(imported, module); ours && !slices.Contains(r.may, own) {
				t.Errorf("%s imports %s, which its row does not say", name, own)
			}
			if lib := library(imported); lib != "" && !slices.Contains(r.owns, lib) {
				t.Errorf("%s imports %s, which its row does not say", name, lib)
			}
		}
		for _, own := range r.may {
			if !slices.Contains(p.Imports, module+own) {
				t.Errorf("%s does not import %s, though its row says so", name, own)
			}
		}
		for _, lib := range r.owns {
			if !slices.ContainsFunc(p.Imports, func(s string) bool { return library(s) == lib }) {
				t.Errorf("%s does not import %s, though its row says so", name, lib)
			}
		}
	}
	for name := range rows {
		if !seen[name] {
			t.Errorf("the table has %s, which is no package", name)
		}
	}
}

func library(imported string) string {
	for _, lib := range guarded {
		if imported == lib || strings.HasPrefix(imported, lib+"/") {
			return lib
		}
	}
	return ""
}

var toldToRun = regexp.MustCompile(`(?:go test|test)\b[^\n` + "`" + `]*? -(?:run|bench)[ =]'?([^' \n` + "`" + `]+)`)

// What a page or CI tells to run exists: nobody starts with "no tests to run".
func TestTestsThatAreNamedExist(t *testing.T) {
	names, stories := tests(t)
	for _, pattern := range []string{"../README.md", "../.ci/run", "../.github/*.md", "../.github/workflows/*", "cop/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range toldToRun.FindAllStringSubmatch(string(src), -1) {
				for _, one := range strings.Split(m[1], "|") {
					if !nameExists(one, names, stories) {
						t.Errorf("%s tells to run %s, which there is not", file, one)
					}
				}
			}
		}
	}
}

var namedTest = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)\\w+|[a-z]+(?:-[a-z]+)+)`")

// What holds each row of the threat model is there.
func TestWhatHoldsTheThreatModelExists(t *testing.T) {
	names, stories := tests(t)
	src, err := os.ReadFile("../.github/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, model, _ := strings.Cut(string(src), "| row | tests |")
	model, _, _ = strings.Cut(model, "\n## ")
	found := namedTest.FindAllStringSubmatch(model, -1)
	for _, m := range found {
		if !slices.Contains(names, m[1]) && !slices.Contains(stories, m[1]) {
			t.Errorf("%s is no test", m[1])
		}
	}
	if rows := strings.Count(model, "\n| "); len(found) < 4*rows {
		t.Errorf("%d rows are held by %d tests", rows, len(found))
	}
}

func nameExists(one string, names, stories []string) bool {
	if one == "^$" || strings.ToUpper(one) == one {
		return true // no test, or a word to be filled in
	}
	if story, ok := strings.CutPrefix(one, "TestScript/"); ok {
		return slices.Contains(stories, story)
	}
	if exact, ok := strings.CutPrefix(one, "^"); ok && strings.HasSuffix(exact, "$") {
		return slices.Contains(names, strings.TrimSuffix(exact, "$"))
	}
	if begin, ok := strings.CutPrefix(one, "^"); ok {
		return slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, begin) })
	}
	return slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, one) })
}

// tests are the names of all tests and benchmarks, and of the stories.
func tests(t *testing.T) (names, stories []string) {
	t.Helper()
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)\w+)\(`)
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
			return err
		case strings.HasSuffix(path, "_test.go"):
			src, err := os.ReadFile(path)
			for _, m := range declared.FindAllStringSubmatch(string(src), -1) {
				names = append(names, m[1])
			}
			return err
		case strings.HasSuffix(path, ".txtar"):
			stories = append(stories, strings.TrimSuffix(filepath.Base(path), ".txtar"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names, stories
}

// A page that sends people to a file, or to a name in it, sends them to one that is there.
func TestWhereWouldIChangeIsTrue(t *testing.T) {
	page, err := os.ReadFile("cop/where-would-i-change.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| \\d+\\. .*\\| `([^`]+\\.go)`(?:, `(\\w+)`)?").FindAllStringSubmatch(string(page), -1)
	if len(rows) < 10 {
		t.Errorf("only %d questions are answered", len(rows))
	}
	for _, row := range rows {
		src, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(row[1])))
		if err != nil || !strings.Contains(string(src), row[2]) {
			t.Errorf("%s %s is not there (%v)", row[1], row[2], err)
		}
	}
}

// The page that lists the libraries has those of go.mod, in the versions that are taken.
func TestTheLibrariesAreListed(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("cop/what-we-build-on.md")
	if err != nil {
		t.Fatal(err)
	}
	taken := pairs(regexp.MustCompile(`(?m)^\t(\S+) (v\S+)$`), mod) // what is indirect has a remark
	listed := pairs(regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (v\\S+) \\| \\d{4}-\\d\\d-\\d\\d \\| .+ \\|$"), page)
	for name, version := range taken {
		if listed[name] != version {
			t.Errorf("%s %s: the page says %q", name, version, listed[name])
		}
	}
	for name := range listed {
		if taken[name] == "" {
			t.Errorf("%s is listed and not taken", name)
		}
	}
}

func pairs(shape *regexp.Regexp, text []byte) map[string]string {
	out := map[string]string{}
	for _, m := range shape.FindAllStringSubmatch(string(text), -1) {
		out[m[1]] = m[2]
	}
	return out
}
