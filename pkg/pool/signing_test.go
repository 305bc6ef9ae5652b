package pool_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

// key makes a key of ssh for a member and returns its file.
func (c *community) key(name string) string {
	c.t.Helper()
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		c.t.Skip("ssh-keygen is not installed")
	}
	file := filepath.Join(c.dir, name)
	if out, err := exec.Command(keygen, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file).CombinedOutput(); err != nil {
		c.t.Fatalf("%v: %s", err, out)
	}
	return file
}

// U43: where the community requires signatures, what ben signed counts and what nobody signed does
// not, on every clone; git says the same of the commits. His second key takes over when the first
// has signed the card that names it; what somebody else writes on his card counts for nothing.
func TestSignedReports(t *testing.T) {
	c := table(t, true, "ben", "cy", "eve")
	ctx := context.Background()
	if _, err := c.reopen("ben").SignWith(ctx, c.key("ben.key")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ben", "cy"} {
		c.tried(name, one, pool.Worked, "place of "+name)
		c.sync(name)
	}
	c.sync("ana")
	expect(t, "nobody asks", c.view("ana", one).Why.Maturity, pool.Promising)
	c.replace("ana", "practices/charter.md", "stage: prototype", "stage: prototype\nsignatures: asked")
	c.share("ana")
	v := c.view("ana", one)
	expect(t, "asked", v.Why.Maturity, pool.Promising)
	for _, e := range v.Thread {
		if e.Unsigned != (e.By() == "cy") {
			t.Errorf("%s: unsigned %v", e.By(), e.Unsigned)
		}
	}
	c.replace("ana", "practices/charter.md", "signatures: asked", "signatures: required")
	c.share("ana")
	v = c.view("ana", one)
	expect(t, "required", v.Why.Maturity, pool.Emerging)
	if len(v.Why.Ignored) != 1 || !strings.Contains(v.Why.Ignored[0].Reason, "nobody signed it") {
		t.Errorf("%+v", v.Why.Ignored)
	}
	good := func(clone string) {
		t.Helper()
		if out := c.gitAs("ana@example.org", clone, "log", "--format=%G? %GS", "--author=ben", "origin/main"); strings.Contains(out, "N ") || !strings.Contains(out, "G ben@example.org") {
			t.Errorf("%s: git says %q", clone, out)
		}
	}
	good("ana")

	// The next key.
	next, err := c.reopen("ben").SignWith(ctx, c.key("ben.next"))
	if err != nil || !next.Later || next.Already {
		t.Fatalf("%+v, %v", next, err)
	}
	c.sync("ben")
	if same, err := c.reopen("ben").SignWith(ctx, filepath.Join(c.dir, "ben.next")); err != nil || !same.Already || same.Later {
		t.Errorf("the key he has: %+v, %v", same, err)
	}
	c.tried("ben", one, pool.Failed, "place of ben")
	c.sync("ben")
	c.sync("cy")
	v = c.view("cy", one)
	if v.Why.Failed != 1 || v.Why.Worked != 0 {
		t.Errorf("with the next key: %+v %+v", v.Why.Counted, v.Why.Ignored)
	}
	good("cy")

	// Somebody else's key on his card.
	c.sync("eve")
	other, err := os.ReadFile(c.key("eve.key") + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	card := c.read("eve", "practices/people/ben.md")
	c.pushed("ben@example.org", "eve", "practices/people/ben.md", strings.Replace(card, "keys:", "keys:\n  - "+strings.TrimSpace(string(other)), 1))
	c.sync("ben")
	if doubt, err := c.reopen("ben").CardDoubt(ctx); err != nil || doubt == "" {
		t.Errorf("a key that nobody signed for is believed: %q, %v", doubt, err)
	}
	if v = c.view("ben", one); v.Why.Failed != 1 {
		t.Errorf("after that: %+v", v.Why.Ignored)
	}
	if _, err := c.reopen("ben").SignWith(ctx, filepath.Join(c.dir, "no-such")); !errors.As(err, new(*pool.NoKeyError)) {
		t.Errorf("no key: %v", err)
	}
}
