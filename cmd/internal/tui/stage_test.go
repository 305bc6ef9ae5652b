package tui

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/repo"
)

var update = flag.Bool("update", false, "write the screens of testdata anew")

// now is when all tests happen.
func now() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

// stage is a browser without a terminal: keys go in, screens come out, and
// every command is carried out before the next key.
type stage struct {
	*testing.T
	b       *browser
	dir     string
	ran     [][]string                        // command lines the browser ran
	lent    [][]string                        // and those it gave the terminal to
	edit    func()                            // what an editor does to files; nil: nothing
	run     func(args []string) (string, int) // what a command does; nil: nothing
	held    func(cmd tea.Cmd) (keep bool)     // commands to hold back; nil: none
	kept    []tea.Cmd                         // those held back
	open    func(ctx context.Context) (*pool.Pool, error)
	explain func(error) string // what an error is told as; nil: as it is
}

// options are those of every pool in tests.
func options() pool.Options {
	return pool.Options{Now: now, Env: []string{
		"HOME=/nonexistent", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ana", "GIT_AUTHOR_EMAIL=ana@example.org", "GIT_COMMITTER_NAME=Ana", "GIT_COMMITTER_EMAIL=ana@example.org",
	}}
}

// newPool founds a pool that holds files, given by their path below practices.
func newPool(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pool")
	p, err := pool.Found(context.Background(), dir, pool.Founding{
		Name: "Breakfast table", Me: pool.Member{Name: "Ana", Email: "ana@example.org", Handle: "ana"},
	}, options())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, dir, files)
	return dir
}

// write puts files into a pool, as an editor would.
func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for path, text := range files {
		full := filepath.Join(dir, "practices", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		// The age that lists show must not be that of the test run.
		if err := os.Chtimes(full, now(), now().Add(-48*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}

// shareAll makes what was written part of the pool's history.
func shareAll(t testing.TB, dir string) {
	t.Helper()
	p, err := pool.Open(context.Background(), dir, options())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	saidByAll(t, dir)
	if _, err := p.Share(context.Background(), pool.ShareOptions{Anyway: true}); err != nil {
		t.Fatal(err)
	}
}

// saidByAll makes what others said part of the history as they would, each in their own name.
func saidByAll(t testing.TB, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "practices", "*", "*", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		path, _ := filepath.Rel(dir, file)
		e, ok := note.EntryOf(filepath.ToSlash(path))
		if !ok || e.Author == "ana" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		who := repo.Person{Name: string(e.Author), Email: string(e.Author) + "@example.org"}
		r, err := repo.Open(dir, repo.Options{Me: who, Env: []string{"HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=" + who.Name, "GIT_COMMITTER_NAME=" + who.Name, "GIT_AUTHOR_EMAIL=" + who.Email, "GIT_COMMITTER_EMAIL=" + who.Email}})
		if err != nil {
			t.Fatal(err)
		}
		head, err := r.Head()
		if err != nil {
			t.Fatal(err)
		}
		rev, err := r.WriteCommit(context.Background(), repo.Commit{
			Parents: []repo.Hash{head.Hash}, Base: head.Hash, Message: "Say so", When: now(),
			Edits: []repo.Edit{{Path: filepath.ToSlash(path), Data: text, Mode: repo.Regular}},
		})
		if errors.Is(err, repo.ErrNothingToCommit) {
			err = nil
		} else if err == nil {
			err = r.UpdateRefs(context.Background(), repo.RefUpdate{Ref: "refs/heads/main", Old: head.Hash, New: rev})
		}
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
}

// newStage opens the browser on a pool, in a terminal of that size.
func newStage(t *testing.T, dir string, width, height int, start Start) *stage {
	t.Helper()
	return newStageOf(t, dir, options(), width, height, start)
}

func newStageOf(t *testing.T, dir string, o pool.Options, width, height int, start Start) *stage {
	t.Helper()
	s := &stage{T: t, dir: dir}
	s.open = func(ctx context.Context) (*pool.Pool, error) { return pool.Open(ctx, dir, o) }
	twin := term.Test(map[string]string{"TERM": "xterm-256color"}).Terminal(width)
	d := newSession(s.host(twin.Streams))
	d.news = nil
	t.Cleanup(func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
	})
	s.b = newBrowser(context.Background(), s.host(twin.Streams), d, start)
	s.b.breath = 0
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	s.do(s.b.Init())
	return s
}

func (s *stage) host(streams *term.Streams) Host {
	return Host{
		Streams: streams,
		Now:     now,
		Open:    func(ctx context.Context, _ func(string, int, int)) (*pool.Pool, error) { return s.open(ctx) },
		Run: func(_ context.Context, args []string, _ int, _ func(string)) (string, int) {
			s.ran = append(s.ran, args)
			if s.run == nil {
				return "", 0
			}
			return s.run(args)
		},
		Lend: func(_ context.Context, args []string, _ bool) int {
			s.lent = append(s.lent, args)
			if s.edit != nil {
				s.edit()
			}
			return 0
		},
		Explain: func(err error) (string, string) {
			if s.explain != nil {
				return s.explain(err), "this is a hint"
			}
			return strings.ReplaceAll(err.Error(), s.dir, "/home/ana/pool"), "this is a hint"
		},
		Commands: []Command{
			{Name: "add", Short: "Write a new note", Asks: true}, {Name: "share", Short: "Offer your drafts"},
			{Name: "show", Short: "Read a note"}, {Name: "status", Short: "What is mine"}, {Name: "sync", Short: "Exchange everything"},
		},
	}
}

func (s *stage) send(msg tea.Msg) {
	s.Helper()
	_, cmd := s.b.Update(msg)
	s.do(cmd)
}

// do carries commands out, and those that come of them.
func (s *stage) do(cmd tea.Cmd) {
	s.Helper()
	if cmd == nil {
		return
	}
	if s.held != nil && s.held(cmd) {
		s.kept = append(s.kept, cmd)
		return
	}
	switch m := cmd().(type) {
	case nil, tea.QuitMsg, tea.SuspendMsg:
	case tea.BatchMsg:
		for _, c := range m {
			s.do(c)
		}
	default:
		if v := reflect.ValueOf(m); v.Kind() == reflect.Struct && v.Type().Name() == "execMsg" {
			s.lentAway(v) // bubbletea's own message has no name outside
			return
		}
		s.send(m)
	}
}

// press types keys: names as bubbletea has them, or text after a quote.
func (s *stage) press(keys ...string) {
	s.Helper()
	for _, k := range keys {
		if text, ok := strings.CutPrefix(k, "'"); ok {
			for _, r := range text {
				s.send(keyOf(string(r)))
			}
			continue
		}
		s.send(keyOf(k))
	}
}

func keyOf(name string) tea.KeyMsg {
	for t := tea.KeyType(-120); t < 130; t++ {
		if k := (tea.KeyMsg{Type: t}); t != tea.KeyRunes && k.String() == name && name != "" {
			if t == tea.KeySpace {
				k.Runes = []rune{' '}
			}
			return k
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// screen is what a person sees, without colours.
func (s *stage) screen() string {
	var out strings.Builder
	for line := range strings.SplitSeq(s.b.View(), "\n") {
		out.WriteString(strings.TrimRight(ansi.Strip(line), " ") + "\n")
	}
	return out.String()
}

// sees fails unless all words are on the screen.
func (s *stage) sees(words ...string) {
	s.Helper()
	screen := s.screen()
	for _, w := range words {
		if !strings.Contains(screen, w) {
			s.Fatalf("%q is not on the screen:\n%s", w, screen)
		}
	}
}

func (s *stage) seesNot(words ...string) {
	s.Helper()
	screen := s.screen()
	for _, w := range words {
		if strings.Contains(screen, w) {
			s.Fatalf("%q is on the screen:\n%s", w, screen)
		}
	}
}

// golden compares the screen with testdata/NAME.txt, and the screen's size with
// the terminal's.
func (s *stage) golden(name string) {
	s.Helper()
	got := s.screen()
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	if len(lines) != s.b.height {
		s.Errorf("%s: %d lines in a terminal of %d", name, len(lines), s.b.height)
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > s.b.width {
			s.Errorf("%s: %d columns in a terminal of %d: %q", name, w, s.b.width, line)
		}
	}
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			s.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		s.Errorf("%s: the screen changed (-was +is); -update accepts it:\n%s", name, diff)
	}
}

// lentAway carries out what takes the terminal.
func (s *stage) lentAway(m reflect.Value) {
	s.Helper()
	at := reflect.New(m.Type()).Elem()
	at.Set(m)
	field := func(name string) any {
		f := at.FieldByName(name)
		return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().Interface()
	}
	err := field("cmd").(tea.ExecCommand).Run()
	s.send(field("fn").(tea.ExecCallback)(err))
}
