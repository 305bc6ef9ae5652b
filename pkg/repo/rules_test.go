package repo

import (
	"errors"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Random patterns against random paths: git check-ignore decides.
func TestIgnoringAgreesWithGit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	git := gitPath(t)
	rnd := rand.New(rand.NewSource(5))
	for round := range 8 {
		check(t, os.RemoveAll(filepath.Join(w.root, "a")))
		paths := randomPaths(rnd)
		for _, p := range paths {
			w.put(p, "")
		}
		root, nested := randomPatterns(rnd), randomPatterns(rnd)
		w.put(".gitignore", root)
		w.put("a/.gitignore", nested)
		g := must(w.ignoring())(t)
		for _, p := range paths {
			cmd := exec.Command(git, "check-ignore", "-q", "--no-index", p)
			cmd.Dir, cmd.Env = w.root, w.env
			want := cmd.Run() == nil
			got := false
			for i, c := range p + "/" {
				if c == '/' && !got {
					got = must(g.matches(p[:i], i < len(p)))(t)
				}
			}
			if got != want {
				t.Fatalf("round %d: %s ignored: %v, git says %v\n%s--- a/.gitignore\n%s", round, p, got, want, root, nested)
			}
		}
	}
}

func randomPaths(rnd *rand.Rand) []string {
	words := []string{"a", "b", "c.md", "d.log", "e-f", "[x]", "g h"}
	var list []string
	for range 8 {
		p := "a"
		for range 1 + rnd.Intn(3) {
			p += "/" + words[rnd.Intn(2)] + "dir"
		}
		list = append(list, p+"/"+words[rnd.Intn(len(words))])
	}
	return list
}

func randomPatterns(rnd *rand.Rand) string {
	units := []string{"*", "**/", "/**", "a", "adir", "bdir", "/", "*.log", "?", "[a-c]*", "[!a]*", "c.md", `\[x\]`, "e-*", "g h", "**", "dir/", "!"}
	var b strings.Builder
	for range rnd.Intn(5) {
		if rnd.Intn(4) == 0 {
			b.WriteString("!")
		}
		for range 1 + rnd.Intn(3) {
			b.WriteString(units[rnd.Intn(len(units))])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Every mix of settings, attributes and content: the id is the one git would store.
func TestStoredFormIsGits(t *testing.T) {
	t.Parallel()
	gitPath(t)
	contents := []string{"a\r\nb\r\n", "a\nb\n", "a\r\nb\n", "a\rb\r\n", "\x00\r\n", "x\x01\x02\x03\r\n", "", "plain"}
	for _, autocrlf := range []string{"", "true"} {
		for _, attrs := range []string{"", "* text=auto\n", "*.md text\n", "*.md -text\n", "*.md eol=lf\n", "*.md eol=crlf\n", "* text=auto\n*.md binary\n", "*.md crlf=input\n",
			"[attr]prose text=auto\n/practices/*.md prose\n", "*.md text\n\"practices/with space.md\" -text\n", "*.md working-tree-encoding=UTF-8\n", "*.md ident\n", "practices/** text\n", "*.md filter=up\n"} {
			w := newWorld(t)
			if autocrlf != "" {
				check(t, w.SetConfig("core.autocrlf", autocrlf))
			}
			check(t, w.SetConfig("filter.up.clean", "tr a-z A-Z"))
			tip := w.commit("one", Edit{Path: "practices/stored.md", Blob: must(w.WriteBlob([]byte("s\r\n")))(t)})
			check(t, w.ResetIndex(t.Context(), tip))
			w.put(".gitattributes", attrs)
			names := []string{"practices/stored.md", "practices/with space.md"}
			w.put(names[0], "s\r\nmore\r\n")
			w.put(names[1], "s\r\n")
			for i, c := range contents {
				names = append(names, fmt.Sprintf("practices/n%d.md", i))
				w.put(names[len(names)-1], c)
			}
			snap := w.reopen(nil).scan()
			ids := map[string]Hash{}
			for _, f := range snap.Files() {
				ids[f.Path] = f.Hash
			}
			// git add, unlike hash-object, looks at what the index holds.
			w.git("-c", "core.safecrlf=false", "add", ".")
			staged := map[string]Hash{}
			for line := range strings.SplitSeq(w.git("ls-files", "-s", "-z"), "\x00") {
				if id, name, ok := strings.Cut(line, "\t"); ok {
					staged[name] = Hash(strings.Fields(id)[1])
				}
			}
			for _, name := range names {
				if autocrlf != "" && name == names[0] && (strings.Contains(attrs, "filter") || strings.Contains(attrs, "ident")) {
					continue // git hash-object, unlike git add, does not look at what is stored already
				}
				if want := staged[name]; ids[name] != want {
					t.Errorf("autocrlf %q, attributes %q: %s is %s, git says %s", autocrlf, attrs, name, ids[name], want)
				}
			}
		}
	}
}

func TestFiltersNeedGit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	check(t, w.SetConfig("filter.up.clean", "tr a-z A-Z"))
	check(t, w.SetConfig("filter.up.smudge", "tr A-Z a-z"))
	w.put(".gitattributes", "*.md filter=up\n")
	w.put("practices/a.md", "abc\n")
	without := w.reopen(func(o *Options) { o.Git = "" })
	for what, err := range map[string]error{
		"scan":   second(without.Scan(t.Context())),
		"commit": second(without.WriteCommit(t.Context(), Commit{Message: "x", Edits: []Edit{file("practices/a.md", "abc\n")}})),
		"read":   second(without.ReadWorking(t.Context(), "practices/a.md")),
		"write":  second(without.WorkingForm(t.Context(), "practices/a.md", []byte("ABC\n"))),
	} {
		if unsupported := new(UnsupportedError); !errors.As(err, &unsupported) && !strings.Contains(fmt.Sprint(err), "filter up of practices/a.md: needs the git program") {
			t.Errorf("%s without git: %v", what, err)
		}
	}
	w = w.reopen(nil)
	equal(t, "scanned", w.scan().Files()[0].Hash, w.HashBlob([]byte("ABC\n")))
	equal(t, "read", string(must(w.ReadWorking(t.Context(), "practices/a.md"))(t)), "ABC\n")
	equal(t, "working form", string(must(w.WorkingForm(t.Context(), "practices/a.md", []byte("ABC\n")))(t)), "abc\n")
	tip := must(w.WriteCommit(t.Context(), Commit{Message: "x", Edits: []Edit{file("practices/a.md", "abc\n")}}))(t)
	equal(t, "committed", string(must(w.ReadFile(tip, "practices/a.md"))(t)), "ABC\n")
	equal(t, "changes", len(must(w.Changes(t.Context(), w.scan(), tip))(t)), 0)
}

func second[T any](_ T, err error) error { return err }
