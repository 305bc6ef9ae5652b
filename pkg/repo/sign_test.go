package repo

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func try(w *world) (Hash, error) {
	return w.WriteCommit(w.t.Context(), Commit{Message: "signed\n\nwith a body\n", Edits: []Edit{file("practices/a.md", "a")}})
}

func TestCommitsAreSignedWithSSH(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	key := filepath.Join(t.TempDir(), "key")
	if out, err := exec.Command(keygen, "-q", "-t", "ed25519", "-N", "", "-C", "ana@example.org", "-f", key).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	public := strings.TrimSpace(string(must(os.ReadFile(key + ".pub"))(t)))
	allowed := filepath.Join(t.TempDir(), "allowed")
	check(t, os.WriteFile(allowed, []byte("ana@example.org "+public+"\n"), 0o666))
	for k, v := range map[string]string{"commit.gpgSign": "true", "gpg.format": "ssh", "user.signingKey": key, "gpg.ssh.allowedSignersFile": allowed} {
		check(t, w.SetConfig(k, v))
	}
	h := must(try(w))(t)
	w.git("verify-commit", string(h))
	w.git("cat-file", "-p", string(h))
	equal(t, "message", must(w.Info(h))(t).Message, "signed\n\nwith a body\n")
	check(t, w.UpdateRefs(t.Context(), RefUpdate{Ref: "refs/heads/main", New: h}))
	w.git("fsck", "--strict")

	// The key itself in place of its file: its private half is only in an agent, and there is none.
	check(t, w.SetConfig("user.signingKey", public))
	unsigned(t, w, "ssh-keygen")
	check(t, w.SetConfig("user.signingKey", filepath.Join(t.TempDir(), "no-such-key")))
	unsigned(t, w, "ssh-keygen")
	check(t, w.SetConfig("gpg.ssh.program", "no-such-program"))
	unsigned(t, w, "no-such-program")
	check(t, w.SetConfig("gpg.format", "smoke"))
	if _, err := try(w); err == nil || !strings.Contains(err.Error(), "smoke") {
		t.Errorf("an unknown format: %v", err)
	}
}

// unsigned checks that no commit comes out, neither signed nor unsigned, and that the error names the program.
func unsigned(t *testing.T, w *world, program string) {
	t.Helper()
	h, err := try(w)
	var sign *SignError
	if !errors.As(err, &sign) || sign.Program != program || h != "" {
		t.Errorf("commit %q, error %v; want a SignError of %s", h, err, program)
	}
}

func TestCommitsAreSignedWithGPG(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	gpg, err := exec.LookPath("gpg")
	if err != nil {
		t.Skip("gpg is not installed")
	}
	home, err := os.MkdirTemp("", "gpg") // a socket's path must be short
	check(t, err)
	t.Cleanup(func() {
		cmd := exec.Command("gpgconf", "--kill", "all")
		cmd.Env = append(w.env, "GNUPGHOME="+home)
		_ = cmd.Run()
		_ = os.RemoveAll(home)
	})
	env := append(w.env, "GNUPGHOME="+home)
	cmd := exec.Command(gpg, "--batch", "--passphrase", "", "--quick-generate-key", "Ana Gram <ana@example.org>", "ed25519", "sign", "never")
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("this gpg cannot make a key here: %s", out)
	}
	w = w.reopen(func(o *Options) { o.Env = env })
	check(t, w.SetConfig("commit.gpgSign", "true"))
	h := must(try(w))(t)
	w.git("verify-commit", string(h))
	check(t, w.SetConfig("user.signingKey", "nobody@example.org"))
	unsigned(t, w, "gpg")
	// A program that exits with 0 and signs nothing.
	check(t, w.SetConfig("gpg.program", "true"))
	unsigned(t, w, "true")
}
