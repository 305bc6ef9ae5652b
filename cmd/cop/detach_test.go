//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A large pool can be searched as soon as it was joined: another cop reads its notes, and
// whoever searches gets an answer from those that are read.
func TestJoinReadsALargePoolInTheBackground(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git makes the large pool")
	}
	cop, err := built()
	if err != nil {
		t.Fatal(cop, err)
	}
	home := t.TempDir()
	bare, dir := filepath.Join(home, "shared.git"), filepath.Join(home, "pool")
	environ := []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "COP_CONFIG=" + filepath.Join(home, "config.toml"), "COP_HANDLE=ana", "NO_COLOR=1", "GIT_CONFIG_NOSYSTEM=1"}
	run := func(stdin string, program string, args ...string) (stdout, stderr string) {
		t.Helper()
		cmd := exec.Command(program, args...)
		var out, said bytes.Buffer
		cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environ, strings.NewReader(stdin), &out, &said
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s %v: %v\n%s%s", program, args, err, out.String(), said.String())
		}
		return out.String(), said.String()
	}
	var in strings.Builder
	in.WriteString("commit refs/heads/main\ncommitter Ana <ana@example.org> 1767258000 +0000\ndata 3\nNew\n")
	for i := range manyNotes {
		text := fmt.Sprintf("# Note %d\n\nRotate the pager.\n", i)
		fmt.Fprintf(&in, "M 644 inline practices/topic-%d/note-%d.md\ndata %d\n%s\n", i%50, i, len(text), text)
	}
	run("", git, "init", "-q", "--bare", "-b", "main", bare)
	run(in.String(), git, "-C", bare, "fast-import", "--quiet")
	run("", cop, "join", bare, dir, "--no-input")
	index := filepath.Join(dir, ".git", "cop", "index.db")
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(index); err == nil {
			break
		}
		if time.Since(begun) > stepLimit {
			t.Fatal("nobody began to read the notes")
		}
	}
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		out, said := run("", cop, "-C", dir, "find", "pager", "--limit", "1")
		if strings.Count(out, "\n") != 1 {
			t.Fatalf("a search while the notes are read: %q, %q", out, said)
		}
		if said == "" {
			break // all are read
		}
		if time.Since(begun) > 3*stepLimit {
			t.Fatalf("not all notes were read: %s", said)
		}
	}
	if out, _ := run("", cop, "-C", dir, "list"); strings.Count(out, "\n") != manyNotes {
		t.Errorf("%d notes, want %d", strings.Count(out, "\n"), manyNotes)
	}
}
