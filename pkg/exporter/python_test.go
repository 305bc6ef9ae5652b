package exporter

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// What CommonMark and MkDocs' parser read differently is written so that both read the same. The HTML
// that Python-Markdown 3.4.1 makes of each was read; .ci/generators/run builds pages of them.
func TestPythonMarkdown(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a list behind its paragraph", "Do:\n- one\n  - two\n- three\n", "Do:\n\n-   one\n    -   two\n-   three\n"},
		{"what belongs to an item", "1. first\n\n   more\n2. second\n", "1.  first\n\n    more\n\n2.  second\n"},
		{"a listing in an item", "- run\n  ```sh\n  ls\n  ```\n- end\n", "-   run\n\n        ls\n\n-   end\n"},
		{"a listing behind a list", "- a\n\n```rust,ignore\nx\n```\n", "-   a\n\n```rust\nx\n```\n"},
		{"two lists", "- a\n\n* b\n", "-   a\n\n<!-- -->\n\n-   b\n"},
		{"a quotation in an item", "- a\n  > b\n- c\n", "-   a\n\n    > b\n\n-   c\n"},
		{"numbers as text", "- see\n  2. that\n", "-   see\n    2\\. that\n"},
		{"a tag", "#oncall is a tag\n", "\\#oncall is a tag\n"},
		{"marks that are text", "2 ** 3 ** 4 and snake_case and 50\\% of \\<T>\n", "2 \\*\\* 3 \\*\\* 4 and snake_case and 50% of &lt;T>\n"},
		{"emphasis in emphasis", "*a **b** c*\n", "<em>a **b** c</em>\n"},
		{"what it does not know", "~~gone~~ ==new== https://example.org\n", "<del>gone</del> <mark>new</mark> <https://example.org>\n"},
		{"links by label", "[a][l] ![p](<b c.png> \"t\")\n\n[l]: https://example.org/x_(y)\n", "[a](https://example.org/x_%28y%29) ![p](b%20c.png \"t\")\n"},
		{"a table behind its paragraph", "Sizes:\n\n| a | b |\n|:--|--:|\n| `x\\|y` | 1 |\n", "Sizes:\n\n| a | b |\n| :-- | --: |\n| <code>x&#124;y</code> | 1 |\n"},
		{"a callout", "> [!WARNING] Mind\n> the gap\n", "> **Warning** Mind\n>\n> the gap\n"},
		{"footnotes", "Calm[^n].\n\n[^n]: In May.\n", "Calm[^n].\n\n[^n]: In May.\n"},
		{"a definition", "Pager\n: a bell\n", "Pager\n:   a bell\n"},
		{"HTML around markdown", "<details>\n  <summary>s</summary>\n\n**b**\n\n</details>\n", "<details markdown=\"1\">\n<summary>s</summary>\n\n**b**\n\n</details>\n"},
		{"HTML never closed", "<div class=\"x\">\n\nb\n", "b\n"},
		{"anchors of its own", "## Größe\n\n## A - b\n\n## Plain one\n", "<a id=\"größe\"></a>\n\n## Größe\n\n<a id=\"a---b\"></a>\n\n## A - b\n\n## Plain one\n"},
		{"a hard break", "a\\\nb\n", "a  \nb\n"},
	} {
		got, ok := pythonBody(note.Parse("practices/x.md", []byte(c.in)), "", func(string) {})
		if string(got) != c.want || !ok {
			t.Errorf("%s (%v):\n%q\nwant\n%q", c.name, ok, got, c.want)
		}
	}
}

// The title stands above a text that does not begin with it, or with another of its rank.
func TestPythonTitle(t *testing.T) {
	for in, want := range map[string]string{
		"Text.\n":           "# Rota\n\nText.\n",
		"# Other\n":         "# Other\n",
		"Text.\n\n# Rota\n": "Text.\n\n# Rota\n",
	} {
		if got, _ := pythonBody(note.Parse("practices/x.md", []byte(in)), "Rota", nil); string(got) != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
