package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"
)

// inTerminal is the script command pty: it runs a command on a terminal that
// never answers, types what it is told to, writes what the command sent to its
// terminal to stdout, and expects it to succeed (to fail with !).
func inTerminal(ts *testscript.TestScript, neg bool, args []string) {
	cols, says, args := ptyFlags(ts, args)
	if len(args) == 0 {
		ts.Fatalf("usage: pty [-cols N] [-say PROMPT ANSWER]… CMD…")
	}
	cmd := exec.Command(lookScript(ts, args[0]), args[1:]...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), scriptEnviron(ts)
	out, err := runPTY(cmd, cols, says...)
	_, werr := ts.Stdout().Write(out)
	ts.Check(werr)
	if failed := new(exec.ExitError); err != nil && !errors.As(err, &failed) {
		ts.Fatalf("%s: %v\n%s", args[0], err, out)
	}
	if (err != nil) != neg {
		ts.Fatalf("%s in a terminal: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func ptyFlags(ts *testscript.TestScript, args []string) (cols int, says []say, rest []string) {
	cols = 80
	for len(args) > 2 {
		switch args[0] {
		case "-cols":
			n, err := strconv.Atoi(args[1])
			ts.Check(err)
			cols, args = n, args[2:]
		case "-say":
			says, args = append(says, say{args[1], keys.Replace(args[2])}), args[3:]
		default:
			return cols, says, args
		}
	}
	return cols, says, args
}

// say is what to type once a text has appeared.
type say struct{ when, typed string }

// keys are how scripts write what has no letter.
var keys = strings.NewReplacer("^C", "\x03", "^D", "\x04", "^I", "\t", "^[", "\x1b", "\\n", "\r")

// lookScript finds a command on the script's own PATH.
func lookScript(ts *testscript.TestScript, name string) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	ts.Fatalf("%s is not on PATH", name)
	return ""
}

// scriptEnviron hands the script's variables on. COLUMNS stays out: a terminal
// has a size of its own.
func scriptEnviron(ts *testscript.TestScript) []string {
	var environ []string
	for _, key := range []string{
		"PATH", "HOME", "ZDOTDIR", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
		"COP_CONFIG", "COP_NOW", "COP_POOL", "COP_HANDLE", "COP_EDITOR", "COP_PAGER", "COP_THEME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM",
		"GIT_TERMINAL_PROMPT", "LANG", "TZ", "TERM", "NO_COLOR", "CLICOLOR_FORCE", "COLORFGBG", "ACCESSIBLE", "EDITOR", "PAGER",
	} {
		if value := ts.Getenv(key); value != "" {
			environ = append(environ, key+"="+value)
		}
	}
	return environ
}

// patience is how long a test waits for a text that must come; it only ends
// tests that fail.
const patience = 30 * time.Second

// runPTY runs cmd on a terminal of that width, types, and returns all that was
// written there.
func runPTY(cmd *exec.Cmd, cols int, says ...say) ([]byte, error) {
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: uint16(cols)})
	if err != nil {
		return nil, err
	}
	defer tty.Close()
	late := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	var out []byte
	seen := 0
	for part := make([]byte, 4096); ; {
		n, err := tty.Read(part)
		out = append(out, part[:n]...)
		for len(says) > 0 {
			at := bytes.Index(out[seen:], []byte(says[0].when))
			if at < 0 {
				break
			}
			seen += at + len(says[0].when)
			if _, err := io.WriteString(tty, says[0].typed); err != nil {
				return out, err
			}
			says = says[1:]
		}
		if errors.Is(err, io.EOF) || errors.Is(err, syscall.EIO) { // EIO is how Linux says that the other end closed
			break
		}
		if err != nil {
			return out, err
		}
	}
	err = cmd.Wait()
	if len(says) > 0 {
		return out, fmt.Errorf("waited for %q in vain", says[0].when)
	}
	return out, err
}

// TestSilentTerminal guards what every command costs: in a terminal that never
// answers, nothing may be asked of it and nothing may wait for an answer. Such
// a wait takes seconds; the limit is 300 ms more than the same command takes in
// a pipe, where nobody would be asked, so that a busy machine does not fail it.
func TestSilentTerminal(t *testing.T) {
	bin, err := built()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, bin)
	}
	for _, args := range [][]string{{"version"}, {"--version"}, {"--help"}, {"help"}, {}, {"nonsense"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			asked, piped := time.Hour, time.Hour
			for range 5 {
				cmd := bareCommand(t, bin, args)
				piped = min(piped, timed(func() { _, _ = cmd.CombinedOutput() }))
				cmd = bareCommand(t, bin, args)
				asked = min(asked, timed(func() { unasked(t, cmd) }))
				if asked < piped+300*time.Millisecond {
					return
				}
			}
			t.Errorf("took %v at best, and %v in a pipe", asked, piped)
		})
	}
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// bareCommand runs where there is no pool and nothing is configured.
func bareCommand(t *testing.T, bin string, args []string) *exec.Cmd {
	cmd := exec.Command(bin, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"HOME=" + cmd.Dir, "TERM=xterm-256color", "PATH=" + os.Getenv("PATH")}
	return cmd
}

// unasked runs a command in a terminal and fails when it asks the terminal
// anything.
func unasked(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := runPTY(cmd, 80)
	if failed := new(exec.ExitError); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	for _, question := range []string{"\x1b]11;?", "\x1b]10;?", "\x1b[c", "\x1b[0c", "\x1b[6n", "\x1b[?"} {
		if bytes.Contains(out, []byte(question)) {
			t.Fatalf("asked the terminal %q in %q", question, out)
		}
	}
}
