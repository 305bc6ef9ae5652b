package term

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// L4: what is on screen and what follows links are read from one parse, so every link on
// screen is found and every link that is found is on screen.
func TestEveryLinkOnScreenIsFoundL4(t *testing.T) {
	for name, body := range map[string]string{
		"L3 brackets":     "Measured [[1]](https://example.org/a), [[Müller 2019]](https://example.org/b \"t\"), [[1][]] and [[1]].\n\nA matrix: a[[i]], [[2023, 2, 3]] and `[[ -f x ]]`.\n\n[1]: https://example.org/one\n",
		"L4 code in note": "A claim.[^1] Another.[^2]\n\n[^1]:\n    ```json\n    {\"date-parts\": [[2023, 2, 3]]}\n    ```\n\n[^2]: Text.\n\n    A second paragraph that links to [[ops/nowhere]].\n",
		"L4 one word":     "A claim.[^1] And.[^note]\n\n[^1]: Ibid.\n\n[^note]: https://example.org/x\n",
		"table":           "| a | b |\n|---|---|\n| [[t\\|u]] | [x](y.md) |\n",
		"pictures":        "[![a](b.png)](c.md) ![d [e](f.md)](g.png) ![[h.png|200]]\n",
		"definitions":     "Term [[a]]\n: means [b](c.md)\n",
		"bare":            "see https://example.org/a_b and ana@example.org, <ben@example.org>, www.example.org\n",
		"html":            "<a href=\"a.md\">b</a> <img src='c.png'>\n\n> <div>\n> <a href=d.md>e</a>\n> </div>\n\n<!-- <a href=\"f.md\"> -->\n",
		"tasks":           "- [ ] [[a]]\n- [x] ~~[b](c.md)~~ [[d#e#f|g]]\n",
	} {
		if found, shown := linksFound(body), linksShown(body); !slices.Equal(found, shown) {
			t.Errorf("%s: found %q, on screen %q", name, found, shown)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		body := someMarkdown(r)
		if found, shown := linksFound(body), linksShown(body); !slices.Equal(found, shown) {
			t.Fatalf("of %q: found %q, on screen %q", body, found, shown)
		}
	}
}

func linksFound(body string) []string {
	var out []string
	for _, l := range note.Parse("practices/a/b.md", []byte(body)).Links() {
		out = append(out, fmt.Sprint(Clean(l.Dest), l.Wiki, l.Image))
	}
	slices.Sort(out)
	return out
}

// linksShown are those that words on screen lead along, and those around a picture, whose
// words lead to the picture.
func linksShown(body string) []string {
	s := newRenderer(body, MarkdownOptions{Width: 80, Color: true})
	s.document(note.Markdown(s.src))
	var out []string
	for _, l := range s.dests {
		out = append(out, fmt.Sprint(l.Dest, l.Wiki, l.Image))
	}
	slices.Sort(out)
	return out
}

// someMarkdown joins pieces that have to do with links in any order.
func someMarkdown(r *rand.Rand) string {
	pieces := strings.Split("[|[[|]|]]|](|)|(a.md)|![|!|a|b c|#|^|[^1]|[^1]: |[1]: x.md|\n[1]: https://x.org\n|\n\n|\n|    |`|```\n|> |- |* |**|_|~~|<|>|<a@b.org>|https://x.org/a|www.x.org|a@b.org|\\|&amp;|\\||-|--|: |1. |[ ] |[x] |\"t\"|/|.md|é|注|<br>|<!--|-->|<b>|<a href=\"h.md\">|</a>|<img src=i.png>|\n\n<div>|<script>|</script>|<A\nhref='k.md'>|[[n]]|[t](n.md)|![[p.png]]|[[n#h\\|t]]", "|")
	pieces = append(pieces, "|", "| a | b |\n|---|---|\n| ")
	var b strings.Builder
	for range 1 + r.IntN(24) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}
