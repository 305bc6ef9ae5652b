package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// gitProgram starts the git binary in one folder, always in English, never
// asking questions on a terminal unless one was offered, and never in the
// repository of somebody else's environment variables.
type gitProgram struct {
	path, dir string
	env       []string
	// terminal says that git and ssh may ask on the controlling terminal.
	terminal bool
}

func newGitProgram(o Options, dir string) gitProgram {
	g := gitProgram{path: o.Git, dir: dir}
	for _, entry := range o.Env {
		name, value, _ := strings.Cut(entry, "=")
		switch name {
		case "LC_ALL", "LANG", "LANGUAGE", "LC_MESSAGES",
			"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE",
			"GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH":
			continue
		case "GIT_TERMINAL_PROMPT":
			g.terminal = value == "1"
			continue
		}
		g.env = append(g.env, entry)
	}
	prompt := "GIT_TERMINAL_PROMPT=0"
	if g.terminal {
		prompt = "GIT_TERMINAL_PROMPT=1"
	}
	g.env = append(g.env, "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", prompt)
	return g
}

// override is a git setting for one run of the program.
type override struct{ Key, Value string }

// with returns a program that also sees these settings. They travel in the
// environment, where other users of the machine cannot read them.
func (g gitProgram) with(more ...override) gitProgram {
	count := 0
	env := make([]string, 0, len(g.env)+2*len(more)+1)
	for _, entry := range g.env {
		if value, ok := strings.CutPrefix(entry, "GIT_CONFIG_COUNT="); ok {
			count, _ = strconv.Atoi(value)
			continue
		}
		env = append(env, entry)
	}
	for _, s := range more {
		env = append(env, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", count, s.Key), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", count, s.Value))
		count++
	}
	g.env = append(env, fmt.Sprintf("GIT_CONFIG_COUNT=%d", count))
	return g
}

// grace is how long git may clean up after it was told to stop.
const grace = 2 * time.Second

// command prepares git. When ctx ends, git and all it started are told to
// stop, and killed when they do not.
func (g gitProgram) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, g.path, args...)
	cmd.Dir, cmd.Env = g.dir, g.env
	detach(cmd, g.terminal)
	cmd.WaitDelay = grace
	return cmd
}

// runToEnd runs a prepared program. When ctx ends it has a moment to clean up,
// and nothing of what it started outlives it.
func runToEnd(ctx context.Context, cmd *exec.Cmd) error {
	err := cmd.Run()
	if ctx.Err() != nil {
		endGroup(cmd)
	}
	return err
}

// output runs git and returns what it printed. A failure is a programError.
func (g gitProgram) output(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	var out, words bytes.Buffer
	cmd := g.command(ctx, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &words
	if err := runToEnd(ctx, cmd); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return out.Bytes(), &programError{command: "git " + args[0], words: words.String(), err: err}
	}
	return out.Bytes(), nil
}

// programError says that git failed and what it said.
type programError struct {
	command string
	words   string // stderr as it came
	err     error
}

// Error is what git printed that explains something, on one line.
func (e *programError) Error() string {
	if told := oneLine(toldBy(e.words)); told != "" {
		return e.command + ": " + told
	}
	return fmt.Sprintf("%s: %v", e.command, e.err)
}

func (e *programError) Unwrap() error { return e.err }

// exited tells whether a program ran and ended with this code.
func exited(err error, code int) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.ExitCode() == code
}
