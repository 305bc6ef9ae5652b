package note_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// hostile are texts made to be expensive, each of about size bytes.
func hostile(size int) map[string]string {
	rep := func(s string) string { return strings.Repeat(s, size/len(s)) }
	deepLists := func() string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			b.WriteString(strings.Repeat(" ", 2*i) + "- a\n")
		}
		return b.String()
	}
	ticks := func() string {
		var b strings.Builder
		for i := 1; b.Len() < size; i++ {
			b.WriteString(strings.Repeat("`", i) + "a")
		}
		return b.String()
	}
	half := func(open, end string) string { return strings.Repeat(open, size/2) + strings.Repeat(end, size/2) }
	out := map[string]string{
		"deep lists": deepLists(), "ticks": ticks(), "brackets": half("[", "]"), "parens": "[a](" + half("(", ")"),
		"table": rep("|a")[:size/3] + "\n" + rep("|-")[:size/3] + "\n" + rep("|x\n")[:size/3], "crlf": rep("a b\r\n"),
		"one line": rep("words and more "), "data": "![x](data:image/png;base64," + rep("QUJD") + ")\n", "json": "```\n" + rep("[{\"a\": [1]}],\n") + "```\n",
		"deep quotes": rep(strings.Repeat("> ", 100) + "a\n"), "unclosed fence": "```\n" + rep("[a](b) "),
	}
	for _, s := range []string{
		">", "[", "!", "![", "*a ", "**a *b ", "[a](b", "[a](b) ", "- ", "- a\n", "<a ", "<!--", "&a", "&amp;", "[a]: b\n", "[a]: b\n\n", "foo bar\n", "<", "_",
		"a_", "[[a", "[[a]] ", "\x00", "\xff", "\t-", "> a\n", "[a][b\n", "a **b** `c` [d](e.md) \n", "# a\n", "#\n", "1. a\n   - b\n", "\\", "|", "---\n", "- [ ] x\n",
		"a\n===\n", "<div>\n", "](", "[^1]: a\n", "~~~\n", "    code\n", "`` ` ", "[a]\n",
	} {
		out[fmt.Sprintf("%.12q", s)] = rep(s)
	}
	return out
}

// readAll uses everything that reads a note.
func readAll(n *note.Note) {
	n.Headings()
	n.Links()
	n.Tasks()
	n.Text()
	n.FrontMatter()
	note.CheckNote(n)
	note.ReadCharter(n)
	n.Retarget(func(l note.Link) (string, bool) { return l.Dest, true })
}

// Text made to be expensive is read, without a panic, and four times as much of it takes
// about four times as long.
func TestHostileBodies(t *testing.T) {
	read := func(text string) func() { return func() { readAll(note.Parse("practices/x.md", []byte(text))) } }
	small, large := hostile(40_000), hostile(160_000)
	for name := range small {
		t.Run(name, func(t *testing.T) { note.GrowsAlong(t, read(small[name]), read(large[name])) })
	}
	small, large = hostile(500_000), hostile(2_000_000)
	for _, name := range []string{"one line", "\"[a](b\"", "\">\"", "deep lists"} {
		t.Run("2 MB of "+name, func(t *testing.T) { note.GrowsAlong(t, read(small[name]), read(large[name])) })
	}
}

// hostileFronts are front matters made to be expensive.
func hostileFronts(size int) map[string]string {
	rep := func(s string) string { return strings.Repeat(s, size/len(s)) }
	var bomb, deep strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 20; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	for i := 0; deep.Len() < size; i++ {
		deep.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	out := map[string]string{
		"bomb": bomb.String(), "deep": deep.String(), "itself": "a: &a {b: *a}\n", "long": "a: " + rep("word "), "huge": rep("a: b\n") + rep("c: d\n"),
		"many": func() string {
			var b strings.Builder
			for i := 0; b.Len() < size; i++ {
				fmt.Fprintf(&b, "k%d: v\n", i)
			}
			return b.String()
		}(),
	}
	for _, s := range []string{"[", "{", "- ", "a: ", "? ", "\"", "'", "&a ", "*a ", "!a ", "#\n", "\n", "a:\n", "- a\n", "[],", "a: [b, c]\n", "|\n", "a: |\n b\n", "%", "\x00", "\t", "{a: {", "a: b: c\n", "\u2028", "a: &a b\n"} {
		out[fmt.Sprintf("%.12q", s)] = rep(s)
		out["a: "+fmt.Sprintf("%.12q", s)] = "a: " + rep(s)
	}
	return out
}

func TestHostileFrontMatter(t *testing.T) {
	use := func(t *testing.T, text string) func() {
		return func() {
			src := "---\n" + strings.TrimSuffix(text, "\n") + "\n---\nThe body.\n"
			n := note.Parse("practices/x.md", []byte(src))
			readAll(n)
			before := string(n.Bytes())
			if err := n.Set("tags", []string{"x"}); err != nil && string(n.Bytes()) != before {
				t.Error("a refused edit changed the note")
			}
			_, _ = note.Merge([]byte(src), []byte(src+"Mine.\n"), []byte("---\nt: 1\n"+src[4:]))
		}
	}
	small, large := hostileFronts(25_000), hostileFronts(100_000)
	for name := range small {
		t.Run(name, func(t *testing.T) { note.GrowsAlong(t, use(t, small[name]), use(t, large[name])) })
	}
}
