package note_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// U34: the text of a place in a note.
func TestPartU34(t *testing.T) {
	src := "---\ntitle: Valve\n---\n# Valve\n\nIntro. ^intro\n\n## First {#one}\n\nText.\n\n### Deeper\n\nMore.\n\n```\n# no heading\n```\n\n## Second\n\n- a\n- b ^item\n- c\n\n| t |\n|---|\n\n^table\n"
	n := note.Parse("practices/valve.md", []byte(src))
	for anchor, want := range map[string]string{
		"First":       "## First {#one}|Text.|### Deeper|More.|```|# no heading|```",
		"valve#first": "## First {#one}|Text.|### Deeper|More.|```|# no heading|```",
		"Deeper":      "### Deeper|More.|```|# no heading|```",
		"second":      "## Second|- a|- b ^item|- c|| t |||---||^table",
		"^intro":      "Intro. ^intro",
		"^item":       "- b ^item",
		"^table":      "| t |||---|",
		"nope":        "", "^nope": "",
	} {
		text, ok := n.Part(anchor)
		got := strings.ReplaceAll(strings.Trim(string(text), "\n"), "\n\n", "\n")
		if got = strings.ReplaceAll(got, "\n", "|"); got != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", anchor, got, want)
		}
	}
	if text, _ := n.Part(""); strings.HasPrefix(string(text), "# Valve") {
		t.Errorf("the whole begins with its title: %s", text)
	}
}

// U34: what a note shows of others ends where it would show itself, and is bounded.
func TestEmbedsEndU34(t *testing.T) {
	files := someFiles{
		"practices/a.md": "# A\n\n![[b]]\n\n![[#own]]\n\n## Own\n\nMine. ![[#own]]\n",
		"practices/b.md": "# B\n\nOf b.\n\n![[a]] ![[c#x]] ![[none]] ![[c#nope]] ![[pic.png]]\n",
		"practices/c.md": "# C\n\n## X\n\nOf c.\n\n![[d]]\n",
		"practices/d.md": "# D\n\nOf d.\n\n![[e]]\n",
		"practices/e.md": "# E\n\nOf e.\n",
		"practices/f.md": strings.Repeat("![[f#a]] ![[a]] ![[b]]\n\n", 3) + "# A\n\n![[f#b]]\n\n# B\n\n![[f#a]]\n",
	}
	read := func(a note.Address) ([]byte, error) {
		if text, ok := files[a.Path()]; ok {
			return []byte(text), nil
		}
		return nil, errors.New("none")
	}
	for from, want := range map[string]string{
		"a": "#own=A[] b=B[c#x=C[d=D[]]]",
		"e": "",
	} {
		n := note.Parse("practices/"+from+".md", []byte(files["practices/"+from+".md"]))
		if got := embedded(n.Embeds(files.resolver(), read)); got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
	n := note.Parse("practices/f.md", []byte(files["practices/f.md"]))
	if got := embedded(n.Embeds(files.resolver(), read)); len(got) > 300 {
		t.Error(got)
	}
}

func embedded(all map[string]note.Embedded) string {
	var out []string
	for dest, e := range all {
		out = append(out, fmt.Sprintf("%s=%s[%s]", dest, e.Title, embedded(e.Inner)))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
