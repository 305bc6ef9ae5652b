package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// trial is one act, made to fail in every way at every point.
type trial struct {
	*world
	act
	args   []string
	points []point
	want   state  // what everybody has once it is done and exchanged
	own    state  // what the member has right after it
	prints string // what it printed
	faults int
	told   int // locks that cop told what to do about
	wrong  []string
}

// reference does the act undisturbed, and counts its points.
func (t *trial) reference() {
	t.found(t.review)
	if t.before != nil {
		t.before(t.world)
	}
	t.args = t.act.args(t.world)
	t.keep()
	tr := tracer{dir: t.dir, index: t.index}
	code := t.traced(&tr)
	if code != 0 {
		panic(fmt.Sprintf("%s ends with %d: %s", t.name, code, t.said))
	}
	t.points, t.prints, t.own = tr.points, t.said, t.mine()
	t.exchange()
	t.want = t.state()
}

func (t *trial) traced(tr *tracer) int {
	var said strings.Builder
	cmd := t.command(t.member(), t.args...)
	cmd.Stdout, cmd.Stderr = &said, &said
	err := tr.run(cmd)
	t.said = said.String()
	return exitOf(err)
}

// mine are the files that the act is about.
func (t *trial) mine() state {
	out := state{}
	for _, dir := range append([]string{t.member()}, also...) {
		for path, text := range t.files(dir) {
			out.add(dir+" "+random.ReplaceAllString(path, "-*$1"), stamp.ReplaceAllString(text, "*"))
		}
	}
	return out
}

// exchange is what the community does next.
func (t *trial) exchange() {
	for _, who := range []string{"ana", "ben", "ana"} {
		if code := t.heed(who, "sync"); code != 0 {
			t.fails("sync of %s ends with %d: %s", who, code, t.said)
		}
	}
}

// heed runs cop and does what it says about a lock that a killed program left in the shared place.
func (t *trial) heed(who string, args ...string) int {
	code := t.run(who, args...)
	for code == 8 {
		m := removes.FindStringSubmatch(strings.Join(strings.Fields(t.said), " "))
		if m == nil || os.Remove(m[1]) != nil {
			return code
		}
		t.told++
		code = t.run(who, args...)
	}
	return code
}

var removes = regexp.MustCompile(`cut off: (/\S+\.lock) hint: .* removes that file`)

func (t *trial) fails(format string, args ...any) {
	t.wrong = append(t.wrong, fmt.Sprintf(format, args...))
}

// disturb does the act with one fault, then goes on as a person would, and looks whether
// everything is as if nothing had happened.
func (t *trial) disturb(at int, f fault) []string {
	t.wrong = nil
	t.restore()
	tr := tracer{dir: t.dir, index: t.index, at: at, fault: f}
	code := t.traced(&tr)
	first := t.said
	if !tr.met {
		return nil
	}
	t.faults++
	t.rightAfter(f, code)
	if f == killed || code != 0 {
		t.onceMore()
	}
	t.exchange()
	all := t.state().differs(t.want)
	for _, d := range all[:min(len(all), 4)] {
		t.fails("%s", d)
	}
	t.sound()
	if len(t.wrong) > 0 {
		t.wrong = append(t.wrong, fmt.Sprintf("it ended with %d and said: %s", code, first))
	}
	return t.wrong
}

// rightAfter is what must hold at once.
func (t *trial) rightAfter(f fault, code int) {
	before := t.said
	if f != killed && (code < 0 || code > 9) {
		t.fails("ended with %d", code)
	}
	if strings.Contains(before, "panic:") || strings.Contains(before, "goroutine ") {
		t.fails("panic")
	}
	for path, text := range t.files(t.member()) {
		if strings.HasPrefix(path, "practices/") && !t.known(path, text) {
			t.fails("half a state: %s", path)
		}
	}
	if c := t.run(t.member(), "status"); c != 0 {
		t.fails("status ends with %d: %s", c, t.said)
	}
	if out, err := t.gitIn(t.member(), "status", "--porcelain"); err != nil {
		t.fails("git status: %s", out)
	}
}

// known reports whether a file is as it was before the act or as it should be afterwards.
func (t *trial) known(path, text string) bool {
	name, s := t.member()+" "+random.ReplaceAllString(path, "-*$1"), state{}
	s.add(name, stamp.ReplaceAllString(text, "*"))
	old, err := os.ReadFile(filepath.Join(t.kept, t.member(), path))
	return err == nil && string(old) == text || strings.Contains(t.own[name], s[name]) || strings.Contains(t.want[name], s[name])
}

// onceMore is what a person does after an act that did not end well.
func (t *trial) onceMore() {
	if t.here && len(t.mine().differs(t.own)) == 0 {
		return
	}
	code := t.heed(t.member(), t.args...)
	if code != 0 && !slices.Contains(t.again, code) {
		t.fails("run again it ends with %d: %s", code, t.said)
	}
	if t.looks && t.said != t.prints {
		t.fails("run again it prints %q instead of %q", t.said, t.prints)
	}
	for _, d := range t.mine().differs(t.own) {
		t.fails("after the second run: %s", d)
	}
}

// sound looks at what git and the next command would meet.
func (t *trial) sound() {
	// What git's own programs leave in the shared place stops nobody: all have just exchanged.
	for _, l := range t.locks("ana/.git", "ben/.git") {
		t.fails("left: %s", l)
	}
	for _, dir := range []string{"ana", "ben", "shared.git"} {
		if out, err := t.gitIn(dir, "fsck", "--strict", "--no-dangling"); err != nil {
			t.fails("git fsck in %s: %s", dir, out)
		}
	}
}

var allFaults = []fault{killed, broken, denied, full, short}

// tryAll goes through the points of an act. step leaves points out: 1 takes all of them with
// every fault, n every n-th with two faults that take turns.
func (t *trial) tryAll(o options, say func(string)) {
	seen := map[string]int{}
	for i, p := range t.points {
		if (i+len(t.name))%o.step != 0 || i+1 < o.from {
			continue
		}
		faults := allFaults
		if o.step > 1 {
			faults = []fault{killed, allFaults[1+(i/o.step)%4]}
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
