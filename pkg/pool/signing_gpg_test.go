package pool_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// gpgOf has members' git, and so cop, ask a gpg with keys of its own, and makes them one.
func (c *community) gpgOf(names ...string) (ask func(args ...string) string) {
	c.t.Helper()
	gpg, err := exec.LookPath("gpg")
	if err != nil {
		c.t.Skip("gpg is not installed")
	}
	home, err := os.MkdirTemp("", "gpg") // a socket's path must be short
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() {
		cmd := exec.Command("gpgconf", "--homedir", home, "--kill", "all")
		_ = cmd.Run()
		_ = os.RemoveAll(home)
	})
	ask = func(args ...string) string {
		c.t.Helper()
		cmd := exec.Command(gpg, append([]string{"--homedir", home, "--faked-system-time", "20261124T080000!", "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback"}, args...)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			c.t.Fatalf("gpg %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	program := filepath.Join(home, "ask")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nexec "+gpg+" --homedir "+home+" --faked-system-time 20261124T090000! --trust-model always \"$@\"\n"), 0o700); err != nil {
		c.t.Fatal(err)
	}
	for _, name := range names {
		ask("--quick-generate-key", name+" <"+name+"@example.org>", "ed25519", "sign", "never")
		c.run(name, "config", "gpg.program", program)
	}
	return ask
}

// U43: as TestSignedReports, by keys of gpg. What git finds good counts; what somebody signed with
// a key of their own in ben's name, or with a signature of ben's for something else, does not.
func TestReportsSignedByGPG(t *testing.T) {
	c := table(t, true, "ben", "cy", "eve")
	ctx := context.Background()
	gpg := c.gpgOf("ben", "eve", "cy")
	c.run("ben", "config", "user.signingKey", "ben@example.org")
	first, err := c.reopen("ben").SignWith(ctx, "auto")
	if err != nil || !first.Key.IsOpenPGP() || first.Later {
		t.Fatalf("%+v, %v", first, err)
	}
	c.replace("ana", "practices/charter.md", "stage: prototype", "stage: prototype\nsignatures: required")
	c.share("ana")
	for _, name := range []string{"ben", "cy"} {
		c.tried(name, one, pool.Worked, "place of "+name)
		c.sync(name)
	}
	c.sync("ana")
	v := c.view("ana", one)
	if len(v.Why.Counted) != 1 || v.Why.Counted[0].By != "ben" || len(v.Why.Ignored) != 1 {
		t.Errorf("%+v %+v", v.Why.Counted, v.Why.Ignored)
	}
	for _, e := range v.Thread {
		if e.Unsigned != (e.By() == "cy") {
			t.Errorf("%s: unsigned %v", e.By(), e.Unsigned)
		}
	}
	if out := c.gitAs("cy@example.org", "cy", "log", "--format=%G?", "--author=ben", "origin/main"); strings.Trim(out, "GU\n") != "" {
		t.Errorf("git says %q", out)
	}

	// Eve, in ben's name.
	c.sync("eve")
	report := strings.Replace(c.read("ben", c.entryOf("ben", "ben")), "place of ben", "somewhere else", 1)
	path := strings.Replace(c.entryOf("ben", "ben"), ".md", "2.md", 1)
	gpg("--quick-generate-key", "Ben <ben@example.org>", "rsa2048", "sign", "never")
	_, theirs, _ := strings.Cut(gpg("--list-keys", "--with-colons", "=Ben <ben@example.org>"), "\nfpr:")
	c.run("eve", "config", "user.signingKey", strings.Trim(theirs[:49], ":")+"!")
	c.run("eve", "config", "commit.gpgSign", "true")
	c.pushed("ben@example.org", "eve", path, report)
	genuine := c.run("ben", "cat-file", "commit", strings.TrimSpace(c.run("ben", "log", "-1", "--format=%H", "--author=ben", "origin/main")))
	signed := genuine[strings.Index(genuine, "gpgsig "):strings.Index(genuine, "\n\n")]
	c.write("eve", strings.Replace(path, "2.md", "3.md", 1), report)
	c.gitAs("ben@example.org", "eve", "add", "practices")
	c.gitAs("ben@example.org", "eve", "commit", "-q", "--no-gpg-sign", "-m", "Say so again")
	head := c.run("eve", "cat-file", "commit", "HEAD")
	forged := filepath.Join(c.dir, "forged")
	if err := os.WriteFile(forged, []byte(strings.Replace(head, "\n\n", "\n"+signed+"\n\n", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	c.run("eve", "push", "-q", "origin", strings.TrimSpace(c.run("eve", "hash-object", "-t", "commit", "-w", forged))+":refs/heads/main")
	c.sync("ana")
	v = c.view("ana", one)
	unsigned := 0
	for _, e := range v.Thread {
		if e.Unsigned {
			unsigned++
		}
	}
	if len(v.Thread) != 4 || unsigned != 3 || len(v.Why.Counted) != 1 {
		t.Errorf("after what eve forged: %d of %d not signed, %+v %+v", unsigned, len(v.Thread), v.Why.Counted, v.Why.Ignored)
	}

	// The next key, of ssh, takes over from one of gpg; a key that gpg has no private half of is none.
	next, err := c.reopen("ben").SignWith(ctx, c.key("ben.next"))
	if err != nil || !next.Later {
		t.Fatalf("%+v, %v", next, err)
	}
	c.sync("ben")
	c.tried("ben", one, pool.Failed, "place of ben")
	c.sync("ben")
	c.sync("ana")
	if v = c.view("ana", one); v.Why.Failed != 1 || v.Why.Worked != 0 {
		t.Errorf("with the next key: %+v %+v", v.Why.Counted, v.Why.Ignored)
	}
	file := filepath.Join(c.dir, "other.asc")
	gpg("--armor", "--output", file, "--export", first.Key.ID)
	gpg("--yes", "--delete-secret-keys", first.Key.ID)
	if _, err := c.reopen("ben").SignWith(ctx, file); err == nil {
		t.Error("a key without its private half signs")
	}
	if _, err := c.reopen("ben").SignWith(ctx, strings.Repeat("0", 40)); !errors.As(err, new(*pool.NoKeyError)) {
		t.Errorf("a key that gpg has not: %v", err)
	}
}

// entryOf is the file of the one entry that a member wrote.
func (c *community) entryOf(clone, by string) string {
	c.t.Helper()
	for line := range strings.Lines(c.run(clone, "ls-files", "practices")) {
		if e, ok := note.EntryOf(strings.TrimSpace(line)); ok && string(e.Author) == by {
			return strings.TrimSpace(line)
		}
	}
	c.t.Fatalf("%s wrote nothing", by)
	return ""
}
