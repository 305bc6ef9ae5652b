package term

import (
	"strings"
	"testing"
)

// A link of the length that browsers take is one; a longer one is its text alone.
func TestLinksAreAsLongAsPeopleMakeThem(t *testing.T) {
	t.Parallel()
	for length, kept := range map[int]bool{100: true, 2000: true, 2001: false} {
		target := "https://e.example/"
		target += strings.Repeat("a", length-len(target))
		painted := "\x1b]8;;" + target + "\x1b\\text\x1b]8;;\x1b\\"
		if got := Safe(painted, true); strings.Contains(got, target) != kept || !strings.Contains(got, "text") {
			t.Errorf("a link of %d bytes is kept: %v", length, !kept)
		}
	}
}
