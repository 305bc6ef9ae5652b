package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"mvdan.cc/sh/v3/shell"
)

// EditRequest is text for a person to change in their editor.
type EditRequest struct {
	Name       string // what the file is called, "rotate-the-pager.md"; editors choose their mode by it
	Text       string
	Dir        string // where the draft lies until the text is safe elsewhere; made when missing
	CoreEditor string // git's core.editor, "" if unset
	Flag       string // what to give where there is no editor: "--body-file FILE"
}

// EditResult is what came back from the editor.
type EditResult struct {
	Text    string
	Changed bool
	Draft   string // the file with Text; it stays until Discard
}

// Discard removes the draft. Call it once the text is stored elsewhere.
func (r EditResult) Discard() error {
	if r.Draft == "" {
		return nil
	}
	if err := os.Remove(r.Draft); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the draft: %w", err)
	}
	return nil
}

// EditError is an editor that could not be run or did not end well. Draft is
// where the text is kept, "" when there was nothing new in it.
type EditError struct {
	Editor string
	Draft  string
	Err    error
}

func (e *EditError) Error() string {
	msg := fmt.Sprintf("editor %s: %v", e.Editor, e.Err)
	if e.Draft != "" {
		msg += "; your text is kept in " + e.Draft
	}
	return msg
}

func (e *EditError) Unwrap() error { return e.Err }

// ErrNoEditor is a machine where no editor is set and none was found.
var ErrNoEditor = errors.New("no editor is set")

// Edit lets a person change a text and waits until they close the editor.
//
// The text is written to a draft file first and stays there until
// EditResult.Discard, so whatever ends the process in between, nothing is
// lost. An unchanged text leaves no draft. Errors: *NoInputError with
// --no-input, *EditError (which says where the text is), ErrInterrupted wrapped
// in it when the process was told to stop.
func (s *Streams) Edit(ctx context.Context, req EditRequest) (EditResult, error) {
	if s.NoInput {
		return EditResult{}, &NoInputError{"write " + req.Name + " in an editor", req.Flag}
	}
	command, err := s.editor(req.CoreEditor)
	if err != nil {
		return EditResult{}, err
	}
	draft, err := writeDraft(req)
	if err != nil {
		return EditResult{}, err
	}
	ran := s.run(ctx, append(command, draft))
	return readDraft(req, command[0], draft, ran)
}

// writeDraft writes a new file and never over an older draft.
func writeDraft(req EditRequest) (string, error) {
	if err := os.MkdirAll(req.Dir, 0o700); err != nil {
		return "", fmt.Errorf("make room for the draft: %w", err)
	}
	name := strings.TrimSuffix(filepath.Base(filepath.FromSlash(Clean(req.Name))), ".md")
	if strings.Trim(name, "./\\ ") == "" {
		name = "note"
	}
	for n := 1; ; n++ {
		path := filepath.Join(req.Dir, name+".md")
		if n > 1 {
			path = filepath.Join(req.Dir, fmt.Sprintf("%s-%d.md", name, n))
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) && n < 1000 {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("write the draft: %w", err)
		}
		_, err = io.WriteString(f, req.Text)
		if err := errors.Join(err, f.Close()); err != nil {
			return "", fmt.Errorf("write the draft: %w", err)
		}
		return path, nil
	}
}

// readDraft turns what the editor left behind into a result.
func readDraft(req EditRequest, editor, draft string, ran error) (EditResult, error) {
	data, err := os.ReadFile(draft)
	switch {
	case err != nil && ran == nil:
		return EditResult{}, &EditError{Editor: editor, Err: fmt.Errorf("the draft is gone: %w", err)}
	case err != nil:
		return EditResult{}, &EditError{Editor: editor, Err: ran}
	}
	result := EditResult{Text: string(data), Changed: string(data) != req.Text, Draft: draft}
	if !result.Changed {
		removed := result.Discard()
		result.Draft = ""
		if ran == nil {
			return result, removed
		}
	}
	if ran != nil {
		return result, &EditError{Editor: editor, Draft: result.Draft, Err: ran}
	}
	return result, nil
}

const goodbye = 2 * time.Second // what an editor gets to save when we are told to stop

// run runs a program that takes the terminal over. Its output goes to Err when
// only that is a terminal, so that `addr=$(cop add)` works.
func (s *Streams) run(ctx context.Context, args []string) error {
	defer s.lend()()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = s.Environ, s.In, s.Out, s.Err
	if !s.OutTTY {
		cmd.Stdout = s.Err
	}
	cmd.WaitDelay = goodbye
	cmd.Cancel = func() error {
		if runtime.GOOS == "windows" {
			return cmd.Process.Kill()
		}
		return cmd.Process.Signal(syscall.SIGTERM)
	}
	err := cmd.Run()
	if ctx.Err() != nil {
		return ErrInterrupted
	}
	return err
}

// editor finds the command line of the editor: COP_EDITOR, the configured one,
// GIT_EDITOR, git's core.editor, VISUAL, EDITOR; on a terminal the first usual
// editor there is.
func (s *Streams) editor(core string) ([]string, error) {
	for _, line := range []string{s.Env("COP_EDITOR"), s.Editor, s.Env("GIT_EDITOR"), core, s.Env("VISUAL"), s.Env("EDITOR")} {
		if strings.TrimSpace(line) != "" {
			return s.editorCommand(line)
		}
	}
	if s.InTTY {
		for _, name := range []string{"nano", "vim", "vi", "notepad"} {
			if path := s.Program(name); path != "" {
				return []string{path}, nil
			}
		}
	}
	return nil, ErrNoEditor
}

func (s *Streams) editorCommand(line string) ([]string, error) {
	args, err := s.words(line)
	if err != nil {
		return nil, &EditError{Editor: line, Err: err}
	}
	path := s.Program(args[0])
	if path == "" {
		return nil, &EditError{Editor: args[0], Err: exec.ErrNotFound}
	}
	return append([]string{path}, waiting(args)...), nil
}

// waiting returns the arguments after the program's name; editors with windows
// that come back at once are asked to wait, as everyone who sets them means.
func waiting(args []string) []string {
	name := strings.TrimSuffix(filepath.Base(args[0]), ".exe")
	windowed := []string{"code", "code-insiders", "codium", "cursor", "windsurf", "subl", "zed", "mate", "atom"}
	if !slices.Contains(windowed, name) || slices.Contains(args, "--wait") || slices.Contains(args, "-w") {
		return args[1:]
	}
	return append([]string{"--wait"}, args[1:]...)
}

// words splits a command line as a shell would, variables included. A path
// with spaces or backslashes that names a program is one word.
func (s *Streams) words(line string) ([]string, error) {
	if s.Program(line) != "" {
		return []string{line}, nil
	}
	args, err := shell.Fields(line, s.Env)
	if err != nil {
		return nil, fmt.Errorf("read the command line: %w", err)
	}
	if len(args) == 0 {
		return nil, errors.New("the command line is empty")
	}
	return args, nil
}

// Program is the path of a program: name itself where it says a folder, else on the PATH of Env,
// in folders that are named whole; "" when there is none.
func (s *Streams) Program(name string) string {
	if s.LookPath != nil {
		return s.LookPath(name)
	}
	if filepath.Base(name) != name {
		return executable(name)
	}
	for _, dir := range filepath.SplitList(s.Env("PATH")) {
		if path := executable(filepath.Join(dir, name)); filepath.IsAbs(dir) && path != "" {
			return path
		}
	}
	return ""
}

// executable is a file that can be run, with its ending where the system has endings; "" for none.
func executable(file string) string {
	path, err := exec.LookPath(file)
	if err != nil {
		return ""
	}
	return path
}
