package termcolor

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/creack/pty"
)

func TestDark(t *testing.T) {
	for _, tt := range []struct {
		theme, colours string
		want           bool
	}{
		{"", "", true}, {"light", "", false}, {"light", "15;0", false}, {"dark", "0;15", true},
		{"", "15;0", true}, {"", "0;15", false}, {"", "0;default;7", false}, {"", "12;8", true}, {"", "0;default", true}, {"auto", "0;15", false},
	} {
		env := func(key string) string {
			return map[string]string{"COP_THEME": tt.theme, "COLORFGBG": tt.colours}[key]
		}
		if got := Dark(env); got != tt.want {
			t.Errorf("COP_THEME=%q COLORFGBG=%q: dark %v", tt.theme, tt.colours, got)
		}
	}
}

// TestNothingIsAsked builds a small program with bubbletea, once with this
// package and once without, and runs both in a terminal that never answers. The
// first must come to its only line without asking anything. The second must
// still ask: the day it does not, this package has lost its purpose.
func TestNothingIsAsked(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no pseudo-terminals here")
	}
	if asked := asks(t); asked {
		t.Error("the terminal was asked for its colours; does this package still come before bubbletea?")
	}
	if asked := asks(t, "-tags", "unguarded"); !asked {
		t.Error("bubbletea no longer asks by itself: this package can go")
	}
}

// asks runs the program until it says its word or asks for the background.
func asks(t *testing.T, flags ...string) bool {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "program")
	args := append(append([]string{"build", "-o", bin}, flags...), "./testdata/program")
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	cmd := exec.Command(bin)
	cmd.Env = []string{"TERM=xterm-256color", "HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	tty, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	var out []byte
	for part := make([]byte, 256); ; {
		n, err := tty.Read(part)
		out = append(out, part[:n]...)
		switch {
		case bytes.Contains(out, []byte("\x1b]11;?")):
			_ = cmd.Process.Kill()
			_ = cmd.Wait() // killed, and that is all there is to say
			return true
		case bytes.Contains(out, []byte("ready")):
			return cmd.Wait() != nil
		case err != nil:
			t.Fatalf("%q, then %v", out, err)
		}
	}
}
