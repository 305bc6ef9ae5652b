package note_test

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

func TestText(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]string{
		{"emphasis", "Some *em* **bold** __x__ _y_ snake_case a * b ~~gone~~ ~ten", "Some em bold x y snake_case a * b gone ~ten"},
		{"links", "See [the *docs*](http://x.org/(a) \"t\") and [ref][l] ![pic](i.png) <https://a.b> [[a/b]] [[c|d e]]", "See the docs and ref pic https://a.b a/b d e"},
		{"U49 addresses", "Ask <ana@example.org> or <mailto:b@c.d>, <b>not</b> <br>me <x-y> too", "Ask ana@example.org or mailto:b@c.d, not  me  too"},
		{"link over lines", "See [`a\nb`](http://x\n\"t\") now", "See a b now"},
		{"headings", "# One #\nTwo\n===\n### Three *x*", "One\nTwo\nThree x"},
		{"code", "Do `go_test *x*`:\n\n```go\nfunc a_b() { *p }\n```\nend", "Do go_test *x*:\nfunc a_b() { *p }\nend"},
		{"indented code", "a\n\n    x_y *z*\n\nb", "a\nx_y *z*\nb"},
		{"lists", "- one\n  more\n- [ ] two\n1. three\n   - [x] four", "one more\ntwo\nthree\nfour"},
		{"quotes", "> a\n> b\n\n>> c", "a b\nc"},
		{"table", "| a | b |\n|---|:-:|\n| `c` | [d](e) |", "a   b\nc   d"},
		{"rules", "a\n\n---\n\n***\nb", "a\nb"},
		{"comment", "a\n<!-- no\nno --> b\n<b>c</b> <br> List<String> x < y", "a\nb c   List<String> x < y"},
		{"entities", "a &amp; b &lt;c&gt; d & e; \\*f\\*", "a & b <c> d & e; *f*"},
		{"definitions", "text[^1] [l]\n\n[l]: http://x.org\n[^1]: note", "text [l]\nnote"},
		{"broken", "[a](b [c `d **e", "[a](b [c `d e"},
		{"bytes", "a\xffb", "a\ufffdb"},
		{"crlf", "a\r\nb\r\n\r\nc", "a b\nc"},
		{"empty", "", ""},
		{"front matter", "---\ntitle: no\n---\nyes", "yes"},
	} {
		t.Run(tt[0], func(t *testing.T) {
			got := note.Parse("practices/x.md", []byte(tt[1])).Text()
			if got != tt[2] {
				t.Errorf("got  %q\nwant %q", got, tt[2])
			}
		})
	}
}

func BenchmarkText(b *testing.B) {
	para := "Retry with *jitter* and a [budget](https://example.org/a/b), see `retry.Do` or [[go/retry|the note]]. More words follow here, plain ones, as in most notes.\n"
	src := []byte("# Retry well\n\n" + strings.Repeat(para+"\n- one item of a list, not long\n- two\n\n```go\nretry.Do(ctx, 3, func() error { return call(ctx) })\n```\n\n", 7))
	n := note.Parse("practices/x.md", src)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		n.Text()
	}
}

func BenchmarkParse(b *testing.B) {
	src := []byte("---\ntitle: Retry well\ntype: practice\ntags: [go, net]\nauthors: [ana]\ndate: 2024-05-01\n---\n\n# Retry well\n\nWords.\n")
	for b.Loop() {
		note.Parse("practices/go/retry-well.md", src)
	}
}
