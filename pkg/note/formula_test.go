package note

import (
	"slices"
	"testing"
)

// TestFormulasN10: what stands between dollars is a formula and holds no links and no
// emphasis; prices and variables of a shell are none.
func TestFormulasN10(t *testing.T) {
	t.Parallel()
	for src, want := range map[string][]string{
		"$$\n[[1,2],[3,4]]\n$$\n[[a]]":            {"a"},
		"$$[[1,2],[3,4]]$$\n\n[[a]]":              {"a"},
		"see $$[[1,2]]$$ and $[[x]]^2$ [[a]]":     {"a"},
		"it costs $5, [[a]] costs $6":             {"a"},
		"$HOME/[[a]]:$PATH":                       {"a"},
		"$$\nnever closed [[a]]":                  {"a"},
		"> $$\n> [[x]]\n> $$\n>\n> [[a]]":         {"a"},
		"- $$\n  [[x]]\n  $$\n- [[a]]":            {"a"},
		"`$$` is how a formula begins [[a]] `$$`": {"a"},
		"==[[a]]== and a == b [[b]] c == d":       {"a", "b"},
		"$$x$$ and $$y$$ [[a]]":                   {"a"},
		"```\n$$\n```\n[[a]]\n\n$$":               {"a"},
	} {
		var got []string
		for _, l := range Parse("practices/x.md", []byte(src)).Links() {
			got = append(got, l.Dest)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: links %q, want %q", src, got, want)
		}
	}
	if h := Parse("practices/x.md", []byte("text\n\n## A ==bright== $x^2$ day\n")).Headings(); len(h) != 1 || h[0].Text != "A bright x^2 day" {
		t.Errorf("headings: %+v", h)
	}
}
