package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// operation is something cop does and what it is measured against. Steps of several
// commands run one after the other.
type operation struct {
	name      string
	cop       [][]string
	reference [][]string
	before    func() error // restores the state, not measured
	environ   []string     // in addition, for cop alone
	bound     [2]float64   // cop may take this many times the reference, with up to and with more than 20,000 notes; 0: no bound
	plus      time.Duration
	processor bool     // the bound is of the processor's time, not of the clock's
	most      [2]int64 // RSS in MB, likewise; 0: no bound
}

// operations lists what is measured. The bounds are the project's promises.
func (b *bench) operations() []operation {
	cop := func(args ...string) []string { return append([]string{b.cop, "-C", b.pool}, args...) }
	git := func(args ...string) []string { return append([]string{"git", "-C", b.pool}, args...) }
	find := func(word string) [][]string { return [][]string{cop("find", word, "--limit", "20")} }
	rg := func(word string) [][]string {
		return [][]string{{"rg", "-l", "--fixed-strings", word, filepath.Join(b.pool, "practices")}}
	}
	fresh := func() error { return os.RemoveAll(filepath.Join(b.pool, ".git", "cop")) }
	return []operation{
		{name: "first index (and one search)", cop: find(b.words.common), reference: rg(b.words.common), before: fresh, bound: [2]float64{40, 40}},
		{name: "version", cop: [][]string{{b.cop, "version"}}, reference: [][]string{{"git", "--version"}}, bound: [2]float64{3, 3}, plus: 20 * time.Millisecond},
		{name: "find a common word, 20 best", cop: find(b.words.common), reference: rg(b.words.common), bound: [2]float64{0.7, 0.4}, most: [2]int64{50, 60}},
		{name: "find a rare word, 20 best", cop: find(b.words.rare), reference: rg(b.words.rare), bound: [2]float64{1.5, 1.5}, most: [2]int64{50, 60}},
		{name: "find a phrase", cop: find(`"` + b.words.phrase + `"`), reference: rg(b.words.phrase), bound: [2]float64{1.5, 1.5}, most: [2]int64{50, 60}},
		{name: "find after one note changed", cop: find(b.words.common), reference: rg(b.words.common), before: b.touch, bound: [2]float64{1, 0.5}},
		{name: "list everything, piped", cop: [][]string{cop("list")}, reference: [][]string{git("status", "--porcelain"), git("ls-files")}, bound: [2]float64{2, 2}, most: [2]int64{60, 150}},
		{name: "show one note", cop: [][]string{cop("show", b.words.note)}, reference: [][]string{git("log", "-1", "--", "practices/"+b.words.note+".md")}, bound: [2]float64{1, 1}},
		{name: "status", cop: [][]string{cop("status")}, reference: [][]string{git("status", "--porcelain")}},
		{name: "add a note and have it found", cop: b.addAndFind(), reference: b.addAndCommit(), bound: [2]float64{2, 2}, before: b.clear},
		{name: "share one note, not sent", cop: [][]string{{b.cop, "-C", b.alone(), "share"}}, reference: b.addAndCommit(), before: b.writeAlone, bound: [2]float64{0.5, 0.2}},
		{name: "sync, nothing to do", cop: [][]string{cop("sync")}, reference: [][]string{git("fetch", "-q", "origin")}, before: b.tidy, bound: [2]float64{1.5, 1.5}, most: [2]int64{150, 400}},
		{name: "sync, one note to send, http", cop: [][]string{{b.cop, "-C", b.online(ours), "sync"}}, reference: b.push(), before: b.somethingToSend, bound: [2]float64{1.5, 1.5}},
		{name: "sync, one note to send, http, without git", cop: [][]string{{b.cop, "-C", b.online(ours), "sync"}}, reference: b.push(), before: b.somethingToSend, environ: []string{"PATH=" + b.dir}, bound: [2]float64{1.5, 1.5}},
		{name: "sync, 100 changed notes to take", cop: [][]string{cop("sync")}, reference: [][]string{{"git", "-C", b.second(), "pull", "-q", "--ff-only", "origin", "main"}}, before: b.somethingToTake, bound: [2]float64{1.5, 1.5}},
	}
}

// addAndFind adds a note from the command line and searches for a word only it has.
func (b *bench) addAndFind() [][]string {
	return [][]string{
		{b.cop, "-C", b.pool, "add", "Bench note", "--topic", "bench", "--message", "zyzzyva"},
		{b.cop, "-C", b.pool, "find", "zyzzyva", "--limit", "20"},
	}
}

// addAndCommit does with git, in the second clone, what adding and sharing a note does.
func (b *bench) addAndCommit() [][]string {
	file := "practices/bench/reference.md"
	return [][]string{
		{"sh", "-c", "mkdir -p '" + b.second() + "/practices/bench' && date +%N > '" + b.second() + "/" + file + "'"},
		{"git", "-C", b.second(), "add", file},
		{"git", "-C", b.second(), "commit", "-q", "-m", "Add"},
	}
}

// clear removes what addAndFind wrote.
func (b *bench) clear() error {
	if err := b.ready(); err != nil {
		return err
	}
	err := os.Remove(filepath.Join(b.pool, "practices", "bench", "bench-note.md"))
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// tidy leaves nothing to send or to share in the pool. What is tidy already stays untouched:
// git would write its index anew.
func (b *bench) tidy() error {
	if err := b.clear(); err != nil || !b.touched {
		return err
	}
	b.touched = false
	return b.git("-C", b.pool, "checkout", "-q", "--", "practices")
}

// touch changes the charter's text on disk.
func (b *bench) touch() error {
	b.edits++
	b.touched = true
	return b.append(b.pool, "practices/charter.md", fmt.Sprintf("\nEdit number %d.\n", b.edits))
}

func (b *bench) append(pool, file, text string) error {
	f, err := os.OpenFile(filepath.Join(pool, filepath.FromSlash(file)), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(text)
	return err
}
