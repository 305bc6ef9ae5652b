package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// gathering is what became of members who sent at once.
type gathering struct {
	took   []time.Duration // each act of sending, shortest first
	failed []string        // what they said
	whole  time.Duration
}

func (g gathering) longest() time.Duration { return g.took[len(g.took)-1] }

func (g gathering) String() string {
	return fmt.Sprintf("%d sent, %d failed, in %s; median %s, longest %s", len(g.took), len(g.failed), round(g.whole), round(g.took[len(g.took)/2]), round(g.longest()))
}

func round(d time.Duration) time.Duration { return d.Round(10 * time.Millisecond) }

// crowd lets members share at once, with cop and with plain git, into one place each.
func crowd(o options) error {
	w, done, err := newWorld()
	if err != nil {
		return err
	}
	defer done()
	w.found("direct")
	var names []string
	for m := range o.members {
		names = append(names, fmt.Sprintf("m%d", m))
		w.must(names[m], "join", w.path("shared.git"), w.path(names[m]))
	}
	ours := w.gather(o, names, w.shareOnce)
	fmt.Println("cop:", ours)
	if err := w.allLanded(o, ours); err != nil {
		return err
	}
	theirs := w.gather(o, w.plainClones(names), w.pushOnce)
	fmt.Println("git:", theirs)
	ratio := float64(ours.longest()) / float64(theirs.longest())
	fmt.Printf("the longest is %.2f × that of git\n", ratio)
	if ratio > 3 || len(ours.failed) > 0 {
		return fmt.Errorf("%d failed, the longest took %.2f × as long as with git", len(ours.failed), ratio)
	}
	return nil
}

// gather has all members send at once, each as often as asked.
func (w *world) gather(o options, names []string, send func(who string, n int) (string, time.Duration)) gathering {
	var g gathering
	var mu sync.Mutex
	var all sync.WaitGroup
	begun := time.Now()
	for _, who := range names {
		all.Go(func() {
			for n := range o.each {
				wrong, took := send(who, n)
				mu.Lock()
				g.took = append(g.took, took)
				if wrong != "" {
					g.failed = append(g.failed, wrong)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	g.whole = time.Since(begun)
	slices.Sort(g.took)
	return g
}

// shareOnce writes a note or an entry and sends it; it tells what was wrong, if anything.
func (w *world) shareOnce(who string, n int) (string, time.Duration) {
	mine := *w // each has what was said last for itself
	args := []string{"til", fmt.Sprintf("Number %d of %s", n, who), "--topic", who}
	if n%2 == 1 {
		args = []string{"comment", "ops/uses", "--message", fmt.Sprintf("Number %d of %s", n, who)}
	}
	if code := mine.run(who, args...); code != 0 {
		return mine.said, 0
	}
	begun := time.Now()
	code := mine.run(who, "share")
	if n%2 == 1 && code == 3 {
		code = mine.run(who, "sync")
	}
	took := time.Since(begun)
	if code != 0 {
		return fmt.Sprintf("%s %d after %s: exit %d: %s", who, n, round(took), code, mine.said), took
	}
	return "", took
}

// allLanded looks whether everything is there once, and nothing is damaged.
func (w *world) allLanded(o options, g gathering) error {
	for _, f := range g.failed {
		fmt.Println(f)
	}
	out, err := w.gitIn("shared.git", "grep", "-o", "-E", "Number [0-9]+ of m[0-9]+", "main", "--", "practices")
	if err != nil {
		return fmt.Errorf("look at what landed: %s", out)
	}
	seen, lines := map[string]int{}, strings.Split(strings.TrimSpace(out), "\n")
	slices.Sort(lines)
	for _, line := range slices.Compact(lines) { // a note has its title twice
		seen[line[strings.LastIndexByte(line, ':')+1:]]++
	}
	missing, doubled := 0, 0
	for m := range o.members {
		for n := range o.each {
			switch seen[fmt.Sprintf("Number %d of m%d", n, m)] {
			case 0:
				missing++
			case 1:
			default:
				doubled++
			}
		}
	}
	fmt.Printf("%d of %d landed, %d are missing, %d stand twice\n", o.members*o.each-missing, o.members*o.each, missing, doubled)
	if out, err := w.gitIn("shared.git", "fsck", "--strict"); err != nil {
		return fmt.Errorf("git fsck: %s", out)
	}
	if missing+doubled > 0 {
		return fmt.Errorf("%d are missing, %d stand twice", missing, doubled)
	}
	return nil
}

// plainClones are clones of a place of their own, for git alone.
func (w *world) plainClones(names []string) []string {
	var out []string
	_, err := w.gitIn(".", "clone", "-q", "--bare", w.path("shared.git"), w.path("plain.git"))
	must(err)
	for _, n := range names {
		_, err := w.gitIn(".", "clone", "-q", w.path("plain.git"), w.path("plain-"+n))
		must(err)
		out = append(out, "plain-"+n)
	}
	return out
}

// pushOnce is what somebody does who knows git: write, commit, and pull and push until it works.
func (w *world) pushOnce(who string, n int) (string, time.Duration) {
	w.put(fmt.Sprintf("%s/practices/%s/number-%d.md", who, who, n), fmt.Sprintf("# Number %d\n", n))
	begun := time.Now()
	for _, args := range [][]string{{"add", "."}, {"commit", "-q", "-m", "Number"}} {
		if out, err := w.gitIn(who, args...); err != nil {
			return out, time.Since(begun)
		}
	}
	for {
		if _, err := w.gitIn(who, "push", "-q"); err == nil {
			return "", time.Since(begun)
		}
		if out, err := w.gitIn(who, "pull", "-q", "--rebase"); err != nil {
			return out, time.Since(begun)
		}
	}
}
