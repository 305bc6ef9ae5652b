package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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
	like   *regexp.Regexp
	hit    point  // the one that was met last; with several at once it may be a neighbour
	first  string // what the act said
	code   int    // how it ended
	told   int    // locks that cop told what to do about
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
	if !t.here {
		return // the exchange shows what is missing
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
