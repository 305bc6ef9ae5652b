package site_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"io"
	"maps"
	"strings"
	"testing"
)

// Line 7 of issue 17: who did not opt in is named nowhere, not even in the address of what they
// said; who opted in is.
func TestNobodyIsNamedWhoDidNotOptIn(t *testing.T) {
	files, _ := built(t, guild(t, map[string]string{
		"practices/people/bob.md":                                "---\ntype: person\n---\n# Bob Quiet\n",
		"practices/people/cleo.md":                               "---\ntype: person\npublish: true\n---\n# Cleo Loud\n",
		"practices/ward/pager.md":                                "---\nauthors: [bob]\n---\n# Rotate\n\nAs [one](pager/2026-01-02-bob-tried-n3xk7c.md) says.\n",
		"practices/ward/pager/2026-01-02-bob-tried-n3xk7c.md":    "---\noutcome: worked\n---\nIt worked.\n\n## A heading\n",
		"practices/ward/pager/2026-01-03-cleo-comment-n3xk7d.md": "---\nre: 2026-01-02-bob-tried-n3xk7c\n---\nIndeed.\n",
	}), t.TempDir())
	for file, text := range files {
		if packed := strings.HasPrefix(file, "all/search/"); !packed && strings.Contains(strings.ToLower(file+text), "bob") {
			t.Errorf("%s names who did not opt in", file)
		}
	}
	page := files["ward/pager/index.html"]
	for _, want := range []string{`id="2026-01-02-tried-n3xk7c"`, `href="#2026-01-02-tried-n3xk7c"`, `id="2026-01-03-cleo-comment-n3xk7d"`, "Cleo Loud", "no report counts yet"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// Line 7 of issue 17: the address of a note that is not public says what it is about, so no file
// shows it, whatever it stands in; words of the author's own stay.
func TestNoAddressOfAPrivateNoteIsPublic(t *testing.T) {
	private := "---\npublish: false\n---\n# Who earns what\n\nSecret.\n"
	pool := guild(t, map[string]string{
		"practices/hr/wagezz.md":                                  private,
		"practices/people/zzben.md":                               "---\ntype: person\n---\n# Ben\n",
		"practices/ward/front.md":                                 "---\ndescription: As [[hr/wagezz]] has it\nrelated: [\"[[hr/wagezz]]\"]\n---\n# Not in [[hr/wagezz]], but here\n\nText.\n",
		"practices/ward/pager.md":                                 "# Rotate\n\nSee [[hr/wagezz]], [[wagezz#Rates]], [[ hr/wagezz | hr/wagezz ]] and [[people/zzben]]. For [a reason](../hr/wagezz.md \"Why\"), [two][r] <a href=\"../hr/wagezz.md\">three</a>.\n\n[r]: ../hr/wagezz.md\n\n![[hr/wagezz]]\n\n| a | b |\n|---|---|\n| [[hr/wagezz]] | [[hr/wagezz\\|why]] |\n\n## After [[hr/wagezz]]\n",
		"practices/ward/shows.md":                                 "# Shows\n\n![[ward/pager]]\n",
		"practices/ward/question.md":                              "---\ntype: question\n---\n# Why?\n\nAs [[hr/wagezz]] says.\n",
		"practices/ward/question/2026-01-02-ana-answer-n3xk7c.md": "---\neffort: see [[hr/wagezz]] first\nresult: \"[[hr/wagezz]]\"\ncontext: in [[hr/wagezz]]\n---\nAs [[hr/wagezz]] says.\n",
	})
	dir := t.TempDir()
	files, _ := built(t, pool, dir)
	for file, text := range files {
		if name, packed := strings.CutPrefix(file, "all/search/"); packed {
			text = unpacked(t, name, text)
		}
		for _, word := range []string{"wagezz", "zzben"} {
			if strings.Contains(strings.ToLower(file+text), word) {
				at := strings.Index(strings.ToLower(text), word)
				t.Errorf("%s says %q: …%s", file, word, text[max(0, at-60):min(len(text), at+30)])
			}
		}
	}
	page := files["ward/pager/index.html"]
	for _, want := range []string{"See a note that is not public, a note that is not public, a note that is not public and a member.", `<span class="gone">why</span>`, "After a note that is not public</h2>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}

	// Once it is public, everything names it; and not once it is not.
	put(t, pool.Path("practices/hr/wagezz.md"), "# Who earns what\n\nNo secret.\n")
	open, _ := built(t, again(t, pool), dir)
	if page := open["ward/question/index.html"]; !strings.Contains(page, "in [[hr/wagezz]]") || !strings.Contains(page, `">Who earns what</a>`) {
		t.Errorf("what is public is not named:\n%s", page)
	}
	put(t, pool.Path("practices/hr/wagezz.md"), private)
	if shut, _ := built(t, again(t, pool), dir); !maps.Equal(shut, files) {
		t.Error("kept in step, the pages are others than at first")
	}
}

// unpacked is what a file of the search's index holds.
func unpacked(t *testing.T, name, text string) string {
	t.Helper()
	_, packed, _ := strings.Cut(text, ",\"")
	packed, _, _ = strings.Cut(packed, "\"")
	b, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out, err := io.ReadAll(flate.NewReader(bytes.NewReader(b)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}
