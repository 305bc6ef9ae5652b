package term

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// withEditor makes streams whose editor is a shell script; $1 is the draft.
func withEditor(t *testing.T, script string) (*Twin, EditRequest) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the editors of these tests are shell scripts")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "my editor")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := Test(map[string]string{"COP_EDITOR": "'" + path + "'", "PATH": os.Getenv("PATH")})
	return s, EditRequest{Name: "pager.md", Text: "before\n", Dir: filepath.Join(dir, "drafts"), Flag: "--body-file FILE"}
}

func drafts(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestEditChanged(t *testing.T) {
	s, req := withEditor(t, `echo after >> "$1"; echo "edits $1"`)
	got, err := s.Edit(t.Context(), req)
	if err != nil || !got.Changed || got.Text != "before\nafter\n" {
		t.Fatalf("%+v, %v", got, err)
	}
	if diff := cmp.Diff([]string{"pager.md"}, drafts(t, req.Dir)); diff != "" {
		t.Errorf("before the text is safe (-want +got)\n%s", diff)
	}
	if err := got.Discard(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{}, drafts(t, req.Dir)); diff != "" {
		t.Errorf("after that (-want +got)\n%s", diff)
	}
	if s.Stdout.Len() > 0 {
		t.Errorf("the editor wrote to stdout, which is for results: %q", s.Stdout)
	}
}

func TestEditUnchanged(t *testing.T) {
	s, req := withEditor(t, `touch "$1"`)
	got, err := s.Edit(t.Context(), req)
	if err != nil || got.Changed || got.Draft != "" || len(drafts(t, req.Dir)) > 0 {
		t.Errorf("%+v, %v, %v", got, err, drafts(t, req.Dir))
	}
}

// TestEditFails: the text of an editor that ends badly is kept and named; where
// nothing was written, nothing is kept.
func TestEditFails(t *testing.T) {
	s, req := withEditor(t, `echo after > "$1"; exit 3`)
	got, err := s.Edit(t.Context(), req)
	failed := new(EditError)
	if !errors.As(err, &failed) || failed.Draft != filepath.Join(req.Dir, "pager.md") || got.Text != "after\n" {
		t.Fatalf("%+v, %v", got, err)
	}
	if !strings.Contains(err.Error(), "your text is kept in "+failed.Draft) {
		t.Errorf("does not say where: %v", err)
	}

	s.Env = Test(map[string]string{"COP_EDITOR": "false"}).Env
	req.Name = "other.md"
	if _, err = s.Edit(t.Context(), req); !errors.As(err, &failed) || failed.Draft != "" {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff([]string{"pager.md"}, drafts(t, req.Dir)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestEditKeepsOlderDrafts: a second draft of that name gets another.
func TestEditKeepsOlderDrafts(t *testing.T) {
	s, req := withEditor(t, `echo after > "$1"; exit 1`)
	for range 2 {
		if _, err := s.Edit(t.Context(), req); err == nil {
			t.Fatal("no error")
		}
	}
	if diff := cmp.Diff([]string{"pager-2.md", "pager.md"}, drafts(t, req.Dir)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEditRemovesDraft(t *testing.T) {
	s, req := withEditor(t, `rm "$1"`)
	failed := new(EditError)
	if _, err := s.Edit(t.Context(), req); !errors.As(err, &failed) || failed.Draft != "" {
		t.Errorf("%v", err)
	}
}

func TestEditRefused(t *testing.T) {
	s, req := withEditor(t, "true")
	s.NoInput = true
	noInput := new(NoInputError)
	if _, err := s.Edit(t.Context(), req); !errors.As(err, &noInput) || noInput.Flag != "--body-file FILE" {
		t.Errorf("with --no-input: %v", err)
	}
	s = Test(nil)
	if _, err := s.Edit(t.Context(), req); !errors.Is(err, ErrNoEditor) {
		t.Errorf("without an editor: %v", err)
	}
	s = Test(map[string]string{"EDITOR": "/no/such/editor --x"})
	if _, err := s.Edit(t.Context(), req); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("with an editor that does not exist: %v", err)
	}
	s = Test(map[string]string{"EDITOR": "vi 'unbalanced"})
	if _, err := s.Edit(t.Context(), req); !errors.As(err, new(*EditError)) {
		t.Errorf("with a broken command line: %v", err)
	}
}

// TestEditName: a name cannot lead out of the folder.
func TestEditName(t *testing.T) {
	s, req := withEditor(t, `echo after > "$1"`)
	for name, want := range map[string]string{"../../up.md": "up.md", "..": "note.md", "": "note.md", "a\x1b[2Jb": "ab.md", "été": "été.md"} {
		req.Name = name
		got, err := s.Edit(t.Context(), req)
		if err != nil || got.Draft != filepath.Join(req.Dir, want) {
			t.Errorf("%q: %s, %v", name, got.Draft, err)
		}
		if err := got.Discard(); err != nil {
			t.Error(err)
		}
	}
}

// TestCtrlCInEditor: Ctrl-C belongs to the editor while it runs.
func TestCtrlCInEditor(t *testing.T) {
	s, req := withEditor(t, `kill -INT $PPID; echo after > "$1"`)
	ctx, stop := s.Interruptible(t.Context())
	defer stop()
	got, err := s.Edit(ctx, req)
	if err != nil || got.Text != "after\n" || ctx.Err() != nil {
		t.Errorf("%+v, %v, %v", got, err, ctx.Err())
	}
}

// TestToldToStop: a process that is told to stop asks its editor to, and keeps
// what was written.
func TestToldToStop(t *testing.T) {
	s, req := withEditor(t, `echo after > "$1"; kill -TERM $PPID; while :; do sleep 0.05; done`)
	ctx, stop := s.Interruptible(t.Context())
	defer stop()
	_, err := s.Edit(ctx, req)
	failed := new(EditError)
	if !errors.Is(err, ErrInterrupted) || !errors.As(err, &failed) || failed.Draft == "" {
		t.Fatalf("%v", err)
	}
	if !errors.Is(context.Cause(ctx), ErrInterrupted) {
		t.Errorf("cause %v", context.Cause(ctx))
	}
	if text, err := os.ReadFile(failed.Draft); err != nil || string(text) != "after\n" {
		t.Errorf("kept %q, %v", text, err)
	}
}

func TestInterrupted(t *testing.T) {
	s, _ := withEditor(t, "true")
	ctx, stop := s.Interruptible(t.Context())
	defer stop()
	if err := exec.Command("sh", "-c", "kill -INT $PPID").Run(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("Ctrl-C does not stop the work")
	}
}

func TestEditorOrder(t *testing.T) {
	found := func(name string) string { return "/bin/" + filepath.Base(name) }
	order := []string{"COP_EDITOR", "GIT_EDITOR", "VISUAL", "EDITOR"}
	env := map[string]string{"HOME": "/h"}
	for _, key := range order {
		env[key] = strings.ToLower(key)
	}
	s := Test(env)
	s.LookPath, s.Editor = found, "configured"
	expect := func(want ...string) {
		t.Helper()
		got, err := s.editor("core")
		if err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	expect("/bin/cop_editor")
	delete(env, "COP_EDITOR")
	expect("/bin/configured")
	s.Editor = ""
	expect("/bin/git_editor")
	delete(env, "GIT_EDITOR")
	expect("/bin/core")
	if got, _ := s.editor(" "); got[0] != "/bin/visual" {
		t.Errorf("without core.editor: %q", got)
	}
	s.LookPath = func(name string) string {
		if strings.Contains(name, " ") {
			return ""
		}
		return found(name)
	}
	for line, want := range map[string][]string{
		"vi -c 'set tw=72'":             {"/bin/vi", "-c", "set tw=72"},
		"$HOME/bin/e --x":               {"/bin/e", "--x"},
		"code":                          {"/bin/code", "--wait"},
		"code --wait -n":                {"/bin/code", "--wait", "-n"},
		"subl -w":                       {"/bin/subl", "-w"},
		`"C:\\Program Files\\e.exe" -x`: {"/bin/C:\\Program Files\\e.exe", "-x"},
	} {
		env["COP_EDITOR"] = line
		s.LookPath = func(name string) string {
			if strings.Contains(name, " -") || strings.HasPrefix(name, "$") || strings.HasPrefix(name, `"`) {
				return ""
			}
			return found(name)
		}
		got, err := s.editor("")
		if err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%s: %q, %v", line, got, err)
		}
	}
	bare := Test(nil).Terminal(80)
	bare.LookPath = func(name string) string { return map[string]string{"vim": "/bin/vim", "vi": "/bin/vi"}[name] }
	if got, err := bare.editor(""); err != nil || got[0] != "/bin/vim" {
		t.Errorf("found %q, %v", got, err)
	}
}

func TestPage(t *testing.T) {
	long := strings.Repeat("line\n", 50)
	pager := func(t *testing.T, script string) *Twin {
		s, _ := withEditor(t, script)
		env := map[string]string{"COP_PAGER": s.Env("COP_EDITOR"), "PATH": os.Getenv("PATH")}
		return Test(env).Terminal(80)
	}
	s := pager(t, "sed s/line/paged/")
	if err := s.Page(t.Context(), long); err != nil || s.Stdout.String() != strings.Repeat("paged\n", 50) {
		t.Errorf("%v, %q", err, s.Stdout)
	}
	s.Stdout.Reset()
	if err := s.Page(t.Context(), "short\x1b[2J\n"); err != nil || s.Stdout.String() != "short\n" {
		t.Errorf("a short text: %v, %q", err, s.Stdout)
	}

	s = pager(t, "head -1 >/dev/null; exit 2")
	if err := s.Page(t.Context(), strings.Repeat(long, 5000)); err != nil {
		t.Errorf("left early: %v", err)
	}

	s = pager(t, "sed s/line/paged/")
	s.OutTTY = false
	if err := s.Page(t.Context(), long); err != nil || s.Stdout.String() != long {
		t.Errorf("in a pipe: %v, %q", err, s.Stdout)
	}

	s = Test(map[string]string{"PAGER": "/no/such/pager"}).Terminal(80)
	if err := s.Page(t.Context(), long); err != nil || s.Stdout.String() != long {
		t.Errorf("without a pager: %v, %q", err, s.Stdout)
	}
}

// A program is looked for where the streams' environment says, not where this process was started.
func TestProgramIsOnThePathOfTheStreams(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("programs have endings there")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sh"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := Test(map[string]string{"PATH": ".:" + dir})
	for name, want := range map[string]string{"sh": filepath.Join(dir, "sh"), "env": "", filepath.Join(dir, "sh"): filepath.Join(dir, "sh"), "edit.go": ""} {
		if got := s.Program(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}
