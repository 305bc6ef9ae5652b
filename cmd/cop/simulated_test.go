package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// A simulated community lives through weeks of asking, answering, trying, contradicting,
// joining and leaving, over one bare repository, each member with a clone of their own and
// the real commands. The seed decides who does what. Short by default; a whole half year
// of thirty people with COP_SLOW=1, or as the flags say:
//
//	go test ./cmd/cop -run Simulated -members 12 -weeks 10 -seed 7

var (
	simMembers = flag.Int("members", 0, "people in the simulated community")
	simWeeks   = flag.Int("weeks", 0, "weeks it lives")
	simSeed    = flag.Int64("seed", 1, "what decides who does what")
)

func TestSimulated(t *testing.T) {
	members, weeks := 5, 4
	if os.Getenv("COP_SLOW") != "" {
		members, weeks = 30, 26
	}
	if *simMembers > 0 {
		members = *simMembers
	}
	if *simWeeks > 0 {
		weeks = *simWeeks
	}
	s := newSimulation(t, members, *simSeed)
	for week := range weeks {
		s.week(week)
	}
	s.rest()
	s.nothingWaits()
	s.everyWordIsThere()
	s.allSeeTheSame()
	s.questionsReachPeople()
	s.inTime()
}

// simulation is the community; its clock is everybody's.
type simulation struct {
	*testing.T
	rand   *rand.Rand
	dir    string
	now    time.Time
	people []*actor
	took   map[string][]time.Duration // by command
	n      int                        // things written, to tell them apart
}

// actor is one member.
type actor struct {
	handle, topic string
	dir           string
	here, left    bool
	draft         bool // has a practice to share
}

var simTopics = []string{"oncall", "deploy", "testing", "hiring"}

func newSimulation(t *testing.T, members int, seed int64) *simulation {
	s := &simulation{
		T: t, rand: rand.New(rand.NewSource(seed)), dir: t.TempDir(), took: map[string][]time.Duration{},
		now: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC),
	}
	for i := range members {
		h := fmt.Sprintf("m%02d", i+1)
		s.people = append(s.people, &actor{handle: h, topic: simTopics[i%len(simTopics)], dir: filepath.Join(s.dir, h)})
	}
	first := s.people[0]
	s.run(first, 80, exitOK, "init", first.dir, "--name", "Simulated", "--review", "direct", "--remote", s.shared(), "--no-input")
	first.here = true
	return s
}

func (s *simulation) shared() string { return filepath.Join(s.dir, "shared.git") }

// present are those who joined and did not leave.
func (s *simulation) present() []*actor {
	var out []*actor
	for _, a := range s.people {
		if a.here && !a.left {
			out = append(out, a)
		}
	}
	return out
}

// run runs a command of a member: on a terminal of so many columns, or, with 0, in a pipe.
func (s *simulation) run(a *actor, cols, want int, args ...string) string {
	s.Helper()
	s.now = s.now.Add(time.Minute)
	twin := term.Test(map[string]string{
		"HOME": s.dir, "XDG_DATA_HOME": s.dir, "PATH": os.Getenv("PATH"), "COP_CONFIG": filepath.Join(s.dir, a.handle+".toml"), "COP_HANDLE": a.handle,
		"COP_NOW": s.now.Format(time.RFC3339), "GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "SystemRoot": os.Getenv("SystemRoot"),
		"GIT_AUTHOR_NAME": "Name of " + a.handle, "GIT_AUTHOR_EMAIL": a.handle + "@example.org",
		"GIT_COMMITTER_NAME": "Name of " + a.handle, "GIT_COMMITTER_EMAIL": a.handle + "@example.org", "NO_COLOR": "1",
	})
	if cols > 0 {
		twin.Terminal(cols)
	}
	twin.NoInput = true
	began := time.Now()
	code := Main(append([]string{"-C", a.dir}, args...), twin.Streams)
	s.took[args[0]] = append(s.took[args[0]], time.Since(began))
	if code != want {
		s.Fatalf("%s: cop %q ended with %d\n%s%s", a.handle, args, code, twin.Stdout, twin.Stderr)
	}
	return twin.Stdout.String()
}

// do runs a command in a pipe that must work.
func (s *simulation) do(a *actor, args ...string) string {
	s.Helper()
	return s.run(a, 0, exitOK, args...)
}

// decode runs a command for its JSON.
func decodeRun[T any](s *simulation, a *actor, args ...string) T {
	s.Helper()
	var v T
	if err := json.Unmarshal([]byte(s.do(a, append(args, "--json")...)), &v); err != nil {
		s.Fatalf("cop %q: %v", args, err)
	}
	return v
}

// week is one week: everybody looks, then all write without hearing of each other, then
// all exchange in any order.
func (s *simulation) week(n int) {
	s.now = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).AddDate(0, 0, 7*n)
	for range 1 + len(s.people)/15 {
		s.newcomer()
	}
	for _, a := range s.present() {
		s.do(a, "sync")
		s.breakfast(a, n)
	}
	for _, a := range s.present() {
		s.act(a)
	}
	all := s.present()
	s.rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, a := range all {
		if a.draft {
			s.do(a, "share")
			a.draft = false
		}
		s.do(a, "sync")
		if len(all) > 4 && n > 2 && s.chance(2) {
			s.do(a, "me", "--left")
			s.do(a, "sync")
			a.left = true
		}
	}
}

func (s *simulation) chance(percent int) bool { return s.rand.Intn(100) < percent }

func (s *simulation) newcomer() {
	for _, a := range s.people {
		if a.here {
			continue
		}
		twin := *a
		twin.dir = s.dir
		s.do(&twin, "join", s.shared(), a.dir, "--my-name", "Name of "+a.handle, "--my-email", a.handle+"@example.org", "--my-handle", a.handle)
		s.do(a, "me", "--does", "I work on "+a.topic+".", "--ask-me", a.topic)
		a.here = true
		return
	}
}

// breakfast must fit a screen and end with something to do, every week, for everybody.
func (s *simulation) breakfast(a *actor, week int) {
	s.Helper()
	text := s.run(a, 80, exitOK, "breakfast")
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) > 23 {
		s.Errorf("week %d: breakfast of %s has %d lines\n%s", week, a.handle, len(lines), text)
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > 80 {
			s.Errorf("week %d: %d columns: %q", week, w, line)
		}
	}
	if !strings.HasPrefix(lines[len(lines)-1], "  cop ") {
		s.Errorf("week %d: nothing to do for %s:\n%s", week, a.handle, text)
	}
}

// act is what one member does in a week, without the network.
func (s *simulation) act(a *actor) {
	topic := a.topic
	if s.chance(30) {
		topic = simTopics[s.rand.Intn(len(simTopics))]
	}
	s.n++
	if s.chance(25) {
		a.draft = true
		s.do(a, "add", fmt.Sprintf("Practice %d for %s", s.n, topic), "--topic", topic, "--anyway", "--message", fmt.Sprintf("Do thing %d with care.\n\n1. Look.\n2. Act.\n", s.n))
	}
	if s.chance(25) {
		s.do(a, "ask", fmt.Sprintf("How does case %d of %s work", s.n, topic), "--topic", topic, "--anyway")
	}
	b := decodeRun[breakfastResult](s, a, "breakfast")
	s.answer(a, b)
	s.settle(a, b)
	s.try(a)
}

// answer answers a question that is for this member, or sometimes any.
func (s *simulation) answer(a *actor, b breakfastResult) {
	for _, q := range b.Questions {
		if q.Own || !q.Mine && !s.chance(15) {
			continue
		}
		if s.chance(60) {
			s.do(a, "answer", string(q.Address), fmt.Sprintf("Answer %d: look at the list.", s.n))
		}
		return
	}
}

// settle accepts an answer to a question of this member's.
func (s *simulation) settle(a *actor, b breakfastResult) {
	for _, q := range b.Questions {
		if !q.Own || q.Answers == 0 || !s.chance(70) {
			continue
		}
		for _, e := range decodeRun[shown](s, a, "show", string(q.Address)).Thread {
			if e.Type == note.Answer {
				s.do(a, "accept", string(q.Address), strings.TrimSuffix(filepath.Base(e.Entry), ".md"))
				return
			}
		}
	}
}

// try reports on practices of others; every seventh contradicts, and some are remarks.
func (s *simulation) try(a *actor) {
	notes := decodeRun[[]noteJSON](s, a, "list", "--type", "practice")
	notes = slices.DeleteFunc(notes, func(n noteJSON) bool {
		return slices.Contains(n.Authors, a.handle) || !slices.Contains(simTopics, n.Topic)
	})
	if len(notes) == 0 {
		return
	}
	n := notes[s.rand.Intn(len(notes))]
	switch bad := len(n.Title)%7 == 0; {
	case s.chance(20):
		s.do(a, "comment", string(n.Address), fmt.Sprintf("Remark %d.", s.n))
	case s.chance(10):
		s.do(a, "verify", string(n.Address))
	case s.chance(60):
		outcome := "worked"
		if bad && s.chance(70) || s.chance(10) {
			outcome = "failed"
		}
		s.do(a, "tried", string(n.Address), outcome, "--context", "team "+a.topic, "--body", fmt.Sprintf("Report %d.", s.n))
	}
}

// rest lets everybody exchange until all is said.
func (s *simulation) rest() {
	for range 2 {
		for _, a := range s.present() {
			s.do(a, "sync")
		}
	}
}

func (s *simulation) nothingWaits() {
	for _, a := range s.present() {
		st := decodeRun[statusResult](s, a, "status")
		if len(st.Conflicts)+len(st.Drafts)+len(st.ToSend) > 0 {
			s.Errorf("%s has left: %+v", a.handle, st)
		}
	}
}

// files reads what is below practices in a clone.
func (s *simulation) files(dir string) map[string][]byte {
	out := map[string][]byte{}
	err := filepath.WalkDir(filepath.Join(dir, "practices"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		out[filepath.ToSlash(rel)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return out
}

// everyWordIsThere: a clone of somebody new has every file of every member, also of those
// who left, byte for byte.
func (s *simulation) everyWordIsThere() {
	auditor := &actor{handle: "auditor", dir: s.dir}
	s.do(auditor, "join", s.shared(), filepath.Join(s.dir, "auditor"), "--my-handle", "auditor")
	shared := s.files(filepath.Join(s.dir, "auditor"))
	entries := 0
	for _, a := range s.people {
		if !a.here {
			continue
		}
		for path, text := range s.files(a.dir) {
			if _, ok := note.EntryOf(path); ok {
				entries++
			}
			if !bytes.Equal(shared[path], text) && !strings.HasPrefix(path, "practices/people/") {
				s.Errorf("%s of %s is not with everybody", path, a.handle)
			}
		}
	}
	if entries == 0 {
		s.Error("nobody said anything")
	}
	s.Logf("%d files are with everybody", len(shared))
}

// allSeeTheSame: two members agree on every note and what its reports say.
func (s *simulation) allSeeTheSame() {
	all := s.present()
	first, last := all[0], all[len(all)-1]
	fields := "--json=address,maturity,contested,reports,answers,accepted"
	if a, b := s.do(first, "list", fields, "--sort", "title"), s.do(last, "list", fields, "--sort", "title"); a != b {
		s.Errorf("%s and %s do not see the same", first.handle, last.handle)
	}
}

// questionsReachPeople: each question without an answer goes to one to three people who
// are here, who did not ask it, and for reasons that are true by another count.
func (s *simulation) questionsReachPeople() {
	a := s.present()[0]
	p, err := pool.Open(context.Background(), a.dir, pool.Options{Handle: a.handle, Now: func() time.Time { return s.now }})
	if err != nil {
		s.Fatal(err)
	}
	defer p.Close()
	left := map[string]bool{}
	for _, m := range s.people {
		left[m.handle] = m.left
	}
	truth := s.count(a.dir)
	routed := 0
	for _, n := range decodeRun[[]noteJSON](s, a, "list", "--type", "question") {
		if n.Answers > 0 || n.Accepted || !slices.Contains(simTopics, n.Topic) {
			continue
		}
		experts, err := p.Route(context.Background(), n.Address)
		if err != nil {
			s.Fatal(err)
		}
		if len(experts) == 0 || len(experts) > 3 {
			s.Errorf("%s goes to %d people", n.Address, len(experts))
		}
		routed++
		for _, e := range experts {
			if left[string(e.Handle)] || slices.Contains(n.Authors, string(e.Handle)) {
				s.Errorf("%s goes to %s", n.Address, e.Handle)
			}
			for _, reason := range e.Reasons {
				if !truth.bears(n.Topic, string(e.Handle), reason) {
					s.Errorf("%s goes to %s, who is said to have %q", n.Address, e.Handle, reason)
				}
			}
		}
	}
	s.Logf("%d questions without an answer", routed)
}

// deedCount is what people did, by topic ("" for all of them), counted from the files.
type deedCount map[string]map[string]int // "wrote oncall" → handle → n

func (s *simulation) count(dir string) deedCount {
	c := deedCount{}
	add := func(what, topic, handle string) {
		for _, key := range []string{what + " " + topic, what + " "} {
			if c[key] == nil {
				c[key] = map[string]int{}
			}
			c[key][handle]++
		}
	}
	files := s.files(dir)
	told := map[string]bool{}
	for path, text := range files {
		n := note.Parse(path, text)
		e, isEntry := note.EntryOf(path)
		switch {
		case !isEntry && n.Type == note.Practice:
			a, _ := note.AddressOf(path)
			for _, h := range n.Authors {
				add("wrote", a.Topic(), h)
			}
		case isEntry:
			once := fmt.Sprint(e.Note, e.Author, e.Type)
			asker := note.Parse(e.Note.Path(), files[e.Note.Path()]).Authors
			if !told[once] && !slices.Contains(asker, string(e.Author)) {
				told[once] = true
				add(string(e.Type), e.Note.Topic(), string(e.Author))
			}
		}
	}
	return c
}

// bears reports that a reason agrees with the count. What is "or like it" may be of other
// topics, so it is between the count of the topic and that of all.
func (c deedCount) bears(topic, handle, reason string) bool {
	var n int
	for _, known := range []struct{ form, key string }{
		{"wrote %d practice", "wrote"}, {"answered %d question", "answer"}, {"tried %d note", "tried"}, {"verified %d note", "verify"},
	} {
		if _, err := fmt.Sscanf(reason, known.form, &n); err == nil {
			return n >= c[known.key+" "+topic][handle] && n <= c[known.key+" "][handle] && n > 0
		}
	}
	return strings.HasPrefix(reason, "is glad to be asked") || strings.HasPrefix(reason, "looks after")
}

// inTime is a gross guard, for a machine that does a dozen other things: half of the runs
// of each command that only reads take less than three seconds, and of those that exchange
// less than fifteen.
func (s *simulation) inTime() {
	for command, took := range s.took {
		slices.Sort(took)
		median, most := took[len(took)/2], 3*time.Second
		if command == "sync" || command == "share" || command == "join" || command == "init" {
			most = 15 * time.Second
		}
		s.Logf("%-10s %4d runs, half within %v", command, len(took), median.Round(time.Millisecond))
		if median > most {
			s.Errorf("cop %s takes %v", command, median)
		}
	}
}
