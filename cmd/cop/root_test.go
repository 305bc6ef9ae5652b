package main

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

func TestNamed(t *testing.T) {
	for line, want := range map[string]string{
		"":                        "",
		"find retry":              "find",
		"-C /there list --json":   "list",
		"--pool sre share":        "share",
		"--chdir=/there list":     "", // rare: all are built
		"find --help":             "",
		"help find":               "",
		"fnid retry":              "",
		"__complete find ":        "",
		"config set theme dark":   "config",
		"-C find":                 "",
		"ask -- --help":           "",
		"--version":               "",
		"comment x --message sh":  "comment",
		"--json=title find retry": "",
	} {
		if got := named(strings.Fields(line)); got != want {
			t.Errorf("cop %s names %q, want %q", line, got, want)
		}
	}
}

// A command that is built alone is the one that all have.
func TestNewRootWith(t *testing.T) {
	for _, b := range builders() {
		root := newRootWith(&cli{Streams: term.Test(nil).Streams}, b.name)
		if cmd, _, err := root.Find([]string{b.name}); err != nil || cmd.Name() != b.name {
			t.Errorf("%s: %v, %v", b.name, cmd.Name(), err)
		}
	}
}
