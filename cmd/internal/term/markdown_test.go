package term

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/breakfast-table/cop/pkg/printable"
)

// plain lays src out with colour and takes the colour off again: what a person
// reads.
func plain(t *testing.T, src string, width int) string {
	t.Helper()
	lines := Layout(src, MarkdownOptions{Width: width, Color: true, Dark: true}).Lines
	for i, line := range lines {
		lines[i] = ansi.Strip(line)
	}
	return strings.Join(lines, "\n")
}

func TestLayout(t *testing.T) {
	tests := []struct {
		name  string
		width int
		src   string
		want  []string
	}{
		{"nothing", 40, "", nil},
		{"paragraphs", 20, "one two three four five six\nseven\n\neight", []string{"one two three four", "five six seven", "", "eight"}},
		{"headings", 20, "# One\n\n## Two\ntext", []string{"One", "───", "", "Two", "", "text"}},
		{"list hangs", 20, "- one two three four five\n- six", []string{"• one two three four", "  five", "• six"}},
		{"nested list", 24, "- a\n  - b b b b b b b b b b b\n    - c", []string{"• a", "  ◦ b b b b b b b b b b", "    b", "    ▪ c"}},
		{"loose list", 20, "- a\n\n- b", []string{"• a", "", "• b"}},
		{"numbers align", 20, "9. a\n10. b", []string{" 9. a", "10. b"}},
		{"tasks", 20, "- [ ] a\n- [x] b b b b b b b b b b", []string{"[ ] a", "[x] b b b b b b b b", "    b b"}},
		{"quote", 20, "> one two three four five\n>\n> > six", []string{"│ one two three four", "│ five", "│", "│ │ six"}},
		{"call-out", 20, "> [!WARNING]\n> Mind the gap.", []string{"│ Warning", "│ Mind the gap."}},
		{"rule", 20, "a\n\n---\n\nb", []string{"a", "", strings.Repeat("─", 20), "", "b"}},
		{"wide text", 20, "日本語のテキストは空白なし", []string{"日本語のテキストは空", "白なし"}},
		{"wide lines join", 20, "日本\n語", []string{"日本語"}},
		{"hard break", 20, "a  \nb\\\nc<br>d", []string{"a", "b", "c", "d"}},
		{"long word", 20, "see https://example.org/a/b/c/d", []string{"see", "https://example.org/", "a/b/c/d"}},
		{"code keeps its lines", 24, "```\nab  cd\n\n\tx\n```", []string{"  ab  cd", "", "      x"}},
		{"code goes on below", 20, "```\n" + strings.Repeat("a", 30) + "\n```", []string{"  " + strings.Repeat("a", 16), "  ↪ " + strings.Repeat("a", 14)}},
		{"image", 40, "![a *b*](x.png) and ![](y.png)", []string{"[image: a b] and [image: y.png]"}},
		{"entities", 40, "a &amp; b &lt; c \\* d", []string{"a & b < c * d"}},
		{"html", 40, "<details><summary>More</summary>\n\nHidden <b>text</b>.\n\n</details>\n<!-- not shown -->", []string{"▾ More", "", "  Hidden text."}},
		{"comment alone", 40, "a\n\n<!-- b -->\n\nc", []string{"a", "", "c"}},
		{"definition", 40, "Term\n: What it is", []string{"Term", "  What it is"}},
		{"footnote", 40, "a[^1]\n\n[^1]: b", []string{"a[1]", "", "────────────", "[1] b"}},
		{"link names its goal", 60, "[a](https://example.org/x) and <https://go.dev>", []string{"a (example.org/x) and https://go.dev"}},
		{"wiki link", 60, "[[a/b]] and [[a/b|that one]]", []string{"a/b and that one (a/b)"}},
		{"table", 30, "|a|b|\n|-|-:|\n|one|2|\n", []string{"a    b", "───  ─", "one  2"}},
		{"table wraps", 24, "|a|b|\n|-|-|\n|x|one two three four five six|\n|y|z|", []string{"a  b", "─  ─────────────────────", "x  one two three four", "   five six", "", "y  z"}},
		{"table stacks", 24, "|a|b|c|\n|-|-|-|\n|one two three|four five six|seven eight nine|", []string{"a: one two three", "b: four five six", "c: seven eight nine"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(strings.Join(tt.want, "\n"), plain(t, tt.src, tt.width)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestReadingN10: what people write beyond markdown shows as what it means.
func TestReadingN10(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"> [!WARNING] Careful\n> It is deep.", "│ Warning: Careful\n│ It is deep."},
		{"> [!tip]- Folded\n> text", "│ Tip: Folded\n│ text"},
		{"> [!note]+ With **bold** and `code`\n> x\n>\n> y", "│ Note: With bold and code\n│ x\n│\n│ y"},
		{"> [!info] [a](b.md)\n> **x** y", "│ Info: a (b)\n│ x y"},
		{"> [!WARNING] warning\n> text", "│ warning\n│ text"},
		{"> [!my-kind|wide] Own", "│ My-kind: Own"},
		{"> [!see] is no kind (b", "│ See: is no kind (b"},
		{"> [!] x", "│ [!] x"},
		{"- > [!info] In a list\n  > text", "• │ Info: In a list\n  │ text"},
		{"<details>\n<summary>Click <b>me</b></summary>\nInside.\n</details>\n\nAfter", "▾ Click me\n\n  Inside.\n\nAfter"},
		{"<details open><summary>A</summary>\n\nb\n\n<details><summary>C</summary>\n\n- d\n\n</details>\n\ne\n\n</details>\n\nf", "▾ A\n\n  b\n\n  ▾ C\n\n    • d\n\n  e\n\nf"},
		{"> <details><summary>A</summary>\n>\n> b\n\nc", "│ ▾ A\n│\n│   b\n\nc"},
		{"</details>\n\na", "a"},
		{"<!-- <details> -->\n\na", "a"},
		{"$$\n\\sum_{i} x_i * y_i\n= b \\\\\n$$", "  \\sum_{i} x_i * y_i\n  = b \\\\"},
		{"so $e^{i\\pi}_x$ and $$a_1 * b_2 * c$$ hold", "so e^{i\\pi}_x and a_1 * b_2 * c hold"},
		{"it costs $5 or $6, $HOME:$PATH", "it costs $5 or $6, $HOME:$PATH"},
		{"==marked **text**== and a == b, c == d", "marked text and a == b, c == d"},
		{"A thought. ^my-mark", "A thought."},
		{"- one ^a1b2c3\n- two", "• one\n• two"},
		{"> quote\n\n^quote-1\n\nafter", "│ quote\n\nafter"},
		{"ten is 10 ^6 and x ^n", "ten is 10 ^6 and x ^n"},
		{"![[x.png]]", "[image: x.png]"},
		{"![[x.png|100x145]], ![[x.png|a pump|300]], ![a pump|50](x.png)", "[image: x.png], [image: a pump], [image: a pump]"},
		{"See <a href=\"b.md\">the <b>other</b></a>, <img src='pic.png' alt='A pump'>.", "See the other (b), [image: A pump]."},
		{"<p align=center>\n<a href=\"https://example.org/x\">\n  All of\n  it</a> and more<br>\n<img src=pic.png></p>", "All of it (example.org/x) and more\n\n[image: pic.png]"},
		{"![[other-note]] and ![[a/b#Part|that]]", "other-note and that (a/b#Part)"}, // U34: where nobody embeds, a link
	} {
		if diff := cmp.Diff(tt.want, plain(t, tt.src, 60)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", tt.src, diff)
		}
	}
	got := Markdown("> [!WARNING] Careful\n> ==deep== $x^2$", MarkdownOptions{})
	if want := "> Warning: Careful\n> ==deep== $x^2$\n"; got != want {
		t.Errorf("without colour %q, want %q", got, want)
	}
}

// TestScripts (L9): bold is bold beside every script, and a break inside of Chinese or
// Japanese is none (L15).
func TestScripts(t *testing.T) {
	got := strings.Join(Layout("**注意：**先停机。~~删除。~~然后", MarkdownOptions{Color: true, Dark: true}).Lines, "")
	if want := "\x1b[1m注意：\x1b[m先停机。\x1b[9m删除。\x1b[m然后"; got != want {
		t.Errorf("L9: %q, want %q", got, want)
	}
	for src, want := range map[string]string{
		"It has sprouted 🌱\nAugust 09. Done ✅\nnext": "It has sprouted 🌱 August 09. Done ✅ next",
		"完成\nthen stop":        "完成 then stop",
		"then\n完成":             "then 完成",
		"문장은\n띄어쓰기가":           "문장은 띄어쓰기가",
		"日本\n語、\nテスト":          "日本語、テスト",
		"他说：\n**「好」**\n。":      "他说：「好」。",
		"日本 **語**\n`code`":     "日本 語 code",
		"안녕\n世界":               "안녕 世界",
		"中 👍\n👍 中":             "中 👍 👍 中",
		"第１\n２":                "第１２",
		"[注意](https://a.b)\n先": "注意 (a.b) 先",
	} {
		if got := plain(t, src, 80); got != want {
			t.Errorf("L15: %q shows as %q, want %q", src, got, want)
		}
	}
	if got, want := Markdown("**日本**\n**語**", MarkdownOptions{}), "**日本****語**\n"; got != want {
		t.Errorf("L15 without colour: %q", got)
	}
}

// TestWholeL10: what is printed can be copied: addresses and code are in one piece.
func TestWholeL10(t *testing.T) {
	long := "https://example.org/" + strings.Repeat("very", 25) + "/long?x=1&y=2"
	command := "kubectl get pods --all-namespaces --field-selector=status.phase!=Running -o wide | sort"
	src := "See [text](" + long + ") and " + long + " or `cop find retry --json` for more.\n\n```sh\n" + command + "\n```\n\n|a|b|\n|-|-|\n|<" + long + ">|words and more words to wrap|"
	for _, o := range []MarkdownOptions{{Width: 40, Whole: true}, {Width: 40, Whole: true, Color: true, Dark: true}, {Width: 40, Whole: true, Color: true, Links: true, Unsure: true}} {
		got := ansi.Strip(Markdown(src, o))
		if n := strings.Count(got, long); n != 3 {
			t.Errorf("%+v: %d whole addresses in\n%s", o, n, got)
		}
		if !strings.Contains(got, "\n  "+command+"\n") || !strings.Contains(got, "cop find retry --json") {
			t.Errorf("%+v: code is cut in\n%s", o, got)
		}
		for line := range strings.Lines(got) {
			if ansi.StringWidth(line) > 41 && !strings.Contains(line, long) && !strings.Contains(line, command) {
				t.Errorf("%+v: too wide: %q", o, line)
			}
		}
	}
}

// U41: what is left out is said, with the command that prints it.
func TestGiantLineU41(t *testing.T) {
	o := MarkdownOptions{Width: 80, All: "cop show a/b --raw"}
	for _, src := range []string{strings.Repeat("word ", 2<<20), "a\n\n" + strings.Repeat("x", 10<<20) + "\n\nb\n", strings.Repeat("y", 40<<10)} {
		lines := Layout(src, o).Lines
		last := lines[len(lines)-1]
		if !strings.HasSuffix(last, "; cop show a/b --raw prints all of it") || !strings.Contains(last, "MB") && len(src) > 1<<20 {
			t.Errorf("%d bytes end with %q", len(src), last)
		}
		if all := strings.Join(lines, ""); !strings.Contains(all, src[100:140]) || strings.HasSuffix(src, "b\n") != slices.Contains(lines, "b") {
			t.Errorf("of %d bytes nothing is shown: %.200q", len(src), all)
		}
	}
	if lines := Layout("![a](data:image/png;base64,"+strings.Repeat("QUJD", 30_000)+")", o).Lines; strings.Contains(strings.Join(lines, ""), "--raw") {
		t.Errorf("an embedded image: %q", lines)
	}
}

// TestWithoutColour: marks that no colour replaces stay readable.
func TestWithoutColour(t *testing.T) {
	src := "## Two\n\n**b** *i* `c` ~~s~~\n\n- a\n\n> q\n\n[x](https://example.org)"
	want := "## Two\n\n**b** *i* `c` ~~s~~\n\n- a\n\n> q\n\nx (https://example.org)\n"
	if diff := cmp.Diff(want, Markdown(src, MarkdownOptions{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSourceLines(t *testing.T) {
	src := "# T\n\none two three four five six\nseven\n\n```\na\nb\n```\n\n| a | b |\n|---|---|\n| c | d |\n"
	r := Layout(src, MarkdownOptions{Width: 20})
	found := map[string]int{}
	for i, line := range r.Lines {
		if line != "" {
			found[line] = r.Source[i]
		}
	}
	want := map[string]int{"# T": 1, "one two three four": 3, "five six seven": 3, "  a": 7, "  b": 8, "a  b": 11, "-  -": 11, "c  d": 13}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestLinks: a link's columns hold its text, on each line it was wrapped to.
func TestLinks(t *testing.T) {
	src := "- see [the *very* long name](a.md) and [[b/c|日本]] or\n\n| x | y |\n|---|---|\n| 1 | <https://go.dev> |"
	r := Layout(src, MarkdownOptions{Width: 24, Color: true, Bare: true})
	seen := map[int]string{}
	for _, l := range r.Links {
		seen[l.N] += ansi.Strip(ansi.Cut(r.Lines[l.Line], l.Start, l.End)) + "|"
	}
	want := map[int]string{1: "the very long name|", 2: "日本|", 3: "https://go.dev|"}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("(-want +got)\n%s\n%s", diff, strings.Join(r.Lines, "\n"))
	}
	if !r.Links[1].Wiki || r.Links[1].Dest != "b/c" {
		t.Errorf("second link is %+v", r.Links[1])
	}
	wrapped := Layout("[one two three four five six](a.md)", MarkdownOptions{Width: 20, Bare: true})
	if len(wrapped.Links) != 2 || wrapped.Links[0].N != wrapped.Links[1].N {
		t.Errorf("a wrapped link has spans %+v", wrapped.Links)
	}
}

func TestHyperlinks(t *testing.T) {
	o := MarkdownOptions{Width: 60, Color: true, Dark: true, Links: true}
	got := Markdown("[a](https://example.org/x) [b](javascript:alert) [c](y.md)", o)
	if !strings.Contains(got, "\x1b]8;id=1;https://example.org/x\x1b\\") && !strings.Contains(got, "\x1b]8;id=1;https://example.org/x\a") {
		t.Errorf("no link in %q", got)
	}
	if strings.Contains(got, "\x1b]8;id=2") || strings.Contains(got, "\x1b]8;id=3") {
		t.Errorf("links that cannot be opened in %q", got)
	}
	if !strings.Contains(ansi.Strip(got), "a b (javascript:alert) c (y)") {
		t.Errorf("destinations are missing in %q", ansi.Strip(got))
	}
}

func TestOutline(t *testing.T) {
	r := Layout("# A\n\ntext\n\n### *B*", MarkdownOptions{Color: true})
	want := []HeadingLine{{1, "A", 0}, {3, "B", 5}}
	if diff := cmp.Diff(want, r.Headings); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestHighlight: colours come and go, characters never do.
func TestHighlight(t *testing.T) {
	code := "\npackage a\n\n/* one\ntwo */\nvar s = \"x\"\n"
	r := Layout("```go\n"+code+"```", MarkdownOptions{Color: true, Dark: true})
	var got []string
	for _, line := range r.Lines {
		got = append(got, strings.TrimPrefix(ansi.Strip(line), "  "))
	}
	if diff := cmp.Diff(strings.TrimSuffix(code, "\n"), strings.Join(got, "\n")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !strings.Contains(strings.Join(r.Lines, ""), "\x1b[35mpackage") {
		t.Errorf("no colours in %q", r.Lines)
	}
}

// hostile notes: whatever they hold, only text, colours and links come out.
var hostile = map[string]string{
	"raw escape":       "a \x1b]0;title\x07 b \x1b[2J \x1b]52;c;ZXZpbA==\x07",
	"entity escape":    "a &#27;[2J b &#x1b;]52;c;ZXZpbA== c &#155;31m",
	"entity in code":   "`&#27;[2J`\n\n```\n\x1b[2J&#27;\n```",
	"entity in link":   "[a&#27;[2J](https://e.org/&#27;]8;;x \"&#27;\") ![&#27;[2J](&#27;)",
	"entity in table":  "|a&#27;[2J|\n|-|\n|&#x202e;b|",
	"c1":               "a \u009b2J \u0090q \u009d52;c;x\u009c",
	"bidi":             "user\u202e txt.exe &#x202e; \u2066 \u061c",
	"zero width":       "pay\u200bpal \ufeff \U000e0041 &#8203;",
	"html":             "<b onclick=\x1b[2J>x</b> <\x1b]0;x\x07>\n\n<div>&#27;[2J</div>",
	"wiki":             "[[a\x1b[2J|b&#27;]]",
	"language":         "```go\x1b[2J `~\ncode\n```",
	"autolink":         "<https://e.org/\x1b[2J> https://e.org/\u009b2J",
	"long line":        strings.Repeat("x", 100_000),
	"long code line":   "```go\n" + strings.Repeat("x := \"a\"; ", 10_000) + "\n```",
	"embedded image":   "![a](data:image/png;base64," + strings.Repeat("QUJD", 30_000) + ") after",
	"deep list":        deepList(400),
	"deep list inline": strings.Repeat("- ", 50_000) + "x",
	"deep quote":       strings.Repeat(">", 100_000) + "x",
	"deep emphasis":    strings.Repeat("*a **b ", 5_000) + strings.Repeat("** c*", 5_000),
	"brackets":         strings.Repeat("[a](", 25_000),
	"wide table":       strings.Repeat("|a", 300) + "\n" + strings.Repeat("|-", 300) + "\n" + strings.Repeat("|b", 300),
	"marks":            strings.Repeat("a"+strings.Repeat("\u0301", 200), 200),
	"not text":         "\xff\xfe\x00\x01\x80 \xc3(",
	"carriage return":  "good\rbad\r\nnext",
}

func deepList(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat("  ", i) + "- x\n")
	}
	return b.String()
}

func TestHostile(t *testing.T) {
	for name, src := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, width := range []int{20, 40, 80, 200} {
				checkRendered(t, src, MarkdownOptions{Width: width, Color: true, Dark: true, Links: true})
				checkRendered(t, src, MarkdownOptions{Width: width})
			}
		})
	}
}

// checkRendered holds for every source there is.
func checkRendered(t *testing.T, src string, o MarkdownOptions) {
	t.Helper()
	r := Layout(src, o)
	if len(r.Source) != len(r.Lines) {
		t.Fatalf("%d lines and %d source lines", len(r.Lines), len(r.Source))
	}
	for i, line := range r.Lines {
		if w := ansi.StringWidth(line); w > o.Width {
			t.Errorf("line %d is %d columns wide at %d: %q", i, w, o.Width, line)
		}
		checkSafe(t, line, o.Color)
		if strings.Contains(line, "\n") {
			t.Errorf("line %d is two: %q", i, line)
		}
	}
	for _, l := range r.Links {
		if l.Line >= len(r.Lines) || l.Start >= l.End || l.End > o.Width {
			t.Errorf("link out of place: %+v", l)
		}
	}
}

// checkSafe fails on anything that does more to a terminal than to show text.
func checkSafe(t *testing.T, text string, color bool) {
	t.Helper()
	for rest := text; rest != ""; {
		at := strings.IndexByte(rest, 0x1b)
		before := rest
		if at >= 0 {
			before = rest[:at]
		}
		for _, r := range before {
			if unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200b {
				t.Fatalf("%q gets through in %q", r, before)
			}
		}
		if at < 0 {
			return
		}
		seq := rest[at : at+printable.EscapeLength(rest[at:])]
		if !color || !allowed(seq) {
			t.Fatalf("%q gets through", seq)
		}
		rest = rest[at+len(seq):]
	}
}

func FuzzLayout(f *testing.F) {
	for _, src := range hostile {
		if len(src) < 4000 {
			f.Add(src, uint8(40))
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.md"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data), uint8(60))
	}
	f.Fuzz(func(t *testing.T, src string, width uint8) {
		w := min(max(int(width), leastMarkdown), mostMarkdown)
		checkRendered(t, src, MarkdownOptions{Width: w, Color: true, Links: true})
	})
}

func BenchmarkLayout(b *testing.B) {
	paragraph := "## A heading\n\nSome *running* text with `code`, a [link](https://example.org/x) and more words than fit on one line.\n\n- one\n- two\n\n```go\nfmt.Println(\"hello\", 42)\n```\n\n"
	src := strings.Repeat(paragraph, 40<<10/len(paragraph))
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		Layout(src, MarkdownOptions{Width: 80, Color: true, Dark: true})
	}
}
