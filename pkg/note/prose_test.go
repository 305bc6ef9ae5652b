package note

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// told writes a difference down: a line for each block that is not the same, with
// {+what came+} and [-what went-].
func told(p Prose) string {
	var out strings.Builder
	for _, b := range p.Blocks {
		if b.Change == Same {
			continue
		}
		fmt.Fprintf(&out, "%s %s", [...]string{"=", "+", "-", "~", ">"}[b.Change], [...]string{"p", "h", "item", "row", "code", "rule", "field"}[b.Kind])
		if b.Label != "" {
			out.WriteString(" " + b.Label)
		}
		fmt.Fprintf(&out, " %s:", spans(b.Old, b.New))
		for i, piece := range b.Pieces {
			text := piece.Text
			if b.Kind == ProseCode {
				text += "⏎"
			}
			if i == 0 {
				out.WriteString(" ")
			}
			switch {
			case b.Change != Changed || piece.Change == Same:
				out.WriteString(text)
			case piece.Change == Added:
				out.WriteString("{+" + text + "+}")
			default:
				out.WriteString("[-" + text + "-]")
			}
		}
		out.WriteString("\n")
	}
	if p.Layout {
		out.WriteString("layout\n")
	}
	return out.String()
}

func spans(old, fresh Span) string {
	one := func(s Span) string {
		switch {
		case s == (Span{}):
			return ""
		case s.First == s.Last:
			return fmt.Sprint(s.First)
		}
		return fmt.Sprintf("%d-%d", s.First, s.Last)
	}
	return one(old) + "→" + one(fresh)
}

func TestProse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, fresh, want string }{
		"the same":   {"One.\n", "One.\n", ""},
		"a word":     {"Hand over on Monday.\n", "Hand over on Tuesday.\n", "~ p 1→1: Hand over on[- Monday-]{+ Tuesday+}.\n"},
		"a new wrap": {"one two three\nfour five\n", "one\ntwo three four\nfive\n", "layout\n"},
		"a wrap and a word": {
			"One two three\nfour five. Six\nseven.\n", "One two\nthree four five. Six and\nseven.\n",
			"~ p 1-3→1-3: One two three four five. Six{+ and+} seven.\n",
		},
		"windows line ends": {"One\r\ntwo.\r\n\r\n- a\r\n", "One\ntwo.\n\n- a\n", "layout\n"},
		"a list wrapped anew": {
			"- first thing\n  to do\n- second\n", "* first\n  thing to do\n* second\n", "layout\n",
		},
		"a new item":          {"1. one\n2. three\n", "1. one\n2. two\n3. three\n", "+ item 2. →2: two\n"},
		"an item goes deeper": {"- one\n- two words\n", "- one\n  - two words\n", "~ item - 2→2: two words\n"},
		"a paragraph is gone": {"One.\n\nTwo is here.\n\nThree.\n", "One.\n\nThree.\n", "- p 3→: Two is here.\n"},
		"moved": {
			"Alpha is the first one.\n\nBeta.\n\nGamma.\n", "Beta.\n\nGamma.\n\nAlpha is the first one.\n",
			"> p 1→5: Alpha is the first one.\n",
		},
		"nothing in common": {
			"Coffee is served at seven.\n", "Our rota lives elsewhere now, ask Ben.\n",
			"- p 1→: Coffee is served at seven.\n+ p →1: Our rota lives elsewhere now, ask Ben.\n",
		},
		"a heading":            {"## What\n\nText.\n", "### What\n\nText.\n", "~ h ### 1→1: What\n"},
		"a heading underlined": {"What\n----\n\nText.\n", "## What\n\nText.\n", "layout\n"},
		"a heading renamed":    {"## Why\n\nText.\n", "## Reasons\n\nText.\n", "~ h ## 1→1: [-Why-]{+Reasons+}\n"},
		"code": {
			"```sh\nls -l\ncd /\n```\n", "```sh\nls  -l\ncd /\n```\n",
			"~ code sh 2-3→2-3: [-ls -l⏎-]{+ls  -l⏎+}cd /⏎\n",
		},
		"the language of code": {"```sh\nls\n```\n", "```bash\nls\n```\n", "~ code bash 2→2: ls⏎\n"},
		"a table": {
			"| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 1 | 3 |\n| 4 | 5 |\n",
			"~ row 3→3: | 1 |[- 2-]{+ 3+} |\n+ row →4: | 4 | 5 |\n",
		},
		"where a link leads": {
			"See [the docs](http://a) now.\n", "See [the docs](http://b) now.\n",
			"~ p 1→1: See [the docs[-](http://a)-]{+](http://b)+} now.\n",
		},
		"a quote":          {"> said\n", "said\n", "~ p 1→1: said\n"},
		"japanese":         {"朝食のときに話す。\n", "朝食のあとに話す。\n", "~ p 1→1: 朝食の{+あ+}と[-き-]に話す。\n"},
		"japanese wrapped": {"朝食のときに話す。\n", "朝食の\nときに話す。\n", "layout\n"},
		"fields": {
			"---\ntitle: A\ntags: [x, y]\n---\n\nText.\n", "---\ntitle: B\ntags:\n  - x\n  - y\n  - z\nstatus: deprecated\n---\n\nText.\n",
			"~ field title 2→2: [-A-]{+B+}\n~ field tags 3→3-6: x, y{+, z+}\n+ field status →7: deprecated\n",
		},
		"a field is gone":       {"---\ntitle: A\nlang: x\n---\nT\n", "---\ntitle: A\n---\nT\n", "- field lang 3→: x\n"},
		"fields cannot be read": {"---\ntitle: a: b\n---\nT\n", "---\ntitle: a: c\n---\nT\n", "~ code yaml 2→2: [-title: a: b⏎-]{+title: a: c⏎+}\n"},
		"a new note":            {"", "# T\n\nText.\n", "+ h # →1: T\n+ p →3: Text.\n"},
		"a removed note":        {"Text.\n", "", "- p 1→: Text.\n"},
		"little words between": {
			"It was the old big house of stone.\n", "It was the new small shed of wood.\n",
			"~ p 1→1: It was the[- old big house of stone-]{+ new small shed of wood+}.\n",
		},
		"what is hidden in a comment": {"Text.\n", "Text.\n\n<!-- rm -rf -->\n", "+ code html →3: <!-- rm -rf -->⏎\n"},
		"a definition of a link":      {"[a][x]\n\n[x]: http://a\n", "[a][x]\n\n[x]: http://b\n", "~ p 3→3: [x]:[- http://a-]{+ http://b+}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := told(CompareProse("practices/a.md", []byte(c.old), []byte(c.fresh))); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// A sentence knows its lines in the new text; one that is gone knows those it had.
func TestProsePlace(t *testing.T) {
	t.Parallel()
	p := CompareProse("practices/a.md",
		[]byte("One is here. Two\nwas there. Gone it is.\n\nLast one.\n"),
		[]byte("One is here.\nTwo is there and\nthere again. New.\n"))
	var got []string
	for _, b := range p.Blocks {
		for i, piece := range b.Pieces {
			at, gone := b.Place(i)
			got = append(got, fmt.Sprintf("%q %d-%d %v", strings.TrimSpace(piece.Text), at.First, at.Last, gone))
		}
	}
	want := []string{
		`"One is here." 1-1 false`, `"Two" 2-3 false`, `"was" 2-3 false`, `"is there and" 2-3 false`, `"there" 2-3 false`,
		`"again" 2-3 false`, `"." 2-3 false`, `"Gone it is" 3-3 false`, `"New" 3-3 false`, `"." 3-3 false`, `"Last one." 4-4 true`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Whatever is compared, the pieces that are not removed are the new text and those that
// are not added the old one, block by block.
func TestProseKeepsEveryWord(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("the a pager rota week. hand over *bold* `code` [x](y) on, Monday? and “so” 朝食 don't")
	text := func(base []string) []string {
		var out []string
		for _, w := range base {
			switch r.IntN(12) {
			case 0:
			case 1:
				out = append(out, words[r.IntN(len(words))])
			case 2:
				out = append(out, w, words[r.IntN(len(words))], "\n\n")
			default:
				out = append(out, w)
			}
		}
		return out
	}
	all := func(s string, path string) string {
		var out strings.Builder
		side := proseSide(path, []byte(s))
		side.read()
		for _, b := range side.blocks {
			for i := range b.words {
				out.WriteString(b.words[i].text)
			}
		}
		return out.String()
	}
	for range 200 {
		var base []string
		for range 5 + r.IntN(80) {
			base = append(base, words[r.IntN(len(words))])
		}
		a, b := strings.Join(text(base), " "), strings.Join(text(base), " ")
		var fresh strings.Builder
		for _, blk := range CompareProse("practices/a.md", []byte(a), []byte(b)).Blocks {
			for _, piece := range blk.Pieces {
				if piece.Change != Removed && blk.Change != Removed {
					fresh.WriteString(strings.ReplaceAll(piece.Text, " ", ""))
				}
			}
		}
		if want := strings.ReplaceAll(all(b, "practices/a.md"), " ", ""); fresh.String() != want {
			t.Fatalf("from %q to %q: %q, want %q", a, b, fresh.String(), want)
		}
	}
}

// Big and hostile notes take no more time than they are longer. The first is larger than
// what is compared word by word, the others are just not.
func TestProseIsBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	prose := func(n int, end string) string {
		var b strings.Builder
		for b.Len() < n {
			fmt.Fprintf(&b, "word%d and some more %d%s", r.IntN(50_000), r.IntN(900), end)
		}
		return b.String()
	}
	for name, text := range map[string]func(size int) string{
		"2 MB of paragraphs":   func(size int) string { return prose(4*size, ".\n\n") },
		"0.5 MB of paragraphs": func(size int) string { return prose(size, ".\n\n") },
		"one paragraph":        func(size int) string { return prose(size, " ") },
		"items":                func(size int) string { return "- " + prose(size, "\n- ") },
		"brackets":             func(size int) string { return strings.Repeat("[", size-r.IntN(9)) },
		"brackets that close":  func(size int) string { return strings.Repeat("[a](", size/4-r.IntN(9)) },
		"ticks":                func(size int) string { return strings.Repeat("`a``", size/4-r.IntN(9)) },
		"one line of 2 MB":     func(size int) string { return prose(4*size, " ") },
		"definitions of links": func(size int) string { return strings.Repeat(fmt.Sprintf("[a%d]: x\n\n", r.IntN(9)), size/16) },
	} {
		compare := func(size int) func() {
			a, b := []byte(text(size)), []byte(text(size))
			return func() { CompareProse("practices/a.md", a, b) }
		}
		t.Run(name, func(t *testing.T) { GrowsAlong(t, compare(1<<17-100), compare(1<<19-100)) })
	}
}

func TestCompareSource(t *testing.T) {
	t.Parallel()
	old, fresh := "# T\n\nOne two\nthree.\n  - kept\nGone.\n", "# T\n\nOne two\nfour and\nthree.\n  - kept\n"
	var lines, words strings.Builder
	for _, l := range CompareSource([]byte(old), []byte(fresh)) {
		fmt.Fprintf(&lines, "%c%d,%d %s\n", " +-~"[l.Change], l.Old, l.New, l.Text)
	}
	if want := " 1,1 # T\n 2,2 \n 3,3 One two\n+0,4 four and\n 4,5 three.\n 5,6   - kept\n-6,0 Gone.\n"; lines.String() != want {
		t.Errorf("lines\n%s", lines.String())
	}
	for _, l := range CompareSourceWords([]byte("  a bold move\nwas made\nby us\n"), []byte("  a bold\nmove is made\nby us\n")) {
		fmt.Fprintf(&words, "%c%d,%d %s", " +-~"[l.Change], l.Old, l.New, l.Text)
		for _, p := range l.Pieces {
			fmt.Fprintf(&words, "%c[%s]", "=+-"[p.Change], p.Text)
		}
		words.WriteString("\n")
	}
	if want := "~1,1 =[  a bold]\n~0,2 =[move]-[ was]+[ is]=[ made]\n 3,3 by us\n"; words.String() != want {
		t.Errorf("words\n%s", words.String())
	}
}
