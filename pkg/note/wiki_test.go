package note_test

import (
	"slices"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// L3, L4: what is a wiki link, and what is something else for the rest of the world.
func TestWikiLinksL3(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		"[[a]] ![[b]] [[c|d]] [[e#f#g|h]] [[#^i]]":             {"a", "b", "c", "e#f#g", "#^i"},
		"[[1]](https://x.org) [[M 2019]](<u v> \"t\")":         {"https://x.org", "u v"},
		"[[1]][] [[1][]] [[1]]\n\n[1]: https://x.org":          {"https://x.org", "https://x.org", "https://x.org"},
		"[[a]]\n\n[a]: ops/a.md \"made by an editor\"":         {"a"},
		"[[a]](see there) and [[a]][[b]]":                      {"a", "a", "b"},
		"a[[i]] m[[0]] f(x)[[1, 2]] [[2023, 2, 3]]":            nil,
		"if [[ -f x ]] or [[ $a == b ]]":                       nil,
		"见[[笔记]]。Haupt[[Ventil]]":                              {"笔记", "Ventil"},
		"x[^1] [[^1]]\n\n[^1]: Ibid.":                          nil,
		"| a |\n|---|\n| [[t\\|u]] |\n":                        {"t"},
		"x[^1]\n\n[^1]:\n    ```\n    [[2, 3]] [[c]]\n    ```": nil,
		"x[^1]\n\n[^1]: Text.\n\n    See [[ops/nowhere]].":     {"ops/nowhere"},
		"<ana@example.org> and ben@example.org":                {"mailto:ana@example.org", "mailto:ben@example.org"},
		"[[text]] (https://x.org/a)":                           {"https://x.org/a"},
		"[[a|]] [[|b]] [[]] [[ ]]":                             {"a"},
		"- [x](a.md)\n- [ ](b.md)\n- [x][r]\n- [x]\n\n[r]: c":  {"a.md", "b.md", "c"},
		"1. [X](a.md) d\n2. [x] [e](f.md)":                     {"a.md", "f.md"},
	} {
		var got []string
		for _, l := range note.Parse("practices/x.md", []byte(body)).Links() {
			got = append(got, l.Dest)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
}
