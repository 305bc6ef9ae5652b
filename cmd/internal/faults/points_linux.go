package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// mostPatience is how long an act may take that meets a fault: a lock that stays is waited for.
const mostPatience = 25 * time.Second

// disturb does the act with one fault, then goes on as a person would, and looks whether
// everything is as if nothing had happened.
func (t *trial) disturb(at int, f fault) []string {
	t.restore()
	t.wrong = nil
	tr := tracer{dir: t.dir, index: t.index, at: at, like: t.like, fault: f}
	begun := time.Now()
	code := t.traced(&tr)
	t.first, t.code = t.said, code
	t.hit = tr.hit
	if took := time.Since(begun); took > mostPatience {
		t.fails("took %s", took.Round(time.Second))
	}
	if !tr.met {
		return nil
	}
	t.faults++
	t.settles(f, code, f == killed || code != 0)
	return t.wrong
}

// settles looks at what an act that ended with a code left: it is done again if it has to be,
// everybody exchanges, and then all is as without the fault. What is not is in wrong.
func (t *trial) settles(f fault, code int, again bool) {
	t.rightAfter(f, code)
	if again {
		t.onceMore()
	}
	t.exchange()
	all := t.state().differs(t.want)
	for _, d := range all[:min(len(all), 4)] {
		t.fails("%s", d)
	}
	t.sound()
	if len(t.wrong) > 0 {
		t.fails("it ended with %d and said: %s", code, t.first)
	}
}

var allFaults = []fault{killed, broken, denied, full, short}

// spot is one point with one fault, and what is written down of it.
type spot struct {
	at int // from 1
	fault
}

// spots are what of an act is tried. Each of the faults at each point; and where points are left
// out, every n-th – of each act at least one – with a kill and one other fault, which take turns.
func (t *trial) spots(o options, faults []fault) []spot {
	step := max(1, min(o.step, len(t.points)))
	turn := 0
	if step < o.step { // one point alone: acts take turns
		turn = len(t.name)
	}
	var out []spot
	for i, p := range t.points {
		if (i+len(t.name))%step != 0 || i+1 < o.from {
			continue
		}
		these := faults
		if len(these) == 0 {
			these = []fault{killed, allFaults[1+(i/step+turn)%4]}
		}
		for _, f := range these {
			if f != short || p.data >= 2 {
				out = append(out, spot{i + 1, f})
			}
		}
	}
	return out
}

// tryAll goes through points of an act, without those that the journal has.
func (t *trial) tryAll(spots []spot, j *journal, tally map[string]int, say func(string)) {
	for _, s := range spots {
		key := fmt.Sprintf("%s\t%d\t%s", t.name, s.at, s.fault)
		if j.has(key) {
			continue
		}
		wrong := t.disturb(s.at, s.fault)
		if t.hit != (point{}) {
			tally[fmt.Sprintf("%s ends with %d: %s", s.fault, t.code, oneLine(t.first))]++
		}
		for _, w := range wrong {
			say(fmt.Sprintf("  %s %d %s %s: %s", t.name, s.at, s.fault, t.hit, w))
		}
		j.add(key, len(wrong))
	}
}

// rounds are the faults of one passage through all acts after the other: the likeliest first.
func rounds(o options) [][]fault {
	switch {
	case o.fault != "":
		return [][]fault{{fault(o.fault)}}
	case o.step > 1:
		return [][]fault{nil}
	}
	var out [][]fault
	for _, f := range []fault{killed, full, broken, denied, short} {
		out = append(out, []fault{f})
	}
	return out
}

func points(o options) error {
	w, done, err := newWorld()
	if err != nil {
		return err
	}
	defer done()
	j, err := openJournal(o.journal)
	if err != nil {
		return err
	}
	defer j.close()
	var like *regexp.Regexp
	if o.like != "" {
		o.at = max(1, o.at)
		if like, err = regexp.Compile(o.like); err != nil {
			return err
		}
	}
	counts, tally := map[string]int{}, map[string]int{}
	faults, wrong := 0, 0
	for _, these := range rounds(o) {
		for _, a := range acts() {
			if o.only != "" && !slices.Contains(strings.Split(o.only, ","), a.name) {
				continue
			}
			t := &trial{world: w, act: a, like: like}
			begun := time.Now()
			t.reference()
			if len(t.wrong) > 0 {
				return fmt.Errorf("%s: undisturbed: %s", a.name, strings.Join(t.wrong, "\n"))
			}
			if o.at > 0 {
				f := fault(cmp.Or(o.fault, string(killed)))
				wrong := t.disturb(o.at, f)
				fmt.Printf("%s: %s %d, %s: ends with %d: %s\n", t.hit, a.name, o.at, f, t.code, oneLine(t.first))
				for _, w := range wrong {
					fmt.Println("  " + w)
				}
				continue
			}
			if !o.count && !o.list {
				t.tryAll(t.spots(o, these), j, tally, func(s string) { wrong++; fmt.Println(s) })
			}
			t.report(o, these, begun)
			counts[a.name] = len(t.points)
			faults += t.faults
		}
		if o.count || o.list || o.at > 0 {
			break
		}
	}
	if o.said {
		printTally(tally)
	}
	fmt.Printf("%d points, %d faults, %d lines of what was wrong\n", sum(counts), faults, wrong)
	if wrong > 0 {
		return fmt.Errorf("not everything was as if nothing had happened")
	}
	return nil
}

// report prints what was done to an act.
func (t *trial) report(o options, these []fault, begun time.Time) {
	if o.list {
		for i, p := range t.points {
			fmt.Printf("  %d %s\n", i+1, p)
		}
	}
	which := ""
	if len(these) > 0 {
		which = string(these[0])
	}
	fmt.Printf("%-22s %-6s %5d points %5d faults %3d told %8s  %s\n", t.name, which, len(t.points), t.faults, t.told, time.Since(begun).Round(time.Second), kinds(t.points))
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// kinds counts points by system call.
func kinds(ps []point) string {
	n := map[string]int{}
	for _, p := range ps {
		n[p.call]++
	}
	var out []string
	for _, k := range slices.Sorted(maps.Keys(n)) {
		out = append(out, fmt.Sprintf("%s %d", k, n[k]))
	}
	return strings.Join(out, ", ")
}
