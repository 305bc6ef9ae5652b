package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// longest is what an act may take beside a network that is silent for so long.
const longest = 30 * time.Second

// network spoils each request of some acts in each way, with git and without.
func network(o options) error {
	w, done, err := newWorld()
	if err != nil {
		return err
	}
	defer done()
	spoiled, server, err := w.serve()
	if err != nil {
		return err
	}
	defer server.Close()
	w.url = server.URL + "/shared.git"
	tally, wrong := map[string]int{}, 0
	for _, a := range acts() {
		if !slices.Contains([]string{"sync in", "share", "share for review", "review merge", "join"}, a.name) || o.only != "" && o.only != a.name {
			continue
		}
		for _, alone := range []bool{false, true} {
			t := &trial{world: w, act: a}
			w.alone = alone
			n, bad := t.troubles(spoiled, o, tally)
			fmt.Printf("%-18s %-12s %4d troubles\n", a.name, map[bool]string{true: "without git", false: "with git"}[alone], n)
			for _, b := range bad {
				fmt.Println("  " + b)
			}
			wrong += len(bad)
		}
	}
	printTally(tally)
	if wrong > 0 {
		return fmt.Errorf("%d lines of what was wrong", wrong)
	}
	return nil
}

// printTally lists what was said how often.
func printTally(tally map[string]int) {
	for _, k := range slices.Sorted(maps.Keys(tally)) {
		fmt.Printf("%5d × %s\n", tally[k], k)
	}
}

// troubles does an act once for each way to spoil each of its requests.
func (t *trial) troubles(s *spoiler, o options, tally map[string]int) (n int, bad []string) {
	s.set(trouble{})
	t.reference()
	s.set(trouble{})
	t.restore()
	if code := t.run(t.member(), t.args...); code != 0 {
		return 0, []string{t.name + ": " + t.said}
	}
	requests := s.asked()
	var all []trouble
	for r := range requests {
		for _, where := range places {
			for _, what := range deeds {
				all = append(all, trouble{r + 1, where, what})
			}
		}
		for _, what := range answers {
			all = append(all, trouble{r + 1, "all", what})
		}
	}
	for i, tr := range all {
		if i%o.step != 0 || o.fault != "" && o.fault != tr.what {
			continue
		}
		n++
		s.set(tr)
		code, wrong := t.spoilt(s, tr)
		if o.list {
			fmt.Printf("  %s, %s (%s) ends with %d: %s\n", t.name, tr, requests[tr.request-1], code, oneLine(t.first))
		}
		tally[fmt.Sprintf("%-9s ends with %d: %s", tr.what, code, oneLine(t.first))]++
		for _, w := range wrong {
			bad = append(bad, fmt.Sprintf("%s, %s (%s): %s", t.name, tr, requests[tr.request-1], w))
		}
	}
	return n, bad
}

var chances = regexp.MustCompile(`\d+\.\d+\.\d+\.\d+:\d+|/dev/shm\S+|[0-9a-f]{40}|\d+ bytes`)

func oneLine(said string) string {
	line, _, _ := strings.Cut(said, "\nhint:")
	line = strings.Join(strings.Fields(chances.ReplaceAllString(line, "…")), " ")
	return line[:min(len(line), 150)]
}

// spoilt does the act with one trouble, and then once more without.
func (t *trial) spoilt(s *spoiler, tr trouble) (int, []string) {
	t.restore()
	t.wrong = nil
	begun := time.Now()
	code := t.run(t.member(), t.args...)
	t.first = t.said
	if took := time.Since(begun); took > longest {
		t.fails("took %s", took.Round(time.Second))
	}
	s.set(trouble{})
	t.settles(broken, code, code != 0)
	return code, t.wrong
}
