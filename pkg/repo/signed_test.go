package repo

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/signature"
)

// U43: what git signed, and what cop signed, is signed by the key that made it, and git finds
// both good by the line that is written of the key.
func TestSignedByAgreesWithGit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	key, allowed := filepath.Join(t.TempDir(), "key"), filepath.Join(t.TempDir(), "allowed")
	if out, err := exec.Command(keygen, "-q", "-t", "ed25519", "-N", "", "-C", "ana", "-f", key).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	public := must(signature.ParseKey(strings.TrimSpace(string(must(os.ReadFile(key + ".pub"))(t)))))(t)
	check(t, os.WriteFile(allowed, []byte(public.Allowed([]string{"ana@example.org"})+"\n"), 0o600))
	for k, v := range map[string]string{"commit.gpgSign": "true", "gpg.format": "ssh", "user.signingkey": key, "gpg.ssh.allowedSignersFile": allowed} {
		check(t, w.SetConfig(k, v))
	}
	ours := must(try(w))(t)
	w.git("commit", "-q", "--allow-empty", "-m", "by git\n\nwith a body")
	for _, h := range []Hash{ours, Hash(strings.TrimSpace(w.git("rev-parse", "HEAD")))} {
		equal(t, "key", must(w.SignedBy(h))(t), public.ID)
		equal(t, "signed", must(w.Info(h))(t).Signed, true)
		if said := w.git("log", "-1", "--format=%G? %GS", string(h)); !strings.HasPrefix(said, "G ana@example.org") {
			t.Errorf("git says %q", said)
		}
	}
	check(t, w.SetConfig("commit.gpgSign", "false"))
	equal(t, "unsigned", must(w.SignedBy(must(try(w))(t)))(t), "")
}

func TestSplitSigned(t *testing.T) {
	for _, tt := range []struct{ text, payload, signed string }{
		{"tree x\ngpgsig a\n b\nencoding y\n\nm\n", "tree x\nencoding y\n\nm\n", "a\nb"},
		{"tree x\n\ngpgsig a\n", "tree x\n\ngpgsig a\n", ""},
		{"gpgsig a\ngpgsig-sha256 b\nx\n\n", "x\n\n", ""},
		{"gpgsig a", "gpgsig a", ""},
	} {
		if payload, signed := splitSigned(tt.text); payload != tt.payload || signed != tt.signed {
			t.Errorf("%q: %q, %q", tt.text, payload, signed)
		}
	}
}
