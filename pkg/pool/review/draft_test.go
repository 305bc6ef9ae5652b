package review

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// A comment is on lines that there are; what it is about is quoted from the side it is on.
func TestQuote(t *testing.T) {
	r := Review{Notes: []Note{{Path: "practices/a.md", Old: []byte("was\n"), New: []byte("one\ntwo\n\nfour\n")}}}
	for _, tc := range []struct {
		in    forge.Inline
		quote string // of the lines; "" where it is refused
	}{
		{forge.Inline{Anchor: forge.Anchor{Path: "practices/a.md", Line: 2}}, "two"},
		{forge.Inline{Anchor: forge.Anchor{Path: "practices/a.md", Start: 1, Line: 4}}, "one\ntwo\n\nfour"},
		{forge.Inline{Anchor: forge.Anchor{Path: "practices/a.md", Line: 1, Side: forge.Before}}, "was"},
		{forge.Inline{Anchor: forge.Anchor{Path: "practices/a.md", Line: 2, Side: forge.Before}}, ""},
		{forge.Inline{Anchor: forge.Anchor{Path: "practices/a.md", Line: 5}}, ""},
		{forge.Inline{Anchor: forge.Anchor{Path: "practices/a.md"}}, ""},
		{forge.Inline{Anchor: forge.Anchor{Path: "practices/a.md", Start: 4, Line: 2}}, ""},
		{forge.Inline{Anchor: forge.Anchor{Path: "practices/b.md", Line: 1}}, ""},
	} {
		in := tc.in
		if err := r.Quote(&in); (err != nil) != (tc.quote == "") || err == nil && in.Quote != tc.quote {
			t.Errorf("%+v: %q, %v", tc.in.Anchor, in.Quote, err)
		}
	}
}

// A few are named, the rest counted.
func TestListed(t *testing.T) {
	for names, want := range map[string]string{"a": "a", "a b": "a and b", "a b c": "a, b and c", "a b c d e": "a, b, c and 2 more"} {
		if got := listed(strings.Fields(names)); got != want {
			t.Errorf("%s: %q, want %q", names, got, want)
		}
	}
}
