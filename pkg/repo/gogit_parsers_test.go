package repo

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing/format/config"
	"github.com/go-git/go-git/v5/plumbing/format/gitattributes"
	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// Why go-git's readers of .gitignore, .gitattributes and settings are not ours: in each of
// these cases git, and we with it, say something else. A row that fails here as "now agrees"
// is one reason less; practices/cop/what-we-wrote-ourselves.md names them.
func TestGoGitsParsersDiffer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	git := gitPath(t)
	run := func(args ...string) (string, error) {
		cmd := exec.Command(git, args...)
		cmd.Dir, cmd.Env = w.root, w.env
		out, err := cmd.Output()
		return strings.TrimSuffix(string(out), "\n"), err
	}
	for pattern, path := range map[string]string{
		"[!a]x":         "bx",        // a class that is turned round
		"[[:alpha:]]x":  "bx",        // a named class
		"[]a]x":         "]x",        // a class that holds the bracket
		"a/**":          "a",         // what is in a folder, not the folder
		"a/**/":         "a/f",       // folders only
		"a**/b":         "ax/b",      // ** within a name is *
		"\xef\xbb\xbfa": "a",         // an editor's mark at the beginning
		"a\r":           "a",         // line ends of Windows
		"foo**bar/x":    "fooqbar/x", // ** within a name, with a slash
	} {
		w.put(".gitignore", pattern+"\n")
		_, err := run("check-ignore", "-q", "--no-index", path)
		decides(t, "ignore "+pattern, err == nil, gogitIgnores(pattern, path), must(must(w.ignoring())(t).matches(path, false))(t))
	}
	check(t, w.SetConfig("core.autocrlf", "true")) // what no attribute is about is told by its content
	for attrs, path := range map[string]string{"*.md binary\n": "a.md", "x/a**.md text\n": "x/abc.md"} {
		w.put(".gitattributes", attrs)
		out, _ := run("check-attr", "text", "--", path)
		decides(t, "attributes "+attrs, !strings.HasSuffix(out, "unspecified"), gogitHasText(t, attrs, path), !must(must(w.attributes())(t).of(path))(t).auto)
	}
	check(t, os.WriteFile(filepath.Join(w.root, "more"), []byte("[a]\nb = 1\n"), 0o644))
	for _, text := range []string{"[include]\npath = more\n", "[a]b = 1\n", "\xef\xbb\xbf[a]\nb = 1\n"} {
		file := filepath.Join(w.root, "settings")
		check(t, os.WriteFile(file, []byte(text), 0o644))
		out, _ := run("config", "--includes", "-f", file, "a.b")
		r := configReader{opts: w.opts, layout: w.layout}
		check(t, r.file(file, 0))
		c := config.New()
		_ = config.NewDecoder(strings.NewReader(text)).Decode(c)
		decides(t, "settings "+text, out == "1", c.Section("a").Option("b") == "1", slices.ContainsFunc(r.list, func(l configLine) bool { return l.Key == "a.b" }))
	}
}

// decides holds us to git, and go-git to being otherwise.
func decides(t *testing.T, what string, git, gogit, ours bool) {
	t.Helper()
	switch {
	case ours != git:
		t.Errorf("%q: we say %v, git %v", what, ours, git)
	case gogit == git:
		t.Errorf("%q: go-git now agrees with git", what)
	}
}

func gogitIgnores(pattern, path string) bool {
	m := gitignore.NewMatcher([]gitignore.Pattern{gitignore.ParsePattern(pattern, nil)})
	parts := strings.Split(path, "/")
	for i := range parts {
		if m.Match(parts[:i+1], i < len(parts)-1) {
			return true
		}
	}
	return false
}

func gogitHasText(t *testing.T, attrs, path string) bool {
	list, err := gitattributes.ReadAttributes(strings.NewReader(attrs), nil, true)
	check(t, err)
	found, _ := gitattributes.NewMatcher(list).Match(strings.Split(path, "/"), []string{"text"})
	_, ok := found["text"]
	return ok
}
