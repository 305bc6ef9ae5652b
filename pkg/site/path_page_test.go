package site_test

import (
	"strings"
	"testing"
)

// Line 1: the path through a topic has a page, of what is public alone, that the topic's page and
// one list lead to; a note of another topic that it begins with is found, and renamed with it.
func TestPathsHavePages(t *testing.T) {
	p := guild(t, map[string]string{
		"practices/oncall/pager.md":  "---\nprerequisites: [basics/words, oncall/hidden]\n---\n# Rotate the pager\n\nIn [[basics/words]].\n",
		"practices/oncall/quiet.md":  "# Quiet hours\n\nAfter [[oncall/pager]].\n",
		"practices/oncall/hidden.md": "---\npublish: false\n---\n# Not for all\n\nSee [[oncall/pager]].\n",
		"practices/basics/words.md":  "# Words we use\n",
		"practices/secret/only.md":   "---\npublish: false\n---\n# Nothing here\n",
		"practices/asked/why.md":     "---\ntype: question\n---\n# Why?\n",
	})
	dir := t.TempDir()
	files, _ := built(t, p, dir)
	text := files["all/paths/oncall/index.html"]
	words, pager, quiet := strings.Index(text, ">Words we use<"), strings.Index(text, ">Rotate the pager<"), strings.Index(text, ">Quiet hours<")
	if words < 0 || pager < words || quiet < pager || !strings.Contains(text, "1 note builds on it") || !strings.Contains(text, "<code>cop tried basics/words worked</code>") {
		t.Errorf("the path: %s", text)
	}
	if strings.Contains(text, "hidden") || strings.Contains(text, "Not for all") || files["all/paths/secret/index.html"]+files["all/paths/asked/index.html"] != "" {
		t.Errorf("private notes or questions have a path: %s", text)
	}
	for file, want := range map[string]string{"oncall/index.html": "../all/paths/oncall/index.html", "all/paths/index.html": "../../all/paths/oncall/index.html", "all/index.html": "../all/paths/index.html"} {
		if !strings.Contains(files[file], `href="`+want+`"`) {
			t.Errorf("%s does not lead to %s", file, want)
		}
	}
	put(t, p.Path("practices/basics/words.md"), "# Terms we use\n")
	if files, _ = built(t, again(t, p), dir); !strings.Contains(files["all/paths/oncall/index.html"], ">Terms we use<") {
		t.Error("the path keeps an old title")
	}
}
