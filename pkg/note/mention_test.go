package note

import (
	"slices"
	"strings"
	"testing"
)

func TestAskedOf(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]Handle{
		"@ben @cy\n\nWhy?":               {"ben", "cy"},
		"\n\n@ben, @cy and @ben:\n":      {"ben", "cy"},
		"@ben\r\n\r\nWhy?":               {"ben"},
		"Ask @ben\n":                     nil,
		"ben@example.org\n":              nil,
		"@Ben\n":                         nil,
		"@\n":                            nil,
		"":                               nil,
		"Why?\n\n@ben\n":                 nil,
		"@ben " + strings.Repeat("x", 9): nil,
	} {
		if got := Parse("practices/q.md", []byte("---\ntype: question\n---\n"+body)).AskedOf(); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", body, got, want)
		}
	}
}

func TestAskOfIsReadBack(t *testing.T) {
	t.Parallel()
	to := []Handle{"ben", "cy-2"}
	n := Parse("practices/q.md", []byte("---\n---\n\n"+AskOf(to, "\nWhy?\n")))
	if got := n.AskedOf(); !slices.Equal(got, to) || !strings.HasSuffix(string(n.Body()), "\n\nWhy?\n") {
		t.Errorf("got %v from %q", got, n.Body())
	}
	if AskOf(nil, "x") != "x" {
		t.Error("a text for nobody changed")
	}
}
