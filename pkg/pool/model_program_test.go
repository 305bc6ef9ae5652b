package pool_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What the program itself prints in a state that the model reached: the same answers as JSON, and
// hints of which each is a command that there is, runs and leads on.

// program is cop as people run it.
type program struct {
	t   *testing.T
	bin string
	dir string // of the clones
	env func(name string) []string
	r   *rand.Rand // of its own, so that histories are the same without it

	help            map[string]string // of commands, by name
	ran             int
	asked, followed int
	commands        map[string]int
}

// newProgram builds the program where many steps are asked for; nil: few are, and it would take
// longer than they do.
func newProgram(t *testing.T, dir string, env func(name string) []string) *program {
	if os.Getenv("COP_MODEL_STEPS") == "" {
		return nil
	}
	bin := filepath.Join(t.TempDir(), "cop")
	if out, err := exec.Command("go", "build", "-o", bin, "../../cmd/cop").CombinedOutput(); err != nil {
		t.Fatalf("build cop: %v\n%s", err, out)
	}
	p := &program{t: t, bin: bin, dir: dir, env: env, r: rand.New(rand.NewSource(modelSeed())), help: map[string]string{}, commands: map[string]int{}}
	t.Cleanup(func() {
		t.Logf("the program ran %d times: answers compared %d times, hints followed from %d states, %v", p.ran, p.asked, p.followed, p.commands)
	})
	return p
}

// hook makes the program part of every comparison.
func (p *program) hook(also func(m *model, name string, want map[string][]string)) func(m *model, name string, want map[string][]string) {
	if p == nil {
		return nil
	}
	return also
}

func (p *program) command(name string, args ...string) *exec.Cmd {
	p.ran++
	cmd := exec.Command(p.bin, args...)
	cmd.Dir = filepath.Join(p.dir, name)
	cmd.Env = append(p.env(name), "COP_HANDLE="+name, "COP_CONFIG="+filepath.Join(p.dir, name+".toml"), "NO_COLOR=1", "TERM=xterm", "COP_PAGER=cat")
	return cmd
}

// json runs a command and reads what it prints; the exit code is its.
func (p *program) json(m *model, name string, into any, args ...string) int {
	cmd := p.command(name, append(args, "--json")...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	code := exitCode(m, cmd.Run())
	if out.Len() > 0 {
		if err := json.Unmarshal(out.Bytes(), into); err != nil {
			m.fatal("%s: cop %s --json: %v\n%s", name, strings.Join(args, " "), err, out.String())
		}
	}
	if code == 2 || code == 1 || code > 5 {
		m.fatal("%s: cop %s --json ends with %d\n%s", name, strings.Join(args, " "), code, errs.String())
	}
	return code
}

// screen runs a command on a wide terminal.
func (p *program) screen(m *model, name string, args ...string) (string, int) {
	cmd := p.command(name, args...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 400})
	if err != nil {
		m.fatal("%v", err)
	}
	defer tty.Close()
	out, _ := io.ReadAll(tty) // a terminal ends with an error
	code := exitCode(m, cmd.Wait())
	text := escapes.ReplaceAllString(strings.ReplaceAll(string(out), "\r", ""), "")
	p.hints(m, text)
	return text, code
}

var escapes = regexp.MustCompile(`\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\a\x1b]*(\a|\x1b\\)`)

func exitCode(m *model, err error) int {
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return failed.ExitCode()
	}
	if err != nil {
		m.fatal("%v", err)
	}
	return 0
}

// hinted is a command in a sentence, with its flags.
var hinted = regexp.MustCompile(`\bcop ([a-z]+)((?: [A-Za-z0-9/#._-]+)*)`)

// hints holds that each command and flag that a text names is one.
func (p *program) hints(m *model, text string) {
	for _, c := range hinted.FindAllStringSubmatch(text, -1) {
		help, known := p.help[c[1]]
		if !known {
			out, err := p.command("", c[1], "--help").Output()
			if err != nil {
				m.fatal("there is no command %q, named in:\n%s", c[0], text)
			}
			help = string(out)
			p.help[c[1]] = help
		}
		p.commands[c[1]]++
		for _, word := range strings.Fields(c[2]) {
			if strings.HasPrefix(word, "--") && !strings.Contains(help, strings.TrimRight(word, ".")) {
				m.fatal("cop %s has no %s, named in:\n%s", c[1], word, text)
			}
		}
	}
}

type addressed struct {
	Address, Contribution, Branch, ID, Standing string
	AsksMe                                      bool `json:"asks_me"`
	Mine                                        bool
}

func (a addressed) offer() string { return strings.TrimPrefix(cmpOr(a.Branch, a.ID), "cop/") }

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

type statusAnswer struct {
	Drafts, Conflicts, Contributions []addressed
	InReview                         []addressed `json:"in_review"`
	ToSend                           []addressed `json:"to_send"`
	AsksMe                           []addressed `json:"asks_me"`
}

func (s statusAnswer) lists() map[string][]string {
	got := map[string][]string{}
	for _, it := range s.Drafts {
		got["draft"] = append(got["draft"], it.Address+" "+it.Contribution)
	}
	for key, list := range map[string][]addressed{"in review": s.InReview, "to send": s.ToSend, "conflict": s.Conflicts} {
		for _, it := range list {
			got[key] = append(got[key], it.Address)
		}
	}
	for _, c := range s.Contributions {
		got["open"] = append(got["open"], c.offer())
	}
	for _, l := range got {
		slices.Sort(l)
	}
	return got
}

// compare holds the program's answers against the model.
func (p *program) compare(m *model, name string, want map[string][]string) {
	p.asked++
	var st statusAnswer
	p.json(m, name, &st, "status")
	if got := st.lists(); fmt.Sprint(got) != fmt.Sprint(want) {
		m.fatal("%s: cop status --json says %v, want %v", name, got, want)
	}
	p.comparePlan(m, name, want)
	p.compareShown(m, name, want)
	p.compareQueue(m, name)
}

func (p *program) comparePlan(m *model, name string, want map[string][]string) {
	var plan struct{ Plans []struct{ Files []addressed } }
	p.json(m, name, &plan, "share", "--dry-run")
	var got, drafts []string
	for _, pl := range plan.Plans {
		for _, f := range pl.Files {
			got = append(got, f.Address)
		}
	}
	for _, d := range want["draft"] {
		a, _, _ := strings.Cut(d, " ")
		drafts = append(drafts, a)
	}
	slices.Sort(got)
	slices.Sort(drafts)
	if !slices.Equal(got, drafts) {
		m.fatal("%s: cop share --dry-run --json names %v, want %v", name, got, drafts)
	}
}

func (p *program) compareShown(m *model, name string, want map[string][]string) {
	for key, waits := range map[string]string{"draft": pool.WaitsDraft, "in review": pool.WaitsInReview, "conflict": pool.WaitsConflict} {
		for _, one := range want[key] {
			a, _, _ := strings.Cut(one, " ")
			if m.members[name].work[note.Address(a)] == "" {
				continue // removed here: there is nothing to show
			}
			var shown struct{ Waits string }
			if p.json(m, name, &shown, "show", a); shown.Waits != waits {
				m.fatal("%s: cop show %s --json says %q, want %q", name, a, shown.Waits, waits)
			}
		}
	}
}

// compareQueue holds review, status, breakfast and health against each other after a look.
func (p *program) compareQueue(m *model, name string) {
	var queue []addressed
	var st statusAnswer
	var served struct{ Reviews, Conflicts []addressed }
	var health struct {
		InReview  int `json:"reviews_waiting"`
		Practices int
	}
	p.json(m, name, &queue, "review")
	p.json(m, name, &st, "status")
	p.json(m, name, &served, "breakfast")
	p.json(m, name, &health, "health")
	open, asked := 0, []addressed{}
	for _, o := range m.offers {
		if !o.gone && !o.done && (m.slow || o.news(m.past, m.now())) {
			open++
		}
	}
	for _, q := range queue {
		if q.AsksMe {
			asked = append(asked, q)
		}
	}
	if len(queue) != open || health.InReview != open {
		m.fatal("%s: cop review --json has %d, cop health --json %d, want %d: %v", name, len(queue), health.InReview, open, queue)
	}
	if fmt.Sprint(offersOf(asked)) != fmt.Sprint(offersOf(st.AsksMe)) || fmt.Sprint(offersOf(asked)) != fmt.Sprint(offersOf(served.Reviews)) {
		m.fatal("%s is asked for %v by review, %v by status, %v by breakfast", name, asked, st.AsksMe, served.Reviews)
	}
	if len(served.Conflicts) != len(st.Conflicts) {
		m.fatal("%s: breakfast serves conflicts %v, status %v", name, served.Conflicts, st.Conflicts)
	}
	notes := 0
	for _, v := range m.members[name].work {
		if v != "" {
			notes++
		}
	}
	if health.Practices != notes+modelFounding {
		m.fatal("%s: cop health --json counts %d practices, want %d and the first", name, health.Practices, notes)
	}
}

// modelFounding is how many practices a pool begins with.
const modelFounding = 1

func offersOf(list []addressed) []string {
	out := []string{}
	for _, a := range list {
		out = append(out, a.ID)
	}
	slices.Sort(out)
	return out
}

// leads follows what status says to do, as somebody would who knows nothing else, until there is
// nothing left to do. That takes a few commands: where it takes many, nothing leads on.
func (p *program) leads(m *model, name string) {
	const enough = 14
	p.followed++
	var did []string
	for range enough {
		text, code := p.screen(m, name, "status")
		if code != 0 {
			m.fatal("%s: cop status ends with %d\n%s", name, code, text)
		}
		line := todo(text)
		if line == "" {
			p.done(m, name, did, text)
			return
		}
		for _, c := range hinted.FindAllStringSubmatch(line, -1) {
			for _, args := range p.meant(m, name, c[1]) {
				out, code := p.screen(m, name, args...)
				did = append(did, fmt.Sprintf("cop %s (%d): %s", strings.Join(args, " "), code, strings.TrimSpace(out)))
				if code == 2 || code == 4 || code > 5 {
					m.fatal("%s followed a hint of status and ended with %d:\n%s\n%s", name, code, text, strings.Join(did, "\n"))
				}
			}
		}
	}
	text, _ := p.screen(m, name, "status")
	m.fatal("%s follows status and gets nowhere:\n%s\nand still reads:\n%s", name, strings.Join(did, "\n"), text)
}

// todo is the first line of a status that tells the user to do something about their own.
func todo(text string) string {
	for line := range strings.Lines(text) {
		for _, c := range hinted.FindAllStringSubmatch(line, -1) {
			if slices.Contains([]string{"share", "sync", "resolve"}, c[1]) {
				return line
			}
		}
	}
	return ""
}

// meant are the commands that a hint means in a state.
func (p *program) meant(m *model, name, command string) [][]string {
	if command != "resolve" {
		return [][]string{{command}}
	}
	var st statusAnswer
	p.json(m, name, &st, "status")
	out := [][]string{}
	for _, c := range st.Conflicts {
		out = append(out, []string{"resolve", c.Address, []string{"--mine", "--theirs"}[p.r.Intn(2)]})
	}
	return out
}

// done holds that what status lets rest is nothing that waits for the user.
func (p *program) done(m *model, name string, did []string, text string) {
	var st statusAnswer
	p.json(m, name, &st, "status")
	for _, c := range st.Contributions {
		if !slices.Contains([]string{"in_review", "acceptable", "changes_asked", "unfinished"}, c.Standing) {
			m.fatal("%s reads no hint and has %+v:\n%s\nafter %s", name, c, text, strings.Join(did, "\n"))
		}
	}
	if len(st.Conflicts)+len(st.Drafts)+len(st.ToSend) > 0 {
		m.fatal("%s reads no hint and has %+v:\n%s\nafter %s", name, st, text, strings.Join(did, "\n"))
	}
}

// apart does something to the pool and takes it back.
func (p *program) apart(m *model, do func()) {
	aside := p.dir + ".aside"
	if out, err := exec.Command("cp", "-a", p.dir, aside).CombinedOutput(); err != nil {
		m.fatal("%v\n%s", err, out)
	}
	do()
	if err := os.RemoveAll(p.dir); err != nil {
		m.fatal("%v", err)
	}
	if err := os.Rename(aside, p.dir); err != nil {
		m.fatal("%v", err)
	}
}
