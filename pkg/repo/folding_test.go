package repo

import (
	"os"
	"path/filepath"
	"testing"
)

// TestFolding: of two names that the disk takes for one, as the settings say, the second has no
// place and was not removed; who gives a file other letters moves it. The disk of this test tells
// them apart and holds what the other would. .ci/filesystems tells stories on such disks.
func TestFolding(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	check(t, w.SetConfig("core.ignorecase", "true"))
	check(t, w.SetConfig("core.precomposeunicode", "true"))
	base := must(w.WriteCommit(t.Context(), Commit{Message: "m", Edits: []Edit{
		file("practices/a/Notes.md", "large"), file("practices/a/notes.md", "small"), file("practices/a/one.md", "one"),
		file("practices/Team/x.md", "x"), file("practices/team/y.md", "y"),
		file("practices/b/caf\u00e9.md", "usual"), file("practices/b/cafe\u0301.md", "other"),
	}}))(t)
	for path, text := range map[string]string{
		"practices/a/Notes.md": "large", "practices/a/One.md": "one", "practices/Team/x.md": "x", "practices/Team/y.md": "changed",
		"practices/b/caf\u00e9.md": "usual",
	} {
		full := filepath.Join(w.Root(), filepath.FromSlash(path))
		check(t, os.MkdirAll(filepath.Dir(full), 0o777))
		check(t, os.WriteFile(full, []byte(text), 0o666))
	}
	f := must(w.Folding())(t)
	for path, want := range map[string]string{
		"practices/a/Notes.md": "", "practices/a/notes.md": "practices/a/Notes.md", "practices/a/one.md": "",
		"practices/b/caf\u00e9.md": "", "practices/b/cafe\u0301.md": "practices/b/caf\u00e9.md", "practices/team/y.md": "",
	} {
		by, crowded, err := f.Crowded(base, path)
		if by != want || crowded != (want != "") || err != nil {
			t.Errorf("%q: crowded %v by %q, %v", path, crowded, by, err)
		}
	}
	equal(t, "holder", f.Holder("practices/A/ONE.md"), "practices/a/One.md")
	check(t, w.UpdateRefs(t.Context(), RefUpdate{Ref: "refs/heads/main", New: base}))
	snap := must(w.Scan(t.Context()))(t)
	got := map[string]bool{}
	for _, c := range must(w.Changes(t.Context(), snap, base))(t) {
		got[c.Path] = gone(c)
	}
	want := map[string]bool{"practices/a/one.md": true, "practices/a/One.md": false, "practices/team/y.md": false}
	if len(got) != len(want) {
		t.Errorf("changes %v", got)
	}
	for path, removed := range want {
		if is, ok := got[path]; !ok || is != removed {
			t.Errorf("%q: %v, removed %v", path, ok, is)
		}
	}
	check(t, w.ResetIndex(t.Context(), base))
	absent := must(w.Absent())(t)
	if len(absent) != 2 || absent["practices/a/notes.md"].Mode == 0 || absent["practices/b/cafe\u0301.md"].Mode == 0 {
		t.Errorf("absent %v", absent)
	}
}
