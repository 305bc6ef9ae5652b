//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// The stories here run the real program in a terminal that answers nothing and
// read its screen through an emulator. Nothing sleeps: a step waits for what it
// wants to see.

// stepLimit is how long a step may take on a busy machine.
const stepLimit = 20 * time.Second

// sitting is a person at a terminal in front of the browser.
type sitting struct {
	testing.TB
	cmd    *exec.Cmd
	tty    *os.File
	screen vt10x.Terminal
	chunks chan []byte
	raw    bytes.Buffer // all bytes the terminal got
	done   chan error
}

// breakfastPool is a small pool on disk with a git identity around it.
func breakfastPool(t testing.TB) (dir string, environ []string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	home := t.TempDir()
	dir = filepath.Join(home, "pool")
	files := map[string]string{
		".gitconfig":                                      "[user]\n\tname = Ana\n\temail = ana@example.org\n[init]\n\tdefaultBranch = main\n",
		"pool/practices/charter.md":                       "---\ntitle: Charter\ntype: charter\nname: Breakfast table\n---\n\nWe meet on Mondays.\n",
		"pool/practices/oncall/rotate-the-pager.md":       "---\ntitle: Rotate the pager\nauthors: [ben]\ntags: [rota]\n---\n\nHand it over every Monday, see [[deploy/warm-the-cache]].\n",
		"pool/practices/deploy/warm-the-cache.md":         "---\ntitle: Warm the cache\nauthors: [cy]\n---\n\nCall the endpoint nobody remembers before the switch.\n",
		"pool/practices/deploy/why-is-it-slow.md":         "---\ntitle: Why is the first request slow?\ntype: question\nauthors: [dee]\n---\n\nNine seconds, every morning.\n",
		"pool/practices/deploy/roll-back-first.md":        "---\ntitle: Roll back first\nauthors: [ben]\n---\n\nUnderstand later.\n",
		"pool/practices/how-we-share/write-one-line.md":   "---\ntitle: Write one line\nauthors: [ana]\n---\n\nIt is enough.\n",
		"pool/practices/oncall/the-second-phone-rings.md": "---\ntitle: The second phone rings\nauthors: [ana]\n---\n\nKeep it charged.\n",
	}
	for path, text := range files {
		full := filepath.Join(home, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	environ = []string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "GIT_CONFIG_NOSYSTEM=1", "LANG=C.UTF-8",
		"XDG_CONFIG_HOME=" + home + "/.config", "COP_NOW=2026-11-24T09:00:00Z", "TMPDIR=" + home,
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"commit", "-q", "-m", "Start"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env = dir, environ
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return dir, environ
}

// sit starts the program in dir, in a terminal of 100×30.
func sit(t *testing.T, dir string, environ []string, args ...string) *sitting {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, bin)
	}
	cmd := exec.Command(bin, args...)
	cmd.Dir, cmd.Env = dir, environ
	return sitAt(t, cmd)
}

func sitAt(t testing.TB, cmd *exec.Cmd) *sitting {
	t.Helper()
	return sitIn(t, cmd, pty.Winsize{Rows: 30, Cols: 100})
}

func sitIn(t testing.TB, cmd *exec.Cmd, size pty.Winsize) *sitting {
	t.Helper()
	tty, err := pty.StartWithSize(cmd, &size)
	if err != nil {
		t.Fatal(err)
	}
	s := &sitting{TB: t, cmd: cmd, tty: tty, screen: vt10x.New(vt10x.WithSize(int(size.Cols), int(size.Rows))), chunks: make(chan []byte, 64), done: make(chan error, 1)}
	go s.listen()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = tty.Close()
	})
	return s
}

func (s *sitting) listen() {
	for {
		b := make([]byte, 32<<10)
		n, err := s.tty.Read(b)
		if n > 0 {
			s.chunks <- b[:n]
		}
		if err != nil {
			close(s.chunks)
			s.done <- s.cmd.Wait()
			return
		}
	}
}

// until feeds the emulator until ok is content.
func (s *sitting) until(what string, ok func() bool) {
	s.Helper()
	limit := time.After(stepLimit)
	for !ok() {
		select {
		case b, open := <-s.chunks:
			if !open {
				if ok() {
					return
				}
				s.Fatalf("the program ended before %s; screen:\n%s", what, s.screen.String())
			}
			s.raw.Write(b)
			_, _ = s.screen.Write(b)
		case <-limit:
			s.Fatalf("never: %s; screen:\n%s", what, s.screen.String())
		}
	}
}

func (s *sitting) sees(words ...string) *sitting {
	s.Helper()
	for _, w := range words {
		s.until("on the screen: "+w, func() bool { return strings.Contains(s.screen.String(), w) })
	}
	return s
}

func (s *sitting) seesNot(word string) *sitting {
	s.Helper()
	s.until("gone from the screen: "+word, func() bool { return !strings.Contains(s.screen.String(), word) })
	return s
}

func (s *sitting) types(keys string) *sitting {
	s.Helper()
	if _, err := s.tty.WriteString(keys); err != nil {
		s.Fatal(err)
	}
	return s
}

// ends waits for the program and returns its exit code.
func (s *sitting) ends() int {
	s.Helper()
	limit := time.After(stepLimit)
	for {
		select {
		case b, open := <-s.chunks:
			if open {
				s.raw.Write(b)
				_, _ = s.screen.Write(b)
				continue
			}
			<-s.done
			return s.cmd.ProcessState.ExitCode()
		case <-limit:
			s.Fatalf("the program does not end; screen:\n%s", s.screen.String())
		}
	}
}

// Keys as terminals send them.
const (
	enter     = "\r"
	escape    = "\x1b"
	backspace = "\x7f"
	tab       = "\t"
	ctrlZ     = "\x1a"
)

// Sequences that leave the terminal as it was.
var restored = []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?1002l", "\x1b[?2004l"}

func (s *sitting) isRestored() {
	s.Helper()
	for _, seq := range restored {
		if !bytes.Contains(s.raw.Bytes(), []byte(seq)) {
			s.Errorf("the terminal did not get %q back", seq)
		}
	}
}

func TestBrowseOpensAtHome(t *testing.T) {
	dir, environ := breakfastPool(t)
	s := sit(t, dir, environ)
	s.sees("1 Home", "Breakfast table", "Questions waiting", "Why is the first request slow?", "? keys")
	s.types("?").sees("say how it went").types(escape).seesNot("say how it went")
	s.types("2").sees("Roll back first", "We meet").types("q")
	if code := s.ends(); code != 0 {
		t.Errorf("exit %d", code)
	}
	s.isRestored()
}

func TestBrowseFilters(t *testing.T) {
	dir, environ := breakfastPool(t)
	s := sit(t, dir, environ)
	s.sees("Questions waiting").types("/cach").sees("2 of 7", "Warm the cache").seesNot("Roll back first")
	s.types("\x15nobody remembers").sees("in the text", "Warm the cache", "nobody remembers before")
	s.types(enter).sees("3 warm-the-cache", "Call the endpoint")
	s.types("q").ends()
}

func TestBrowseFollowsALinkAndReturns(t *testing.T) {
	dir, environ := breakfastPool(t)
	s := sit(t, dir, environ, "browse", "rotate")
	s.sees("1 of 7", "Hand it over every").types(enter).sees("3 rotate-the-pager")
	s.types(tab+enter).sees("3 warm-the-cache", "Call the endpoint", "Linked from")
	s.types(backspace).sees("3 rotate-the-pager", "Hand it over every")
	s.types(escape).sees("1 of 7")
	s.types("q").ends()
}

// script writes a small program and returns its path.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBrowseEditsInPlace(t *testing.T) {
	dir, environ := breakfastPool(t)
	environ = append(environ, "EDITOR="+script(t, `echo "And feed the cat." >> "$1"`))
	s := sit(t, dir, environ, "browse", "rotate")
	s.sees("1 of 7").types(enter).sees("3 rotate-the-pager", "Hand it over")
	s.types("e").sees("And feed the cat.", "3 rotate-the-pager")
	s.types("1").sees("Your drafts", "Rotate the pager")
	s.types("q").ends()
	if b, err := os.ReadFile(filepath.Join(dir, "practices/oncall/rotate-the-pager.md")); err != nil || !strings.Contains(string(b), "feed the cat") {
		t.Errorf("the note on disk: %v\n%s", err, b)
	}
	s.isRestored()
}

// TestBrowseDropsKeysU49: what was typed while the editor ran was not meant for the
// browser.
func TestBrowseDropsKeysU49(t *testing.T) {
	dir, environ := breakfastPool(t)
	environ = append(environ, "EDITOR="+script(t, `echo THE EDITOR RUNS; while [ ! -e "$0.typed" ]; do sleep 0.02; done; echo "And feed the cat." >> "$1"`))
	editor := strings.TrimPrefix(environ[len(environ)-1], "EDITOR=")
	s := sit(t, dir, environ, "browse", "rotate")
	s.sees("1 of 7", "Hand it over").types("e").sees("THE EDITOR RUNS").types("2qqqq")
	time.Sleep(50 * time.Millisecond) // until the terminal has them
	if err := os.WriteFile(editor+".typed", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	s.sees("And feed the cat.", "1 of 7").types("q").ends()
	s.isRestored()
}

func TestBrowseAnswersAndReports(t *testing.T) {
	dir, environ := breakfastPool(t)
	environ = append(environ, "EDITOR="+script(t, `echo "Because nobody warms the cache." > "$1"`))
	s := sit(t, dir, environ, "browse", "type:question")
	s.sees("1 of 7").types(enter).sees("Nine seconds")
	s.types("a").sees("Because nobody warms the cache.", "answered")
	s.types("q").ends()
	s = sit(t, dir, environ, "browse", "rotate")
	s.sees("1 of 7").types(enter).sees("3 rotate-the-pager")
	s.types("t").sees("You tried").types("f" + enter).types("a small team" + enter).types("Still slow." + enter)
	s.sees("tried it: failed (a small team)", "Still slow.")
	s.types("q").ends()
	for _, a := range []string{"deploy/why-is-it-slow", "oncall/rotate-the-pager"} {
		entries, err := filepath.Glob(filepath.Join(dir, "practices", a, "*.md"))
		if err != nil || len(entries) != 1 {
			t.Errorf("entries of %s: %v, %v", a, entries, err)
		}
	}
}

func TestBrowseFollowsTheSize(t *testing.T) {
	dir, environ := breakfastPool(t)
	s := sit(t, dir, environ, "browse", "rotate")
	s.sees("│ Rotate the pager")
	for _, size := range [][2]int{{200, 50}, {40, 12}, {80, 24}} {
		s.screen.Resize(size[0], size[1])
		if err := pty.Setsize(s.tty, &pty.Winsize{Rows: uint16(size[1]), Cols: uint16(size[0])}); err != nil {
			t.Fatal(err)
		}
		switch size[0] {
		case 200:
			s.sees("Topic", "│ Rotate the pager")
		case 40:
			s.seesNot("│").sees("▌ Rotate the pager")
		case 80:
			s.sees("────────", "Hand it over")
		}
	}
	s.types("q").ends()
}

func TestBrowseRunsCommands(t *testing.T) {
	dir, environ := breakfastPool(t)
	s := sit(t, dir, environ)
	s.sees("Questions waiting").types(":sho").sees("Read a note with its thread")
	s.types(tab+"oncall/ro").sees("oncall/rotate-the-pager").types(tab+enter).sees("cop show oncall/rotate-the-pager", "Hand it over")
	s.types(escape).seesNot("cop show").types(":nonsense"+enter).sees("there is no", "hint")
	s.types(escape).seesNot("hint").types("q").ends()
}

func TestBrowsePicks(t *testing.T) {
	dir, environ := breakfastPool(t)
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	result := filepath.Join(t.TempDir(), "picked")
	cmd := exec.Command("sh", "-c", `"$1" browse --pick > "$2"`, "sh", bin, result)
	cmd.Dir, cmd.Env = dir, environ
	s := sitAt(t, cmd)
	s.sees("Breakfast table", "Roll back first").types("cache").sees("2 of 7").types(enter)
	if code := s.ends(); code != 0 {
		t.Errorf("exit %d", code)
	}
	got, err := os.ReadFile(result)
	if want := filepath.Join(dir, "practices/deploy/warm-the-cache.md") + "\n"; err != nil || string(got) != want {
		t.Errorf("picked %q, %v", got, err)
	}
	s.isRestored()
}

func TestBrowseGivesTheTerminalBack(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			dir, environ := breakfastPool(t)
			s := sit(t, dir, environ)
			s.sees("Questions waiting")
			if err := s.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if code := s.ends(); code != exitInterrupted {
				t.Errorf("exit %d", code)
			}
			s.isRestored()
		})
	}
}

func TestBrowseIsSuspendedAndResumed(t *testing.T) {
	dir, environ := breakfastPool(t)
	s := sit(t, dir, environ)
	s.sees("Questions waiting").types(ctrlZ)
	s.until("the alternate screen is left", func() bool { return bytes.Contains(s.raw.Bytes(), []byte("\x1b[?1049l")) })
	s.raw.Reset()
	// The program may not have begun to wait for it: the shell's fg is sent again.
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	back := make(chan struct{})
	defer close(back)
	go func() {
		for {
			select {
			case <-again.C:
				_ = s.cmd.Process.Signal(syscall.SIGCONT)
			case <-back:
				return
			}
		}
	}()
	s.until("the alternate screen and the mouse are back", func() bool {
		return bytes.Contains(s.raw.Bytes(), []byte("\x1b[?1049h")) && bytes.Contains(s.raw.Bytes(), []byte("\x1b[?1002h"))
	})
	s.types("2").sees("Roll back first").types("q").ends()
	s.isRestored()
}

// TestBrowseAsksTheTerminalNothing guards against questions that many terminals
// never answer.
func TestBrowseAsksTheTerminalNothing(t *testing.T) {
	dir, environ := breakfastPool(t)
	s := sit(t, dir, environ)
	s.sees("Questions waiting").types("2").sees("Roll back first").types("q").ends()
	for _, question := range []string{"\x1b]11;?", "\x1b]10;?", "\x1b[c", "\x1b[0c", "\x1b[>c", "\x1b[6n", "\x1b[?u", "$p", "\x1bP"} {
		if bytes.Contains(s.raw.Bytes(), []byte(question)) {
			t.Errorf("asked the terminal %q", question)
		}
	}
}

func TestBrowsePlainly(t *testing.T) {
	for _, how := range []string{"ACCESSIBLE=1", "TERM=dumb"} {
		t.Run(how, func(t *testing.T) {
			dir, environ := breakfastPool(t)
			s := sit(t, dir, append(environ, how))
			s.sees("Breakfast table: 1 to 7 of 7", "Number").types("/cache\r").sees("1 to 2 of 2").types("1\r")
			s.sees("Call the endpoint", "b back").types("b\r").types("q\r")
			if code := s.ends(); code != 0 {
				t.Errorf("exit %d", code)
			}
			if bytes.Contains(s.raw.Bytes(), []byte("\x1b[?")) {
				t.Error("a mode of the terminal was switched")
			}
		})
	}
}
