package pool_test

import (
	"strings"
	"testing"
)

// TestOtherLineEndings: on a machine where git writes CRLF, an edit by an editor that
// writes CRLF too merges with what others changed, and no line ending travels.
func TestOtherLineEndings(t *testing.T) {
	c := newCommunity(t)
	c.needGit()
	c.found("ana", true)
	c.write("ana", "practices/a/note.md", "# A\n\nOne.\n\nTwo.\n\nThree.\n")
	mustShare(t, c.reopen("ana"))
	c.join("ben")
	c.run("ben", "config", "core.autocrlf", "true")
	c.write("ben", "practices/a/note.md", "# A\r\n\r\nOne.\r\n\r\nTwo.\r\n\r\nThree by Ben.\r\n")
	c.write("ana", "practices/a/note.md", "# A\n\nOne by Ana.\n\nTwo.\n\nThree.\n")
	mustShare(t, c.reopen("ana"))
	if rep := mustSync(t, c.reopen("ben")); len(rep.Conflicts) > 0 {
		t.Fatalf("a line ending was taken for a change: %v", rep.Conflicts)
	}
	mustShare(t, c.reopen("ben"))
	mustSync(t, c.reopen("ana"))
	if got, want := c.read("ana", "practices/a/note.md"), "# A\n\nOne by Ana.\n\nTwo.\n\nThree by Ben.\n"; got != want {
		t.Errorf("ana has %q, not %q", got, want)
	}
	if blob := c.run("ben", "cat-file", "-p", "HEAD:practices/a/note.md"); strings.Contains(blob, "\r") {
		t.Errorf("a CR was shared: %q", blob)
	}
	if dirty := c.run("ben", "status", "--porcelain"); dirty != "" {
		t.Errorf("ben is not clean: %s", dirty)
	}
}
