package pool_test

import (
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/health"
)

// A community of thirty people lives through half a year in a real pool: notes, threads, cards,
// meetings and reviewed changes, each brought by its author on its day. It has a twin that loses
// momentum, and one for each of six illnesses, which differ in one habit. What health says is read
// from a clone of the pool as it was at the end of a week: by default of week 8, with COP_TWINS also
// of weeks 16 and 26.

const twinPeople = 30

var twinTopics = []string{"oncall", "deploy", "testing", "hiring"}

var twinBirth = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// twin is a community on its way into a pool, as a stream that git reads.
type twin struct {
	*rand.Rand
	ill     string
	changes []twinChange
	files   map[string]bool
	asked   []twinNote // without an answer
	told    []twinNote // practices
}

// twinChange is a file that somebody brings to the others; branch is where they offered it first, ""
// where it went to everybody at once.
type twinChange struct {
	who               int
	written, accepted time.Time
	branch            string
	path, text        string
}

type twinNote struct {
	address string
	by      int
	day     time.Time
}

func (c *twin) chance(percent int) bool { return c.Intn(100) < percent }

func member(i int) string { return fmt.Sprintf("m%02d", i+1) }

// stream is what git reads to have all of it, in the order in which it was accepted.
func (c *twin) stream() string {
	slices.SortStableFunc(c.changes, func(a, b twinChange) int { return a.accepted.Compare(b.accepted) })
	var b strings.Builder
	for _, ch := range c.changes {
		if ch.branch == "" {
			ch.commit(&b, "main", ch.who, ch.accepted, "")
			continue
		}
		ch.commit(&b, ch.branch, ch.who, ch.written, "from refs/heads/main\n")
		ch.commit(&b, "main", 0, ch.accepted, "merge refs/heads/"+ch.branch+"\n")
		fmt.Fprintf(&b, "reset refs/heads/%s\nfrom %040d\n\n", ch.branch, 0)
	}
	return b.String()
}

func (ch twinChange) commit(b *strings.Builder, branch string, who int, when time.Time, after string) {
	by := fmt.Sprintf("%s <%s@example.org> %d +0000", member(who), member(who), when.Unix())
	fmt.Fprintf(b, "commit refs/heads/%s\nauthor %s\ncommitter %s\ndata 4\nnote\n%sM 100644 inline practices/%s.md\ndata %d\n%s\n",
		branch, by, by, after, ch.path, len(ch.text), ch.text)
}

func (c *twin) put(who int, day time.Time, path, front, body string) {
	c.changes = append(c.changes, twinChange{who: who, written: day, accepted: day, path: path, text: "---\n" + front + "---\n\n" + body + "\n"})
}

// say puts an entry into the thread of a note.
func (c *twin) say(who int, day time.Time, about, kind, more string) {
	path := fmt.Sprintf("%s/%s-%s-%s-%s", about, day.Format(time.DateOnly), member(who), kind, "aaaa")
	for n := 0; c.files[path]; n++ {
		path = path[:len(path)-4] + fmt.Sprintf("b%c%ca", 'a'+n/26, 'a'+n%26)
	}
	c.files[path] = true
	c.put(who, day, path, fmt.Sprintf("author: %s\ndate: %s\ntype: %s\n%s", member(who), day.Format(time.DateOnly), kind, more), "Said.")
}

// arrives is the week in which somebody comes: three a week.
func arrives(person int) int { return person / 3 }

// busy is how likely somebody does something in a week.
func (c *twin) busy(person, week int) int {
	since := week - arrives(person)
	switch {
	case since < 0, c.ill == "losing_momentum" && person >= 12, c.ill == "newcomers_leave" && person >= 3 && since > 0:
		return 0
	case since == 0:
		return 100
	case c.ill == "losing_momentum" && week >= 4:
		return 60 / (2 * (week - 2))
	}
	return 60
}

// live lets so many weeks pass.
func (c *twin) live(weeks int) {
	stewards := "m01, m02"
	if c.ill == "one_steward" {
		stewards = "m01"
	}
	c.put(0, twinBirth, "charter", "title: Charter\ntype: charter\nname: Twins\nreview: direct\nstewards: {\"**\": ["+stewards+"]}\n", "## Why we exist\n\nTo learn.")
	for week := range weeks {
		day := twinBirth.AddDate(0, 0, 7*week+1)
		for who := range twinPeople {
			c.member(who, week, day)
		}
		c.answers(day.AddDate(0, 0, 4), week)
		c.reviewed(day, week, weeks)
		if week%2 == 1 {
			c.meets(day)
		}
	}
}

func (c *twin) member(who, week int, day time.Time) {
	if week == arrives(who) && c.busy(who, week) > 0 {
		c.put(who, day, "people/"+member(who), "title: "+member(who)+"\ntype: person\nauthors: ["+member(who)+"]\ndate: "+day.Format(time.DateOnly)+"\n", "I work here.")
	}
	if c.chance(c.busy(who, week)) {
		c.does(who, day.Add(time.Duration(c.Intn(4*24))*time.Hour))
	}
}

// does is one deed: a practice, a question, or a report about what somebody else wrote.
func (c *twin) does(who int, day time.Time) {
	topic, n := twinTopics[c.Intn(len(twinTopics))], len(c.files)
	front := fmt.Sprintf("authors: [%s]\ndate: %s\n", member(who), day.Format(time.DateOnly))
	address := fmt.Sprintf("%s/n%d", topic, n)
	c.files[address] = true
	old := len(c.told) > 0 && c.told[0].day.Before(day.AddDate(0, 0, -7))
	switch {
	case !old || c.chance(30):
		if c.ill == "stale_core" && c.chance(80) {
			front += "review_by: " + day.AddDate(0, 0, 7).Format(time.DateOnly) + "\n"
		}
		c.put(who, day, address, fmt.Sprintf("title: Practice %d\n", n)+front, fmt.Sprintf("Do thing %d with care.", n))
		c.told = append(c.told, twinNote{address, who, day})
	case c.chance(25):
		c.put(who, day, address, fmt.Sprintf("title: How does %d work?\ntype: question\n", n)+front, "I do not know.")
		c.asked = append(c.asked, twinNote{address, who, day})
	default:
		c.tries(who, day)
	}
}

// tries reports on the practice that waits longest for somebody else.
func (c *twin) tries(who int, day time.Time) {
	for i, p := range c.told {
		if p.by != who && p.day.Before(day) {
			c.say(who, day, p.address, "tried", "outcome: worked\ncontext: team "+member(who)+"\n")
			c.told = append(c.told[:i:i], c.told[i+1:]...)
			c.told = append(c.told, p)
			return
		}
	}
}

// answers gives an answer to what was asked this week, but to every tenth.
func (c *twin) answers(day time.Time, week int) {
	for i, q := range c.asked {
		helper := (q.by + 1) % min(twinPeople, 3*(week+1))
		without := i%10 == 9
		if c.ill == "no_answers" {
			without = i%3 > 0
		}
		if helper != q.by && !without && (c.busy(helper, week) > 0) {
			c.say(helper, day, q.address, "answer", "")
		}
	}
	c.asked = nil
}

// reviewed brings two changes of the week that somebody else accepted.
func (c *twin) reviewed(day time.Time, week, weeks int) {
	took := 2
	if c.ill == "reviews_wait" {
		took = 12
	}
	for i := range 2 {
		path := fmt.Sprintf("reviewed/r%d-%d", week, i)
		accepted := day.AddDate(0, 0, took).Add(time.Duration(i) * time.Hour)
		if accepted.After(twinBirth.AddDate(0, 0, 7*weeks-1)) {
			continue
		}
		text := fmt.Sprintf("---\ntitle: Reviewed %d %d\nauthors: [m02]\ndate: %s\n---\n\nDo it.\n", week, i, day.Format(time.DateOnly))
		c.changes = append(c.changes, twinChange{who: 1, written: day, accepted: accepted, branch: fmt.Sprintf("cop/m02/r%d-%d", week, i), path: path, text: text})
		c.say(2, accepted, path, "tried", "outcome: worked\ncontext: team m03\n")
	}
}

// meets holds a meeting that agrees on two things, of which one is done.
func (c *twin) meets(day time.Time) {
	front := "title: Table\ntype: event\nauthors: [m01]\ndate: " + day.Format(time.DateOnly) + "\n"
	body := "## Agenda\n\n1. What happened?\n"
	if c.ill != "empty_meetings" {
		until := day.AddDate(0, 0, 14).Format(time.DateOnly)
		body += "\n## Notes\n\nWe keep the lever.\n\n## Actions\n\n- [x] @m01 until " + until + " label it\n- [ ] @m02 until " + until + " tell the others\n"
	}
	c.put(0, day, "events/"+day.Format(time.DateOnly)+"-table", front, body)
}

// endOfWeek is the evening of a week's last day.
func endOfWeek(week int) time.Time { return twinBirth.AddDate(0, 0, 7*week-1).Add(10 * time.Hour) }

// twinPool is a clone of the pool of a community after so many weeks.
func twinPool(t *testing.T, ill string, weeks int) *pool.Pool {
	t.Helper()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("the history of the twins is brought in with git")
	}
	c := &twin{Rand: rand.New(rand.NewSource(16)), ill: ill, files: map[string]bool{}}
	c.live(weeks)
	shared := filepath.Join(t.TempDir(), "shared.git")
	run := func(args ...string) {
		cmd := exec.Command(git, args...)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull}
		cmd.Stdin = strings.NewReader(c.stream())
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	run("init", "--quiet", "--bare", "--initial-branch=main", shared)
	run("-C", shared, "fast-import", "--quiet", "--force")
	o := newCommunity(t).options("m01")
	o.Now = func() time.Time { return endOfWeek(weeks) }
	p, err := pool.Join(t.Context(), shared, filepath.Join(t.TempDir(), "m01"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func twinReport(t *testing.T, p *pool.Pool, week int) health.Report {
	t.Helper()
	h, err := p.Past(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h.On(endOfWeek(week))
}

// The healthy community and its twin that loses momentum are told apart in week 8.
func TestTwins(t *testing.T) {
	for _, week := range twinWeeks() {
		well := twinReport(t, twinPool(t, "", week), week)
		if (well.Momentum != health.Growing && well.Momentum != health.Holding) || well.Next.Sign != "fine" {
			t.Errorf("week %d: the healthy one is %s: %+v", week, well.Momentum, well.Next)
		}
		ill := twinReport(t, twinPool(t, "losing_momentum", week), week)
		lost := ill.Momentum == health.Losing && ill.Of("quiet").Value > 0 || week > 8 && 3*ill.Of("active").Value < well.Of("active").Value
		if !lost {
			t.Errorf("week %d: the twin is %s: %+v", week, ill.Momentum, ill.Of("active"))
		}
	}
}

// Each illness is named, with the act against it; and two clones say the same.
func TestTwinsOfSixIllnesses(t *testing.T) {
	weeks := twinWeeks()
	for ill, want := range map[string]string{
		"no_answers": "cop who ", "one_steward": "cop who ", "stale_core": "cop stale", "newcomers_leave": "cop mentor",
		"reviews_wait": "cop review", "empty_meetings": "cop event agenda",
	} {
		for _, week := range weeks {
			if ill == "newcomers_leave" && week == 26 {
				continue // nobody is new any more
			}
			got := twinReport(t, twinPool(t, ill, week), week)
			if got.Next.Sign != ill || !strings.HasPrefix(got.Next.Command, want) {
				t.Errorf("%s, week %d: %+v", ill, week, got.Next)
			}
			if len(weeks) == 1 {
				continue
			}
			if d := cmp.Diff(got, twinReport(t, twinPool(t, ill, week), week)); d != "" {
				t.Errorf("%s, week %d: another clone says %s", ill, week, d)
			}
		}
	}
}

// twinWeeks are the ends of weeks at which somebody looks.
func twinWeeks() []int {
	if os.Getenv("COP_TWINS") != "" {
		return []int{8, 16, 26}
	}
	return []int{8}
}
