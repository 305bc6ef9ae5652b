package signature_test

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"

	"github.com/breakfast-table/cop/pkg/signature"
)

const signed = "tree x\n\nhello\n"

// day is noon of a day of January 2026.
func day(n int) time.Time { return time.Date(2026, 1, n, 12, 0, 0, 0, time.UTC) }

func at(n int) *packet.Config {
	return &packet.Config{Time: func() time.Time { return day(n) }, Algorithm: packet.PubKeyAlgoEdDSA, DefaultHash: crypto.SHA256}
}

// made is a key of day 1 that ends after some days; 0: never.
func made(t testing.TB, name string, days int) *openpgp.Entity {
	t.Helper()
	c := at(1)
	c.KeyLifetimeSecs = uint32(days * 24 * 3600)
	e, err := openpgp.NewEntity(name, "", name+"@example.org", c)
	ok(t, err)
	return e
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// export is what gpg --armor --export writes.
func export(t testing.TB, e ...*openpgp.Entity) string {
	t.Helper()
	var b bytes.Buffer
	w, err := armor.Encode(&b, "PGP PUBLIC KEY BLOCK", nil)
	ok(t, err)
	for _, e := range e {
		ok(t, e.Serialize(w))
	}
	ok(t, w.Close())
	return b.String()
}

// sign is an armored signature of what is signed, made on a day.
func sign(t testing.TB, e *openpgp.Entity, c *packet.Config, text string) string {
	t.Helper()
	var b bytes.Buffer
	ok(t, openpgp.ArmoredDetachSign(&b, []*openpgp.Entity{e}, strings.NewReader(text), &openpgp.SignParams{Config: c}))
	return b.String()
}

// shortened is a key as its owner says on a day that it ends after some days.
func shortened(t testing.TB, e *openpgp.Entity, on, days int) *openpgp.Entity {
	t.Helper()
	for _, id := range e.Identities {
		sig := *id.SelfCertifications[0].Packet
		life := uint32(days * 24 * 3600)
		sig.KeyLifetimeSecs, sig.CreationTime = &life, day(on)
		ok(t, sig.SignUserId(id.UserId.Id, e.PrimaryKey, e.PrivateKey, at(on)))
		id.SelfCertifications = append(id.SelfCertifications, packet.NewVerifiableSig(&sig))
	}
	return e
}

// TestMade says which signature of gpg is one of a key, and which is not. TestAgreesWithGPG holds
// gpg to it.
func TestMade(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(t *testing.T) (key, sig string)
		want bool
	}{
		{"by the key", func(t *testing.T) (string, string) {
			e := made(t, "ana", 0)
			return export(t, e), sign(t, e, at(2), signed)
		}, true},
		{"another text", func(t *testing.T) (string, string) {
			e := made(t, "ana", 0)
			return export(t, e), sign(t, e, at(2), signed+"!")
		}, false},
		{"by somebody of the same name", func(t *testing.T) (string, string) {
			return export(t, made(t, "ana", 0)), sign(t, made(t, "ana", 0), at(2), signed)
		}, false},
		{"before the key ended", func(t *testing.T) (string, string) {
			e := made(t, "ana", 3)
			return export(t, e), sign(t, e, at(2), signed)
		}, true},
		{"after the key ended", func(t *testing.T) (string, string) {
			e := made(t, "ana", 0)
			late := sign(t, e, at(9), signed)
			return export(t, shortened(t, e, 2, 3)), late
		}, false},
		{"the key was made to last longer, later", func(t *testing.T) (string, string) {
			e := made(t, "ana", 3)
			early := sign(t, e, at(2), signed)
			return export(t, shortened(t, e, 3, 300)), early
		}, true},
		{"before the key was made", func(t *testing.T) (string, string) {
			e := made(t, "ana", 0)
			sig := sign(t, e, &packet.Config{Time: func() time.Time { return day(1) }, DefaultHash: crypto.SHA256}, signed)
			young, err := openpgp.NewEntity("ana", "", "ana@example.org", at(5))
			ok(t, err)
			return export(t, young), sig
		}, false},
		{"stolen", func(t *testing.T) (string, string) { return revokedFor(t, packet.KeyCompromised) }, false},
		{"replaced, and taken back", func(t *testing.T) (string, string) { return revokedFor(t, packet.KeySuperseded) }, false},
		{"by a subkey", func(t *testing.T) (string, string) {
			e := made(t, "ana", 0)
			ok(t, e.AddSigningSubkey(at(2)))
			return export(t, e), sign(t, e, at(3), signed)
		}, true},
		{"by a subkey that was taken back", func(t *testing.T) (string, string) {
			e := made(t, "ana", 0)
			ok(t, e.AddSigningSubkey(at(2)))
			sig := sign(t, e, at(3), signed)
			ok(t, e.Subkeys[len(e.Subkeys)-1].Revoke(packet.KeyRetired, "", at(4)))
			return export(t, e), sig
		}, false},
		{"by a subkey of another key", func(t *testing.T) (string, string) {
			e, other := made(t, "ana", 0), made(t, "eve", 0)
			ok(t, e.AddSigningSubkey(at(2)))
			sig := sign(t, e, at(3), signed)
			stolen := e.Subkeys[len(e.Subkeys)-1] // eve says that ana's subkey is hers
			stolen.Primary = other
			other.Subkeys = append(other.Subkeys, stolen)
			return export(t, other), sig
		}, false},
		{"with an end of its own", func(t *testing.T) (string, string) {
			e, c := made(t, "ana", 0), at(2)
			c.SigLifetimeSecs = 3600
			return export(t, e), sign(t, e, c, signed)
		}, false},
		{"with what must not be overlooked", func(t *testing.T) (string, string) {
			e, c := made(t, "ana", 0), at(2)
			c.SignatureNotations = []*packet.Notation{{Name: "for@example.org", Value: []byte("mail"), IsCritical: true, IsHumanReadable: true}}
			return export(t, e), sign(t, e, c, signed)
		}, false},
		{"twice", func(t *testing.T) (string, string) {
			e := made(t, "ana", 0)
			var b bytes.Buffer
			w, err := armor.Encode(&b, "PGP SIGNATURE", nil)
			ok(t, err)
			for range 2 {
				ok(t, openpgp.DetachSign(w, []*openpgp.Entity{e}, strings.NewReader(signed), at(2)))
			}
			ok(t, w.Close())
			return export(t, e), b.String()
		}, false},
		{"in a text's form", func(t *testing.T) (string, string) {
			e := made(t, "ana", 0)
			var b bytes.Buffer
			ok(t, openpgp.ArmoredDetachSign(&b, []*openpgp.Entity{e}, strings.NewReader(signed), &openpgp.SignParams{Config: at(2), TextSig: true}))
			return export(t, e), b.String()
		}, false},
		{"nothing", func(t *testing.T) (string, string) { return export(t, made(t, "ana", 0)), "" }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			public, sig := tt.make(t)
			line := keyLine(t, public)
			k, err := signature.ParseKey(line)
			if err != nil {
				t.Fatal(err)
			}
			if got := k.Made(sig, signed); got != tt.want {
				t.Errorf("made %v", got)
			}
			id, err := signature.Check(strings.TrimSpace(sig), signed)
			if tt.want && (err != nil || !k.Claims(id)) {
				t.Errorf("claims %q, %v", id, err)
			}
			if k.ID == id {
				t.Error("a claim passes for the key itself")
			}
		})
	}
}

// revokedFor is a key that its owner took back, and what it signed before.
func revokedFor(t *testing.T, why packet.ReasonForRevocation) (key, sig string) {
	e := made(t, "ana", 0)
	sig = sign(t, e, at(2), signed)
	ok(t, e.Revoke(why, "", at(5)))
	return export(t, e), sig
}

// keyLine is a key as it might stand on a card: as cop writes it, else, of a key that cop would
// not take, with all that is in it.
func keyLine(t *testing.T, public string) string {
	t.Helper()
	if k, err := signature.ReadOpenPGP([]byte(public), day(2)); err == nil {
		return k.String()
	}
	block, err := armor.Decode(strings.NewReader(public))
	ok(t, err)
	b, err := io.ReadAll(block.Body)
	ok(t, err)
	return "openpgp " + base64Of(b)
}

// What a file of gpg must be to go onto a card, and what of it goes there.
func TestReadOpenPGP(t *testing.T) {
	long := made(t, "ana", 0)
	ok(t, long.AddUserId("Ana at home", "", "private@example.org", at(2)))
	ok(t, long.AddSigningSubkey(at(2)))
	binary := &bytes.Buffer{}
	ok(t, long.Serialize(binary))
	private := &bytes.Buffer{}
	w, err := armor.Encode(private, "PGP PRIVATE KEY BLOCK", nil)
	ok(t, err)
	ok(t, long.SerializePrivate(w, at(2)))
	ok(t, w.Close())
	stolen, _ := revokedFor(t, packet.KeyCompromised)
	for _, tt := range []struct{ name, data, err string }{
		{"armored", export(t, long), ""},
		{"as it is", binary.String(), ""},
		{"behind an empty line", "\n" + export(t, long), ""},
		{"the private half", private.String(), "private half"},
		{"a signature", sign(t, long, at(2), signed), "no public key"},
		{"two keys", export(t, long, made(t, "ben", 0)), "several keys"},
		{"ended", export(t, made(t, "ana", 1)), "expired"},
		{"taken back", stolen, "revoked"},
		{"cut off", export(t, long)[:200], "no public key"},
		{"nothing", "", "no public key"},
	} {
		k, err := signature.ReadOpenPGP([]byte(tt.data), day(20))
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err != nil || k.ID != fmt.Sprintf("%X", long.PrimaryKey.Fingerprint) || !k.IsOpenPGP() {
			t.Errorf("%s: %q, %v", tt.name, k.ID, err)
			continue
		}
		if k.Allowed([]string{"ana@example.org"}) != "" {
			t.Errorf("%s: ssh is told of it", tt.name)
		}
		again, err := signature.ParseKey(`valid-before="20261231" ` + k.String())
		if err != nil || again.ID != k.ID || !strings.HasSuffix(again.String(), " "+k.String()) {
			t.Errorf("%s: %q, %v", tt.name, again.String(), err)
		}
		if !again.Made(sign(t, long, at(3), signed), signed) {
			t.Errorf("%s: made nothing", tt.name)
		}
		if bytes.Contains(bytesOf(t, k.String()), []byte("private@example.org")) {
			t.Errorf("%s: another name of the key is on the card", tt.name)
		}
	}
	if k, err := signature.ParseKey(newKey(t, 'a') + " openpgp card"); err != nil || k.IsOpenPGP() || k.Comment != "openpgp card" {
		t.Errorf("%+v, %v", k, err)
	}
}

func base64Of(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// bytesOf is the key in a line.
func bytesOf(t *testing.T, line string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(line, "openpgp "))
	ok(t, err)
	return b
}

// TestAgreesWithGPG: what gpg, and with it git, finds good of a key is made by it here, too, and
// the other way round; but that what a key signed before its end stays signed here when it has
// ended, where git says Y, and that nothing hangs on the clock.
func TestAgreesWithGPG(t *testing.T) {
	gpg, err := exec.LookPath("gpg")
	if err != nil {
		t.Skip("gpg is not installed")
	}
	home, err := os.MkdirTemp("", "gpg") // a socket's path must be short
	ok(t, err)
	t.Cleanup(func() {
		_ = exec.Command("gpgconf", "--homedir", home, "--kill", "all").Run()
		_ = os.RemoveAll(home)
	})
	ask := func(day, stdin string, args ...string) (out string, good bool) {
		cmd := exec.Command(gpg, append([]string{"--homedir", home, "--batch", "--no-tty", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback", "--trust-model", "always", "--faked-system-time", day + "T120000!"}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		b, err := cmd.Output()
		return string(b), err == nil
	}
	must := func(day, stdin string, args ...string) string {
		t.Helper()
		out, good := ask(day, stdin, args...)
		if !good {
			t.Fatalf("gpg %v", args)
		}
		return out
	}
	keyOf := func(name string) string {
		_, rest, _ := strings.Cut(must("20260101", "", "--list-keys", "--with-colons", name), "\nfpr:")
		return strings.Trim(rest[:49], ":")
	}
	for _, tt := range []struct{ name, algo, usage, ends string }{
		{"ed", "ed25519", "sign", "never"}, {"rsa", "rsa2048", "sign", "never"}, {"nist", "nistp256", "sign", "never"},
		{"short", "ed25519", "sign", "5d"}, {"certifies", "ed25519", "cert", "never"}, {"gone", "ed25519", "sign", "never"}, {"weak", "rsa1024", "sign", "never"},
	} {
		must("20260101", "", "--quick-generate-key", tt.name+" <"+tt.name+"@example.org>", tt.algo, tt.usage, tt.ends)
	}
	must("20260102", "", "--quick-add-key", keyOf("certifies"), "ed25519", "sign", "10d")
	early := map[string]string{}
	for _, name := range []string{"ed", "rsa", "nist", "short", "certifies", "gone", "weak"} {
		early[name] = must("20260103", signed, "-bsa", "-u", name)
	}
	revocation, err := os.ReadFile(filepath.Join(home, "openpgp-revocs.d", keyOf("gone")+".rev"))
	ok(t, err)
	must("20260104", strings.Replace(string(revocation), ":-----BEGIN", "-----BEGIN", 1), "--import")
	for _, tt := range []struct {
		name, key, sig string
		differs        string // where we say another thing than git does, and why
	}{
		{"ed25519", "ed", early["ed"], ""},
		{"RSA", "rsa", early["rsa"], ""},
		{"ECDSA", "nist", early["nist"], ""},
		{"somebody else's", "rsa", early["ed"], ""},
		{"a subkey", "certifies", early["certifies"], ""},
		{"a subkey that has ended since", "certifies", must("20260110", signed, "-bsa", "-u", "certifies"), ""},
		{"taken back", "gone", early["gone"], ""},
		{"another text", "ed", must("20260103", signed+"!", "-bsa", "-u", "ed"), ""},
		{"damaged", "ed", strings.Replace(early["ed"], "\n\n", "\n\niH", 1), ""},
		{"ended since", "short", early["short"], "it was good when it signed"},
		{"with an end of its own", "ed", must("20260103", signed, "--default-sig-expire", "2y", "-bsa", "-u", "ed"), "it would be signed until a day, and not from then on"},
		{"1,024 bits", "weak", early["weak"], "too short"},
	} {
		public := must("20260103", "", "--armor", "--export", keyOf(tt.key))
		k, err := signature.ParseKey(keyLine(t, public))
		ok(t, err)
		file := filepath.Join(home, "sig")
		ok(t, os.WriteFile(file, []byte(tt.sig), 0o600))
		status, _ := ask("20260108", signed, "--status-fd", "1", "--verify", file, "-")
		_, by, _ := strings.Cut(status, "[GNUPG:] VALIDSIG ")
		good := strings.Contains(status, "[GNUPG:] GOODSIG ") && strings.Contains(by, keyOf(tt.key))
		if made := k.Made(tt.sig, signed); made != good != (tt.differs != "") {
			t.Errorf("%s: made %v, gpg says\n%s", tt.name, made, status)
		}
	}
}
