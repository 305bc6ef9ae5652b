package note_test

import (
	"bytes"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "# H\n", linked, "---\ntitle: a\ntags: [a, 'b']\n---\nB", "\ufeff---\r\na:\r\n  - b # c\r\n---\r\n", "---\na: [\n---\n", "---\n{a: b}\n---", "---\n? a\n: b\n---\n", "---\na: &x 1\nb: *x\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if what := roundTrip("practices/x.md", src); what != "" {
			t.Error(what)
		}
	})
}

func FuzzMerge(f *testing.F) {
	f.Add([]byte("---\na: 1\n---\nx\n"), []byte("---\na: 2\n---\nx\n"), []byte("---\na: 1\nb: [c]\n---\nx\ny\n"))
	f.Add([]byte("a\nb\nc\n"), []byte("A\nb\nc\n"), []byte("a\nb\nC"))
	f.Add([]byte("---\nt: [a]\n---\n"), []byte("---\nt:\n- a\n- b # m\n---\n"), []byte("---\r\nt: [a, c]\r\n---\r\n"))
	f.Add([]byte("---\na: 1\n---\nx\n"), []byte("---\nA: 0\n---\nx\n"), []byte("---"))
	f.Fuzz(func(t *testing.T, base, mine, theirs []byte) {
		merged, ok := note.Merge(base, mine, theirs)
		if ok != (merged != nil) {
			t.Fatalf("ok = %v, %q", ok, merged)
		}
		if !ok {
			note.MergeView(base, mine, theirs, [2]string{"mine", "theirs"})
			return
		}
		again, ok := note.Merge(base, merged, theirs)
		if !ok || !bytes.Equal(again, merged) {
			t.Errorf("merged %q, again %q, %v", merged, again, ok)
		}
	})
}
