package note_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/google/go-cmp/cmp"
)

func TestMerge(t *testing.T) {
	t.Parallel()
	const body = "---\n\nOne.\n\nTwo.\n"
	for _, tt := range []struct{ name, base, mine, theirs, want string }{
		{"different keys", "---\na: 1\nb: 1\n" + body, "---\na: 2\nb: 1\n" + body, "---\na: 1\nb: 2\n" + body, "---\na: 2\nb: 2\n" + body},
		{"lists", "---\ntags: [a, b]\n" + body, "---\ntags: [a, b, mine]\n" + body, "---\ntags: [b, theirs]\n" + body, "---\ntags: [b, mine, theirs]\n" + body},
		{"lists in other forms", "---\ntags: [a]\n" + body, "---\ntags:\n  - a\n  - mine # m\n" + body, "---\ntags: a, theirs\n" + body, "---\ntags:\n  - a\n  - mine # m\n  - theirs\n" + body},
		{"list items with comments", "---\ntags:\n- a\n" + body, "---\ntags:\n- a\n- mine # m\n" + body, "---\ntags:\n- a\n- theirs # t\n" + body, "---\ntags:\n- a\n- mine # m\n- theirs # t\n" + body},
		{"both add a list", "---\na: 1\n" + body, "---\na: 1\nx: [m]\n" + body, "---\na: 1\nx: [t]\n" + body, "---\na: 1\nx: [m, t]\n" + body},
		{"one deletes a list the other adds to", "---\nx: [a]\n" + body, "---\n" + body, "---\nx: [a, t]\n" + body, "---\nx: [t]\n" + body},
		{"both add keys", "---\na: 1\n" + body, "---\na: 1\nm: 1\n" + body, "---\na: 1\nt: 1\n" + body, "---\na: 1\nt: 1\nm: 1\n" + body},
		{"a key and its comment", "---\na: 1\nz: 1\n" + body, "---\na: 2\nz: 1\n" + body, "---\na: 1\n# why\nb: 1\nz: 1\n" + body, "---\na: 2\n# why\nb: 1\nz: 1\n" + body},
		{"comments on both sides", "---\na: 1\n" + body, "---\n# m\na: 1\n" + body, "---\n# t\na: 1\n# end\n" + body, "---\n# m\n# t\na: 1\n# end\n" + body},
		{"value and comment", "---\na: x\n" + body, "---\na: x # m\n" + body, "---\na: new\n" + body, "---\na: new # m\n" + body},
		{"two comments", "---\na: x\n" + body, "---\na: x # m\n" + body, "---\na: y # t\n" + body, ""},
		{"deleted", "---\na: 1\nb: 1\n" + body, "---\nb: 2\n" + body, "---\na: 1\nb: 1\nc: 1\n" + body, "---\nb: 2\nc: 1\n" + body},
		{"deleted and changed", "---\na: 1\n" + body, "---\n" + body, "---\na: 2\n" + body, ""},
		{"same key, two values", "---\na: 1\n" + body, "---\na: 2\n" + body, "---\na: 3\n" + body, ""},
		{"quoting alone", "---\na: x\n" + body, "---\na: \"x\"\n" + body, "---\na: 'x'\n" + body, "---\na: \"x\"\n" + body},
		{"body and keys", "---\na: 1\n" + body, "---\na: 1\n---\n\nOne!\n\nTwo.\n", "---\na: 2\n" + body, "---\na: 2\n---\n\nOne!\n\nTwo.\n"},
		{"body on both sides", "---\na: 1\n" + body, "---\na: 1\n---\n\nOne!\n\nTwo.\n", "---\na: 1\n---\n\nOne.\n\nTwo!\n", "---\na: 1\n---\n\nOne!\n\nTwo!\n"},
		{"body conflict", "---\na: 1\n" + body, "---\na: 1\n---\n\nOne!\n\nTwo.\n", "---\na: 1\n---\n\nOne?\n\nTwo.\n", ""},
		{"front matter new on one side", "One.\n", "One!\n", "---\na: 1\n---\nOne.\n", "---\na: 1\n---\nOne!\n"},
		{"front matter new on both", "One.\n", "---\nm: 1\ntags: [m]\n---\nOne.\n", "---\nt: 1\ntags: [t]\n---\nOne!\n", "---\nt: 1\nm: 1\ntags: [m, t]\n---\nOne!\n"},
		{"lines of a map", "---\nx:\n  a: 1\n  b: 1\n  c: 1\n" + body, "---\nx:\n  a: 2\n  b: 1\n  c: 1\n" + body, "---\nx:\n  a: 1\n  b: 1\n  c: 2\n" + body, "---\nx:\n  a: 2\n  b: 1\n  c: 2\n" + body},
		{"line endings changed there", "---\na: 1\n---\nOne.\n\nTwo.\n", "---\na: 2\n---\nOne.\n\nTwo.\n", "---\r\na: 1\r\n---\r\nOne.\r\n\r\nTwo!\r\n", "---\r\na: 2\r\n---\r\nOne.\r\n\r\nTwo!\r\n"},
		{"line endings changed here", "---\na: 1\n---\nOne.\n\nTwo.\n", "---\r\na: 1\r\n---\r\nOne!\r\n\r\nTwo.\r\n", "---\na: 2\n---\nOne.\n\nTwo.\n", "---\r\na: 2\r\n---\r\nOne!\r\n\r\nTwo.\r\n"},
		{"broken yaml by lines", "---\na: [\n---\nx\ny\nz\n", "---\na: [\n---\nX\ny\nz\n", "---\na: [\n---\nx\ny\nZ\n", "---\na: [\n---\nX\ny\nZ\n"},
		{"broken yaml in conflict", "---\na: [\n---\n", "---\na: [1\n---\n", "---\na: [2\n---\n", ""},
		{"key given twice by lines", "---\na: 1\na: 2\n---\nx\ny\nz\n", "---\na: 1\na: 2\n---\nX\ny\nz\n", "---\na: 1\na: 2\n---\nx\ny\nZ\n", "---\na: 1\na: 2\n---\nX\ny\nZ\n"},
		{"inline front matter", "---\n{a: 1}\n---\nx\ny\nz\n", "---\n{a: 2}\n---\nx\ny\nz\n", "---\n{a: 1}\n---\nx\ny\nZ\n", "---\n{a: 2}\n---\nx\ny\nZ\n"},
		{"removed all text", "---\na: 1\n---\nx\n", "---\na: 2\n---\nx\n", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := note.Merge([]byte(tt.base), []byte(tt.mine), []byte(tt.theirs))
			if d := cmp.Diff(tt.want, string(got)); d != "" || ok != (tt.want != "") {
				t.Errorf("ok = %v\n%s", ok, d)
			}
		})
	}
}

func TestMergeOfTwoNewNotes(t *testing.T) {
	t.Parallel()
	got, ok := note.Merge(nil, []byte("---\ntitle: A\ntags: [m]\n---\nSame.\n"), []byte("---\ntitle: A\ntags: [t]\ndate: 2024-05-01\n---\nSame.\n"))
	if want := "---\ntitle: A\ntags: [m, t]\ndate: 2024-05-01\n---\nSame.\n"; !ok || string(got) != want {
		t.Errorf("%v %q", ok, got)
	}
	if _, ok := note.Merge(nil, []byte("One.\n"), []byte("Other.\n")); ok {
		t.Error("two different notes merged")
	}
	if got, ok := note.Merge(nil, []byte("Same.\n"), []byte("Same.\n")); !ok || string(got) != "Same.\n" {
		t.Errorf("%v %q", ok, got)
	}
}

var token = regexp.MustCompile(`[mt]tok[0-9]+`)

// On random edits of both sides: what either side added is in the merged note, a repeated
// merge changes nothing, both ways round keep the same, and the result can be read.
func TestMergeProperty(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	clean, total := 0, 3000
	for i := range total {
		base := []byte(randomNote(r) + "\nAlpha.\n\nBeta.\n\nGamma.\n\nDelta.\n")
		if i%20 == 0 {
			base = nil
		}
		mine, theirs := randomEdits(r, base, "mtok"), randomEdits(r, base, "ttok")
		got, ok := note.Merge(base, mine, theirs)
		if !ok {
			if got != nil {
				t.Fatalf("%d: a conflict gives bytes", i)
			}
			continue
		}
		clean++
		fail := func(what string) {
			t.Fatalf("%d: %s\nbase   %q\nmine   %q\ntheirs %q\nmerged %q", i, what, base, mine, theirs, got)
		}
		again, ok := note.Merge(base, got, theirs)
		if !ok || !bytes.Equal(again, got) {
			fail(fmt.Sprintf("merged again: %v %q", ok, again))
		}
		for _, tok := range token.FindAllString(string(mine)+string(theirs), -1) {
			if !strings.Contains(string(got), tok) {
				fail(tok + " is lost")
			}
		}
		if n := note.Parse("", got); n.Err() != nil {
			fail(n.Err().Error())
		}
		if other, ok := note.Merge(base, theirs, mine); ok && sortedValues(other) != sortedValues(got) {
			fail(fmt.Sprintf("the other way round: %q", other))
		}
	}
	if clean < total/3 {
		t.Errorf("only %d of %d merged", clean, total)
	}
	t.Logf("%d of %d merged", clean, total)
}

// sortedValues shows front matter with lists as sets.
func sortedValues(src []byte) string {
	front := note.Parse("", src).FrontMatter()
	for key, v := range front {
		list, ok := v.([]any)
		if !ok {
			continue
		}
		set := map[string]bool{}
		for _, x := range list {
			set[fmt.Sprint(x)] = true
		}
		front[key] = set
	}
	return fmt.Sprint(front)
}

// randomEdits changes a note as an author would; everything new holds a token of its own.
func randomEdits(r *rand.Rand, base []byte, prefix string) []byte {
	src := base
	next := func() string { return fmt.Sprintf("%s%d", prefix, r.IntN(1_000_000)) }
	for range r.IntN(4) {
		n := note.Parse("practices/x.md", src)
		if n.Err() != nil {
			return src
		}
		key := pick(r, "title", "tags", "list", "text", "date", "k1", "k2", "k3")
		switch r.IntN(9) {
		case 0:
			_ = n.Set(key, next())
		case 1, 2:
			list, _ := n.Value("tags")
			var tags []string
			if old, ok := list.([]any); ok {
				for _, x := range old {
					if r.IntN(5) > 0 {
						tags = append(tags, fmt.Sprint(x))
					}
				}
			}
			_ = n.Set("tags", append(tags, next()))
		case 3:
			_ = n.Delete(key)
		case 4:
			_ = n.Set(pick(r, "list", "k4"), []string{next(), pick(r, "a", "b", "c")})
		case 5:
			if at := bytes.Index(n.Bytes(), []byte("\n"+key+":")); at > 0 && !bytes.Contains(n.Body(), []byte("\n"+key+":")) {
				src = append(append(append([]byte{}, n.Bytes()[:at+1]...), "# "+next()+"\n"...), n.Bytes()[at+1:]...)
				continue
			}
		default:
			lines := strings.SplitAfter(string(n.Body()), "\n")
			i := r.IntN(len(lines))
			lines[i] = next() + "\n" + pick(r, lines[i], "", "\n")
			_ = n.SetBody([]byte(strings.Join(lines, "")))
		}
		src = n.Bytes()
	}
	return src
}

func TestMergeView(t *testing.T) {
	t.Parallel()
	base, mine, theirs := "a\nb\nc\nd\ne\n", "a\nB1\nc\nd\nE\n", "A\nb\nc\nD\ne\n"
	got := string(note.MergeView([]byte(base), []byte(mine), []byte(theirs), [2]string{"mine", "theirs"}))
	want := "<<<<<<< mine\na\nB1\n=======\nA\nb\n>>>>>>> theirs\nc\n<<<<<<< mine\nd\nE\n=======\nD\ne\n>>>>>>> theirs\n"
	if got != want {
		t.Errorf("got %q", got)
	}
	got = string(note.MergeView([]byte("x\ny\nz"), []byte("x\ny\nmine"), []byte("X\ny\ntheirs"), [2]string{"m\x1b[31m", "t"}))
	if want := "X\ny\n<<<<<<< m\nmine\n=======\ntheirs\n>>>>>>> t\n"; got != want {
		t.Errorf("got %q", got)
	}
	if got := string(note.MergeView([]byte("a\nb\nc\n"), []byte("A\nb\nc\n"), []byte("a\nb\nC\n"), [2]string{"m", "t"})); got != "A\nb\nC\n" {
		t.Errorf("got %q", got)
	}
}
