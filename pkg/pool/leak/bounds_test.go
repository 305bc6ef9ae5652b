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

// A value may stand lines below its name, and the colon lines below the word that it belongs to.
func TestAValueIsFoundOverLines(t *testing.T) {
	t.Parallel()
	const value = "aB3dE5gH7jK9mN1pQ2rS4tU6"
	for _, gap := range []struct{ before, after int }{{0, 0}, {1, 1}, {0, 20}, {0, 500}, {20, 0}, {58, 0}, {58, 500}} {
		text := "first\nclient_secret" + strings.Repeat("\n", gap.before) + ":" + strings.Repeat("\n", gap.after) + value + "\nlast\n"
		found := Find("a.md", nil, []byte(text))
		if len(found) != 1 || found[0].Kind != "a password or key" || found[0].Line != 2+gap.before+gap.after {
			t.Errorf("%d lines before the colon, %d after it: %+v", gap.before, gap.after, found)
		}
	}
}
