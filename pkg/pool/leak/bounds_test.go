package leak

import (
	"strings"
	"testing"
)

// What stands after the first 4 KiB of a line is not read for words: no person writes such.
func TestWordsAreReadUpToABound(t *testing.T) {
	t.Parallel()
	const said = "the password is hunter22x!"
	for before, want := range map[int]int{0: 1, 4000: 1, 4200: 0} {
		line := strings.Repeat("word ", before/5) + said + "\n"
		if got := len(spokenOf("a.md", nil, []byte(line), nil)); got != want {
			t.Errorf("%d bytes before it: %d found, want %d", before, got, want)
		}
	}
}
