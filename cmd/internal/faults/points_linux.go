package main

import (
	"fmt"
	"maps"
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
	tr := tracer{dir: t.dir, index: t.index, at: at, fault: f}
	begun := time.Now()
	code := t.traced(&tr)
	t.first = t.said
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

// tryAll goes through the points of an act. step leaves points out: 1 takes all of them with
// every fault, n every n-th – of each act at least one – with two faults that take turns.
func (t *trial) tryAll(o options, say func(string)) {
	seen := map[string]int{}
	step := max(1, min(o.step, len(t.points)))
	turn := 0
	if step < o.step { // one point alone: acts take turns
		turn = len(t.name)
	}
	for i, p := range t.points {
		if (i+len(t.name))%step != 0 || i+1 < o.from {
			continue
		}
		faults := allFaults
		if o.step > 1 {
			faults = []fault{killed, allFaults[1+(i/step+turn)%4]}
		}
		for _, f := range faults {
			if f == short && p.data < 2 {
				continue
			}
			for _, wrong := range t.disturb(i+1, f) {
				say(fmt.Sprintf("  %s %d %s %s: %s", t.name, i+1, f, p, wrong))
				seen[wrong]++
			}
		}
	}
}

func points(o options) error {
	w, done, err := newWorld()
	if err != nil {
		return err
	}
	defer done()
	total, faults, wrong := 0, 0, 0
	for _, a := range acts() {
		if o.only != "" && !slices.Contains(strings.Split(o.only, ","), a.name) {
			continue
		}
		t := &trial{world: w, act: a}
		begun := time.Now()
		t.reference()
		if o.list {
			for i, p := range t.points {
				fmt.Printf("  %d %s\n", i+1, p)
			}
		}
		if o.at > 0 {
			for _, wrong := range t.disturb(o.at, fault(o.fault)) {
				fmt.Println(wrong)
			}
			continue
		}
		if len(t.wrong) > 0 {
			return fmt.Errorf("%s: undisturbed: %s", a.name, strings.Join(t.wrong, "\n"))
		}
		if !o.count {
			t.tryAll(o, func(s string) { wrong++; fmt.Println(s) })
		}
		fmt.Printf("%-22s %5d points %5d faults %3d told %8s  %s\n", a.name, len(t.points), t.faults, t.told, time.Since(begun).Round(time.Second), kinds(t.points))
		total, faults = total+len(t.points), faults+t.faults
	}
	fmt.Printf("%d points, %d faults, %d lines of what was wrong\n", total, faults, wrong)
	if wrong > 0 {
		return fmt.Errorf("not everything was as if nothing had happened")
	}
	return nil
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
