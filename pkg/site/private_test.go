package site_test

import (
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
