package note_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/google/go-cmp/cmp"
)

const linked = "---\ntitle: x\n---\n" + `# See [[a/b]]

A [rel *link*](../other/c.md#part "t"), ![pic](img.png), [[./near|text]] and [[ far#x | t ]].
Not ` + "`[[code]]` nor `[x](y.md)`" + `.

    [[indented]]

` + "```\n[[fenced]]\n```" + `

> quoted [q](<sp ace.md>) and [ref][L], [L] again, <https://x.org/a>, ![[embed]]

| [[t\|u]] |

[l]: ./d.md 'title'
[esc](a\)b.md) [ent](a&amp;b.md) [empty]() [no](
[[#here]] [bad
`

func TestLinks(t *testing.T) {
	t.Parallel()
	n := note.Parse("practices/x/y.md", []byte(linked))
	var got []string
	for _, l := range n.Links() {
		at := "-"
		if l.Start >= 0 {
			at = string(n.Bytes()[l.Start:l.End])
		}
		target, ok := target(n, l)
		got = append(got, fmt.Sprintf("%d %q %q %s wiki=%v image=%v %q %v", l.Line, l.Dest, l.Text, at, l.Wiki, l.Image, target, ok))
	}
	want := []string{
		`4 "a/b" "a/b" a/b wiki=true image=false "a/b" true`,
		`6 "../other/c.md#part" "rel link" ../other/c.md#part wiki=false image=false "other/c" true`,
		`6 "img.png" "pic" img.png wiki=false image=true "" false`,
		`6 "./near" "text" ./near wiki=true image=false "x/near" true`,
		`6 "far#x" "t" far#x wiki=true image=false "far" true`,
		`15 "sp ace.md" "q" sp ace.md wiki=false image=false "x/sp ace" true`,
		`15 "./d.md" "ref" ./d.md wiki=false image=false "x/d" true`,
		`15 "./d.md" "L" ./d.md wiki=false image=false "x/d" true`,
		`15 "https://x.org/a" "https://x.org/a" - wiki=false image=false "" false`,
		`15 "embed" "embed" embed wiki=true image=true "embed" true`,
		`17 "t" "u" t wiki=true image=false "t" true`,
		`20 "a)b.md" "esc" a\)b.md wiki=false image=false "x/a)b" true`,
		`20 "a&b.md" "ent" a&amp;b.md wiki=false image=false "x/a&b" true`,
		`20 "" "empty"  wiki=false image=false "" false`,
		`21 "#here" "#here" #here wiki=true image=false "" false`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	n := note.Parse("practices/x/y.md", nil)
	for dest, want := range map[string]note.Address{
		"../z.md": "z", "z.md?raw=1#a": "x/z", "a%20b.md": "x/a b", "/practices/q/r.md": "q/r", "../../README.md": "",
		"../../../../etc/passwd.md": "", "https://x.org/y.md": "", "mailto:a@b.md": "", "//x.org/y.md": "", "#a": "", "z.txt": "", "z": "", ".hidden.md": "",
	} {
		if got, ok := target(n, note.Link{Dest: dest}); got != want || ok != (want != "") {
			t.Errorf("Target(%q) = %q, %v; want %q", dest, got, ok, want)
		}
	}
	for dest, want := range map[string]note.Address{
		"a/b": "a/b", "a/b.md": "a/b", "/a/b": "a/b", "practices/a/b": "a/b", "../a": "a", "a/b#c": "a/b", "pic.png": "", "http://x.y": "", "node.js": "node.js",
	} {
		if got, ok := target(n, note.Link{Dest: dest, Wiki: true}); got != want || ok != (want != "") {
			t.Errorf("wiki Target(%q) = %q, %v; want %q", dest, got, ok, want)
		}
	}
}

func TestRetarget(t *testing.T) {
	t.Parallel()
	n := note.Parse("practices/x/y.md", []byte(linked))
	n.Retarget(func(l note.Link) (string, bool) { return l.Dest, false })
	if string(n.Bytes()) != linked {
		t.Error("a note changed without a change")
	}
	n.Retarget(func(l note.Link) (string, bool) {
		a, ok := target(n, l)
		return "new place/" + string(a), ok && a != "x/sp ace"
	})
	want := strings.NewReplacer("[[a/b]]", "[[new place/a/b]]", "../other/c.md#part", "new%20place/other/c", "./near", "new place/x/near",
		"far#x", "new place/far", "./d.md", "new%20place/x/d", "![[embed", "![[new place/embed", `[[t\|`, `[[new place/t\|`,
		`a\)b.md`, "new%20place/x/a%29b", "a&amp;b.md", "new%20place/x/a&b").Replace(linked)
	if d := cmp.Diff(want, string(n.Bytes())); d != "" {
		t.Error(d)
	}
}

func TestRelativeLink(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]string{
		{"practices/x/y.md", "x/z", "z.md"}, {"practices/x/y.md", "z", "../z.md"}, {"practices/y.md", "a/b/c", "a/b/c.md"},
		{"practices/x/y.md", "w/z (1)", "../w/z%20%281%29.md"}, {"practices/x/y.md", "x/y/z", "y/z.md"},
	} {
		n := note.Parse(tt[0], nil)
		got := n.RelativeLink(note.Address(tt[1]))
		if got != tt[2] {
			t.Errorf("from %s to %s: %q, want %q", tt[0], tt[1], got, tt[2])
		}
		if a, ok := target(n, note.Link{Dest: got}); !ok || string(a) != tt[1] {
			t.Errorf("%q does not lead back to %s: %q", got, tt[1], a)
		}
	}
}

func TestHeadingsAndTasks(t *testing.T) {
	t.Parallel()
	n := note.Parse("practices/x.md", []byte("---\na: b\n---\n# One *two*\n\n## Same\n\nText\n----\n\n## Same\n\n## Ünï & \"x\"\n\n"+
		"- [ ] do **this**\n- [x] done\n  - [X] inner [l](x)\n- no task\n\n```\n- [ ] code\n# code\n```\n> - [ ] quoted\n"))
	wantH := []note.Heading{
		{1, "One two", "one-two", 4}, {2, "Same", "same", 6}, {2, "Text", "text", 8}, {2, "Same", "same-1", 11}, {2, `Ünï & "x"`, "ünï--x", 13},
	}
	if d := cmp.Diff(wantH, n.Headings()); d != "" {
		t.Error(d)
	}
	wantT := []note.Task{{false, "do this", 15}, {true, "done", 16}, {true, "inner l", 17}, {false, "quoted", 24}}
	if d := cmp.Diff(wantT, n.Tasks()); d != "" {
		t.Error(d)
	}
}

// target is the note that a link leads to in an empty pool: the one there should be.
func target(n *note.Note, l note.Link) (note.Address, bool) {
	p := note.Resolver{Shelf: &note.Names{}}.Resolve(n.Path, l)
	return p.Note, p.Note != ""
}

// L1, L4: a link that is written in HTML is one, in a line and in a block of its own, also where
// a quotation or a list puts marks before its lines; comments and scripts hold none.
func TestLinksInHTML(t *testing.T) {
	t.Parallel()
	body := "See <a class=\"x\" href=\"b.md\">the <b>other</b></a> and <IMG src='pic.png' alt='A pump|300'>.\n\n" +
		"> <p align=\"center\">\n>   <a\n>   href=\"c%20d.md#e\">there\n> &amp; back</a>\n> </p>\n\n" +
		"Text <!-- <a href=\"no.md\"> --> <a name=\"f\"></a> `<a href=\"no.md\">`\n\n- <a href=x.md>x</a>\n\n<script>\n'<a href=\"no.md\">'\n</script>\n"
	n := note.Parse("practices/x/a.md", []byte(body))
	var got []string
	for _, l := range n.Links() {
		got = append(got, fmt.Sprintf("%d %s %q %q image=%v", l.Line, l.Dest, l.Text, n.Bytes()[l.Start:l.End], l.Image))
	}
	want := []string{
		`1 b.md "the other" "b.md" image=false`,
		`1 pic.png "A pump" "pic.png" image=true`,
		`5 c%20d.md#e "there & back" "c%20d.md#e" image=false`,
		`11 x.md "x" "x.md" image=false`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	n.Retarget(func(l note.Link) (string, bool) { return "../it's/new \"one\".md", !l.Image && l.Text == "the other" })
	if !strings.Contains(string(n.Bytes()), `href="../it%27s/new%20%22one%22.md">the <b>`) {
		t.Error(string(n.Bytes()))
	}
}

// N10: the size that is written behind a picture is no word of it.
func TestThePictureSaysNotItsSizeN10(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"100x145": "", "300": "", "300px": "", "the pump|50%": "the pump", "the pump | 300": "the pump",
		"the pump|left": "the pump|left", "pump 300": "pump 300", "": "", "3x": "3x", "2024-01-02": "2024-01-02",
	} {
		if got := note.PictureText(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}
