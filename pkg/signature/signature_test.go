package signature_test

import (
	"crypto/ed25519"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/breakfast-table/cop/pkg/signature"
)

// newKey is the line of a public key made of a seed.
func newKey(t testing.TB, seed byte) string {
	t.Helper()
	key, err := ssh.NewPublicKey(ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), 32))).Public())
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

func TestParseKey(t *testing.T) {
	line := newKey(t, 'a')
	for _, tt := range []struct{ name, line, want, err string }{
		{"a file of ssh", line + " ana@laptop", line + " ana@laptop", ""},
		{"with a time", `valid-after="20260101",valid-before="20261231235959Z" ` + line, `valid-after="20260101000000Z",valid-before="20261231235959Z" ` + line, ""},
		{"git's namespace", `namespaces="git" ` + line, line, ""},
		{"for mail only", `namespaces="mail" ` + line, "", "signs nothing here"},
		{"an authority", "cert-authority " + line, "", "nothing that a key may say"},
		{"what nobody knows", `no-touch-required ` + line, "", "nothing that a key may say"},
		{"no moment", `valid-before="tomorrow" ` + line, "", "no moment"},
		{"two lines", line + "\n" + line, "", "one line"},
		{"a private key", "-----BEGIN OPENSSH PRIVATE KEY-----", "", "no public key"},
		{"nothing", "", "", "no public key"},
	} {
		k, err := signature.ParseKey(tt.line)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err != nil || k.String() != tt.want {
			t.Errorf("%s: %q, %v", tt.name, k.String(), err)
		}
		if again, err := signature.ParseKey(k.String()); err != nil || again != k {
			t.Errorf("%s: %+v became %+v, %v", tt.name, k, again, err)
		}
	}
}

func TestValidAt(t *testing.T) {
	day := func(s string) time.Time { at, _ := time.Parse(time.DateOnly, s); return at }
	k := signature.Key{After: day("2026-02-01"), Before: day("2026-03-01")}
	for at, want := range map[string]bool{"2026-01-31": false, "2026-02-01": true, "2026-02-28": true, "2026-03-01": false} {
		if k.ValidAt(day(at)) != want {
			t.Errorf("%s: %v", at, !want)
		}
	}
	if !(signature.Key{}).ValidAt(day("1970-01-01")) {
		t.Error("a key without times is always valid")
	}
}

// U43: what ssh-keygen signed for git is signed, and what it signed for files, or with another
// text, is not. The lines we write let it verify in turn.
func TestAgreesWithSSHKeygen(t *testing.T) {
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	dir := t.TempDir()
	run := func(stdin string, args ...string) string {
		t.Helper()
		cmd := exec.Command(keygen, args...)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return string(out)
	}
	run("", "-q", "-t", "ed25519", "-N", "", "-C", "ana@laptop", "-f", "key")
	public, err := os.ReadFile(filepath.Join(dir, "key.pub"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := signature.ParseKey(strings.TrimSpace(string(public)))
	if err != nil || key.Comment != "ana@laptop" {
		t.Fatalf("%+v, %v", key, err)
	}
	const text = "tree x\n\nhello\n"
	good := run(text, "-Y", "sign", "-n", "git", "-f", "key")
	if id, err := signature.Check(good, text); err != nil || id != key.ID {
		t.Errorf("%q, %v, want %q", id, err, key.ID)
	}
	for name, bad := range map[string][2]string{
		"another text": {good, text + "!"}, "for files": {run(text, "-Y", "sign", "-n", "file", "-f", "key"), text},
		"nothing": {"", text}, "cut off": {good[:len(good)/2], text},
	} {
		if _, err := signature.Check(bad[0], bad[1]); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
	for at := 40; at < len(good)-40; at += 13 {
		if good[at] == 'A' || good[at] == '\n' {
			continue
		}
		if _, err := signature.Check(good[:at]+"A"+good[at+1:], text); err == nil {
			t.Errorf("signed with another letter at %d", at)
		}
	}
	key.Before = time.Now().AddDate(1, 0, 0)
	for name, write := range map[string]string{"allowed": key.Allowed([]string{"ana@example.org", "ana@work.example"}) + "\n", "good.sig": good} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(write), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, address := range []string{"ana@example.org", "ana@work.example"} {
		run(text, "-Y", "verify", "-n", "git", "-f", "allowed", "-I", address, "-s", "good.sig")
	}
}

// FuzzSignature: what no key signed is not signed, whatever it looks like.
func FuzzSignature(f *testing.F) {
	f.Add("-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----", "t")
	f.Add(`valid-before="20261231" `+newKey(f, 'a')+" c", "")
	e := made(f, "ana", 0)
	f.Add(export(f, e), sign(f, e, at(2), "x"))
	public, err := signature.ReadOpenPGP([]byte(export(f, e)), day(2))
	ok(f, err)
	f.Add(public.String(), "t")
	f.Add(sign(f, e, at(2), "x"), "t")
	f.Fuzz(func(t *testing.T, s, text string) {
		if id, err := signature.Check(s, text); err == nil && !strings.HasPrefix(id, "openpgp:") || public.Made(s, text) && text != "x" {
			t.Errorf("%q is signed by %s", text, id)
		}
		if k, err := signature.ReadOpenPGP([]byte(s), day(2)); err == nil {
			if again, err := signature.ParseKey(k.String()); err != nil || again.ID != k.ID {
				t.Errorf("%q: %q, %v", s, k.String(), err)
			}
		}
		k, err := signature.ParseKey(s)
		if err != nil {
			return
		}
		k.Made(text, s)
		if again, err := signature.ParseKey(k.String()); err != nil || again.ID != k.ID || !again.Before.Equal(k.Before) {
			t.Errorf("%q: %q, %v", s, k.String(), err)
		}
	})
}
