package exporter

import "testing"

// What CommonMark and Jekyll's parser read differently is written so that both read the same. The HTML
// that kramdown 2.4 makes of each was read.
func TestKramdown(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a line with a bar", "a | b\n", "a \\| b\n"},
		{"the line after", "a\nb | c\n", "a\nb | c\n"},
		{"bars in an item", "- a | b | c\n", "- a \\| b \\| c\n"},
		{"a bar that is escaped", `a \| b` + "\n", `a \| b` + "\n"},
		{"a bar in code", "use `a | b`\n", "use `a | b`\n"},
		{"a bar in a link", "[a | b](x.md)\n", "[a \\| b](x.md)\n"},
		{"a table behind its paragraph", "Sizes:\n| a | b |\n|---|---|\n| 1 | 2 |\nstill one\n# End\n", "Sizes:\n\n| a | b |\n|---|---|\n| 1 | 2 |\nstill one |\n\n# End\n"},
		{"a table in a quotation", "> Sizes:\n> | a | b |\n> |---|---|\n> | 1 | 2 |\n", "> Sizes:\n>\n> | a | b |\n> |---|---|\n> | 1 | 2 |\n"},
		{"code in a cell", "| a |\n|---|\n| `x \\| y` |\n", "| a |\n|---|\n| `x | y` |\n"},
		{"a number that begins no item", "see\n2. that\n", "see\n2\\. that\n"},
		{"numbers with brackets", "1) a\n\n2) b\n", "1. a\n\n2. b\n"},
		{"a fence with more than a word", "```css {{ x: 'y' }}\na\n```\n", "```css\na\n```\n"},
		{"code that goes on with an angle", "as `a\n<b>` is\n", "as `a <b>` is\n"},
		{"a list behind a list", "1. a\n\n- b\n", "1. a\n\n\n<!-- -->\n\n- b\n"},
		{"attributes", "see {:x} and `{:y}`\n", "see \\{:x} and `{:y}`\n"},
		{"front matter", "---\ntitle: a | b\n---\n\nc | d\n", "---\ntitle: a | b\n---\n\nc \\| d\n"},
	} {
		if got := string(forKramdown("practices/x.md", []byte(c.in))); got != c.want {
			t.Errorf("%s:\n%q\nwant\n%q", c.name, got, c.want)
		}
	}
}
