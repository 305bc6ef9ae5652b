package linkcheck_test

import (
	"fmt"
	"io/fs"
	"slices"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/linkcheck"
)

// targets are notes by address, and a picture.
func targets(texts map[note.Address]string) linkcheck.Targets {
	all := linkcheck.NewTargets(func(path string) ([]byte, error) {
		a, _ := note.AddressOf(path)
		if text, ok := texts[a]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	})
	for a, text := range texts {
		all.AddFile(a.Path())
		named, _ := note.NamesOf(note.Parse(a.Path(), []byte(text)))
		all.AddNote(named)
	}
	all.AddFile("practices/oncall/pager.png")
	return all
}

// A link to a note that is not there, and one to a heading that its note does not have.
func ExampleTargets_Check() {
	all := targets(map[note.Address]string{
		"oncall/handover": "---\ntitle: Handover\n---\n\n## Who\n\nTwo people.\n",
		"oncall/pager":    "---\ntitle: Pager\n---\n\nSee [[oncall/handover#who]], [[oncall/handover#when]] and [[oncall/night]].\n",
	})
	text := []byte("---\ntitle: Pager\n---\n\nSee [[oncall/handover#who]], [[oncall/handover#when]] and [[oncall/night]].\n")
	for _, p := range all.Check(note.Parse("practices/oncall/pager.md", text)) {
		fmt.Println(p.Line, p.Rule+":", p.Message)
	}
	// Output:
	// 5 broken-anchor: links to "oncall/handover#when": oncall/handover has no such heading
	// 5 broken-link: links to "oncall/night", which does not exist
}

func TestWhatIsWrongWithALink(t *testing.T) {
	notes := map[note.Address]string{
		"oncall/handover": "---\ntitle: Handover\naliases: [/oncall/shift]\n---\n\nTwo people. ^two\n",
		"review/handover": "---\ntitle: Handover of a review\n---\n\nOne page.\n",
		"old":             "---\ntitle: Old\nsuperseded_by: oncall/handover\n---\n\nGone.\n",
	}
	for text, want := range map[string][]string{
		"[[oncall/handover]]":                     nil,
		"[[oncall/handover#^two]]":                nil,
		"[[oncall/handover#^three]]":              {"broken-anchor"},
		"[[shift]]":                               nil, // a second name that its author gave it
		"[[oncall/shift]]":                        {"moved-link"},
		"[[handover]]":                            {"ambiguous-link"},
		"![a pager](oncall/pager.png)":            nil,
		"![a pager](oncall/beeper.png)":           {"broken-link"},
		"[handover](oncall/Handover.md)":          {"broken-link"},
		"[elsewhere](https://example.org/none)":   nil,
		"[[here#nowhere]]":                        {"broken-anchor"},
		"[[here]] and [this](#a-heading-of-mine)": {"broken-anchor"},
	} {
		all := targets(notes)
		src := []byte("---\ntitle: Here\n---\n\n" + text + "\n")
		all.Replace("practices/here.md", src)
		var got []string
		for _, p := range all.Check(note.Parse("practices/here.md", src)) {
			got = append(got, p.Rule)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", text, got, want)
		}
	}
	all := targets(notes)
	if got := all.Check(note.Parse("practices/old.md", []byte(notes["old"]))); len(got) != 1 || got[0].Rule != "one-sided" {
		t.Errorf("replaced by a note that does not say so: %v", got)
	}
}

// Of many notes that a name may mean, three are told.
func TestManyOfOneName(t *testing.T) {
	notes := map[note.Address]string{}
	for i, topic := range []string{"a", "b", "c", "d", "e"} {
		notes[note.Address(topic+"/handover")] = "---\ntitle: Handover\n---\n\nText.\n"
		if i < 1 {
			continue
		}
		got := targets(notes).Check(note.Parse("practices/x/here.md", []byte("---\ntitle: Here\n---\n\n[[handover]]\n")))
		want := []string{
			`"handover" may be a/handover or b/handover; it leads to a/handover`,
			`"handover" may be a/handover, b/handover or c/handover; it leads to a/handover`,
			`"handover" may be a/handover, b/handover, c/handover or d/handover; it leads to a/handover`,
			`"handover" may be a/handover, b/handover, c/handover or 2 others; it leads to a/handover`,
		}[i-1]
		if len(got) != 1 || got[0].Message != want {
			t.Errorf("%v, not %s", got, want)
		}
	}
}

// What a contribution takes away leads nowhere, and what it brings is there, whatever the files say.
func TestReplace(t *testing.T) {
	all := targets(map[note.Address]string{"a": "---\ntitle: A\nsupersedes: b\n---\n\nText.\n", "b": "---\ntitle: B\n---\n\nText.\n"})
	all.Replace("practices/b.md", nil)
	all.Replace("practices/c.md", []byte("---\ntitle: C\nsuperseded_by: a\n---\n\nText.\n"))
	if all.Has("b") || !all.Has("c") || !all.Says("c", "superseded_by", "a") || all.Says("a", "superseded_by", "c") || !all.Says("gone", "supersedes", "a") {
		t.Error("what was replaced is not known by its new text")
	}
}
