package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// TestReadmeTour runs every command of the README's tour, in order, in one folder, and
// compares what it prints with what the README shows. In the README a command follows
// "$ ", its output follows it; "…" in the output stands for anything on that line.
func TestReadmeTour(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(string(src), -1)
	if len(blocks) == 0 {
		t.Fatal("the README has no tour")
	}
	tour := newTour(t)
	ran := 0
	for _, b := range blocks {
		for _, step := range regexp.MustCompile(`(?m)^\$ `).Split(b[1], -1) {
			if strings.TrimSpace(step) == "" {
				continue
			}
			command, want, _ := strings.Cut(step, "\n")
			tour.run(command, want)
			ran++
		}
	}
	if ran < 8 {
		t.Errorf("the tour is only %d commands long", ran)
	}
}

// tour is a shell that knows cd and cop.
type tour struct {
	t    *testing.T
	home string
	dir  string
	env  map[string]string
}

func newTour(t *testing.T) *tour {
	home, err := os.MkdirTemp("", "t") // a short path: what is printed fits a line
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	return &tour{t: t, home: home, dir: home, env: map[string]string{
		"HOME": home, "COP_CONFIG": filepath.Join(home, "config.toml"), "COP_NOW": "2026-11-24T09:00:00Z",
		"GIT_CONFIG_GLOBAL": filepath.Join(home, "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.Getenv("PATH"),
		"GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org", "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org",
		"COLUMNS": "80", "COP_PAGER": "cat", "NO_COLOR": "1",
	}}
}

func (r *tour) run(command, want string) {
	r.t.Helper()
	words := shellWords(r.t, strings.TrimSuffix(command, "\n"))
	r.t.Chdir(r.dir)
	switch words[0] {
	case "cd":
		r.dir = filepath.Join(r.dir, words[1])
		return
	case "cop":
	default:
		r.t.Fatalf("the tour can only cd and cop, not %q", command)
	}
	s := term.Test(r.env).Terminal(80)
	s.InTTY, s.ErrTTY, s.Err = false, false, s.Stdout
	Main(words[1:], s.Streams)
	got := s.Stdout.String()
	got = strings.ReplaceAll(got, r.home, "~")
	if !matches(got, want) {
		r.t.Errorf("$ %s\n%s", command, cmp.Diff(want, got))
	}
}

// shellWords splits a command at spaces outside of double quotes.
func shellWords(t *testing.T, line string) []string {
	var words []string
	var word bytes.Buffer
	quoted, any := false, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted, any = !quoted, true
		case r == ' ' && !quoted:
			if any {
				words = append(words, word.String())
			}
			word.Reset()
			any = false
		default:
			word.WriteRune(r)
			any = true
		}
	}
	if quoted {
		t.Fatalf("unbalanced quotes: %s", line)
	}
	if any {
		words = append(words, word.String())
	}
	return words
}

// matches compares line by line; blank lines at the end do not count.
func matches(got, want string) bool {
	g, w := strings.Split(strings.TrimSpace(got), "\n"), strings.Split(strings.TrimSpace(want), "\n")
	if len(g) != len(w) {
		return false
	}
	for i := range w {
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(strings.TrimRight(w[i], " ")), "…", ".*") + "$"
		if !regexp.MustCompile(pattern).MatchString(strings.TrimRight(g[i], " ")) {
			return false
		}
	}
	return true
}
