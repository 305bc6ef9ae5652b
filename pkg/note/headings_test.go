package note

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// sameHeadings compares what is read line by line, if it is, with what parsing gives.
func sameHeadings(t *testing.T, body string) (quickly bool) {
	t.Helper()
	got, quickly := Parse("practices/x.md", []byte(body)).quickHeadings()
	if want := Parse("practices/x.md", []byte(body)).parsedHeadings(); quickly && !slices.Equal(got, want) {
		t.Fatalf("%q: line by line %v, parsed %v", body, got, want)
	}
	return quickly
}

func TestQuickHeadingsAreThoseOfTheParser(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"# A title\n\nWords [x](https://x.y).\n\n## How, and why\n\n- a\n- b\n\n```sh\n# no heading\n```\n\n## How, and why\n\n---\n\n### Größe 2.0\n",
		"---\ntitle: x\n---\n\n# A\r\n\r\ntext\r\n## B\r\n> quoted\n1. one\n",
	} {
		if !sameHeadings(t, body) {
			t.Errorf("%q is not read line by line", body)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	lines := strings.Split("# A|## B c|##  D  |### B c|####### no|#no|#|##\tT|# C#|# x #|# *e*|# a_b|text|text|more words, here|||  |- item|- # in|  # deep|    code|\t# tab|> quote|> # q|> ---|1. one|* a|+ b|---|===|- -|--|-|***|```|````|```sh|~~~|  ```|- ```|``` a`b|<div>|<!-- x|-->|[a]: b|[^1]: note|[a](https://x.y)|[[w]]|$$|$x$|: def|\\| a \\| b \\||\\|---\\|---\\||a \\| b|--- \\| ---|\\# no|ünï|\u00a0# x|\f# y|$|==h==|- [ ] task|www.x.y|http://x.y/# z", "|")
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], `\`, "")
	}
	quick := 0
	for range 12_000 {
		var b strings.Builder
		for range 1 + r.IntN(7) {
			line := lines[r.IntN(len(lines))]
			if r.IntN(2) == 0 {
				line = lines[r.IntN(30)]
			}
			b.WriteString(line + "\n")
		}
		if sameHeadings(t, b.String()) {
			quick++
		}
	}
	if quick < 1000 {
		t.Errorf("only %d texts were simple enough to compare", quick)
	}
	t.Logf("%d texts compared", quick)
}

// What leads to another note is in LinksWithin whatever is around it.
func TestLinksWithin(t *testing.T) {
	t.Parallel()
	keys := func(n *Note, links []Link) (out []string) {
		for _, l := range links {
			out = append(out, l.Keys(n.Path)...)
		}
		return out
	}
	r := rand.New(rand.NewPCG(5, 6))
	pieces := []string{"[a](https://x.y)", "[a](http://x.y/[b](c.md))", "[a](b.md)", "[a](<b.md>)", "[a]( b.md)", "[[w]]", "[a][b]", "\n\n[b]: c.md\n\n", "<https://x.y>", "<a@b.cd>", "a@b.cd", "https://x.y", "www.x.y", "`[[c]]`", "\n```\n", "\n", " ", "text", "![p](q.md)", "](", "[", "[a](\nb.md)", "[a](&#104;ttp.md)", "[a](http.md)", "[a](//x/y.md)"}
	for range 8_000 {
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		n := Parse("practices/x.md", []byte(b.String()))
		if got, want := keys(n, n.LinksWithin()), keys(n, n.Links()); !slices.Equal(got, want) {
			t.Fatalf("%q: within %q, all %q", b.String(), got, want)
		}
	}
}

func FuzzHeadings(f *testing.F) {
	f.Add("# A\n\n## B\n```\n# c\n```\n- x\n---\n")
	f.Fuzz(func(t *testing.T, body string) { sameHeadings(t, body) })
}
