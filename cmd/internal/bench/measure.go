package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// operation is something cop does and what it is measured against. Steps of several
// commands run one after the other.
type operation struct {
	name      string
	cop       [][]string
	reference [][]string
	bound     float64       // cop may take this many times the reference; 0: no bound
	plus      time.Duration // and so much on top
	limit     time.Duration // or an absolute one
	before    func() error  // restores the state, not measured
	most      int64         // RSS in MB, 0: no bound
}

func (b *bench) operations() []operation {
	cop := func(args ...string) []string { return append([]string{b.cop, "-C", b.pool}, args...) }
	git := func(args ...string) []string { return append([]string{"git", "-C", b.pool}, args...) }
	practices := filepath.Join(b.pool, "practices")
	fresh := func() error { return os.RemoveAll(filepath.Join(b.pool, ".git", "cop")) }
	return []operation{
		{name: "first index (and one search)", cop: [][]string{cop("find", "pager", "--limit", "20")}, reference: [][]string{{"rg", "-l", "pager", practices}}, limit: 4 * time.Second * time.Duration(max(1, b.notes/10_000)), before: fresh},
		{name: "version", cop: [][]string{{b.cop, "version"}}, reference: [][]string{{"git", "--version"}}, bound: 3, plus: 20 * time.Millisecond},
		{name: "find a common word, 20 best", cop: [][]string{cop("find", "pager", "--limit", "20")}, reference: [][]string{{"rg", "-l", "pager", practices}}, bound: 1.5, most: 60},
		{name: "find a rare word, 20 best", cop: [][]string{cop("find", "zymurgy", "--limit", "20")}, reference: [][]string{{"rg", "-l", "zymurgy", practices}}, bound: 1.5, most: 60},
		{name: "find a phrase", cop: [][]string{cop("find", `"on call"`, "--limit", "20")}, reference: [][]string{{"rg", "-l", "on call", practices}}, bound: 1.5, most: 60},
		{name: "find after one note changed", cop: [][]string{cop("find", "pager", "--limit", "20")}, reference: [][]string{{"rg", "-l", "pager", practices}}, before: b.touch},
		{name: "list everything, piped", cop: [][]string{cop("list")}, reference: [][]string{git("status", "--porcelain")}, bound: 6, most: 120},
		{name: "show one note", cop: [][]string{cop("show", "charter")}, reference: [][]string{git("log", "-1", "--", "practices/charter.md")}},
		{name: "status", cop: [][]string{cop("status")}, reference: [][]string{git("status", "--porcelain")}},
		{name: "add a note and have it found", cop: b.addAndFind(), reference: b.addAndCommit(), bound: 2, before: b.clear},
		{name: "sync, nothing to do", cop: [][]string{cop("sync")}, reference: [][]string{git("fetch", "-q", "origin")}},
	}
}

// addAndFind adds a note from the command line and searches for a word only it has.
func (b *bench) addAndFind() [][]string {
	return [][]string{
		{b.cop, "-C", b.pool, "add", "Bench note", "--topic", "bench", "--message", "zyzzyva"},
		{b.cop, "-C", b.pool, "find", "zyzzyva", "--limit", "20"},
	}
}

func (b *bench) addAndCommit() [][]string {
	return [][]string{
		{"sh", "-c", "mkdir -p '" + b.pool + "/practices/bench' && date +%N > '" + b.pool + "/practices/bench/reference.md'"},
		{"git", "-C", b.pool, "add", "practices/bench/reference.md"},
		{"git", "-C", b.pool, "commit", "-q", "-m", "Add", "--", "practices/bench/reference.md"},
	}
}

// clear removes what addAndFind wrote.
func (b *bench) clear() error {
	err := os.Remove(filepath.Join(b.pool, "practices", "bench", "bench-note.md"))
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// touch changes the charter's text on disk.
func (b *bench) touch() error {
	b.edits++
	f, err := os.OpenFile(filepath.Join(b.pool, "practices", "charter.md"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = fmt.Fprintf(f, "\nEdit number %d.\n", b.edits)
	return err
}

// measure alternates the two sides and prints a line. It reports whether the bound holds.
func (b *bench) measure(op operation) (bool, error) {
	var ours, theirs []time.Duration
	var most int64
	for round := range b.rounds + 1 { // the first warms up
		if op.before != nil {
			if err := op.before(); err != nil {
				return false, err
			}
		}
		t, rss, err := b.time(op.cop)
		if err != nil {
			return false, err
		}
		r, _, err := b.time(op.reference)
		if err != nil {
			return false, err
		}
		if round == 0 && b.rounds > 1 {
			continue
		}
		ours, theirs, most = append(ours, t), append(theirs, r), max(most, rss)
	}
	return op.report(median(ours), median(theirs), most), nil
}

func (op operation) report(t, r time.Duration, rss int64) bool {
	bound, holds := "", true
	switch {
	case op.limit > 0:
		bound, holds = op.limit.String(), t <= op.limit
	case op.bound > 0:
		bound, holds = fmt.Sprintf("%.1f×", op.bound), t <= time.Duration(op.bound*float64(r))+op.plus
		if op.plus > 0 {
			bound += "+" + op.plus.String()
		}
	}
	if op.most > 0 && rss > op.most {
		bound, holds = bound+fmt.Sprintf(" ≤%dMB", op.most), false
	}
	mark := ""
	if !holds {
		mark = "  ← not held"
	}
	fmt.Printf("%-44s %8.1fms %8.1fms %6.2f× %7s %6dMB%s\n", op.name, ms(t), ms(r), float64(t)/float64(r), bound, rss, mark)
	return holds
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(ds []time.Duration) time.Duration {
	slices.Sort(ds)
	return ds[len(ds)/2]
}

// time runs commands one after the other; RSS is the largest of them, in MB.
func (b *bench) time(commands [][]string) (time.Duration, int64, error) {
	var rss int64
	start := time.Now()
	for _, c := range commands {
		cmd := exec.Command(c[0], c[1:]...)
		cmd.Env = b.environ()
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Run(); err != nil {
			return 0, 0, fmt.Errorf("%s: %w\n%s", strings.Join(c, " "), err, out.String())
		}
		rss = max(rss, residentMB(cmd.ProcessState))
	}
	return time.Since(start), rss, nil
}
