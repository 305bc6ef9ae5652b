package site_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
)

// Line 1 of issue 17: what people write in notes, as pages have it.
func TestWhatNotesHold(t *testing.T) {
	const whole = `# Everything

> [!WARNING] Mind the gap
> It is **wide**.

> [!tip]

> said by somebody

A ==mark==, ~~gone~~, $x^2$, a note[^1] and **注意：**先停机.

$$
\sum_i x_i
$$

- [x] done
- [ ] to do

| a | b |
|---|--:|
| 1 | 2 |

Term
: what it means

` + "```go\nfunc main() { // hello\n```\n\n```mermaid\ngraph TD; A-->B\n```\n\n```elixir\nx = 1\n```\n" + `
## A place

Words with a name. ^here

See [[oncall/pager]], [[pager|the pager]], [itself](pager.md#setup), [this](#a-place), [[#A place]], [[#^here]],
[out](https://example.org/x?a=1&b=2), <https://example.org>, [[nowhere]], [a secret](secret.md), [[secret]].

![[pager]]

Here ![[pager]] in words, ![[pager#Setup]]

![A desk](desk.png "Wood") ![[desk.png|120]] ![](https://example.org/far.png)

<details><summary>More</summary>

Inside, *too*.

</details>

[^1]: The note.
`
	var desk bytes.Buffer
	if err := png.Encode(&desk, image.NewGray(image.Rect(0, 0, 64, 32))); err != nil {
		t.Fatal(err)
	}
	files, report := built(t, guild(t, map[string]string{
		"practices/oncall/all.md":    whole,
		"practices/oncall/pager.md":  "# Rotate the pager\n\n## Setup\n\nHand over at ten.\n\n# Second\n\nEnd.\n",
		"practices/oncall/secret.md": "---\npublish: false\n---\n# The secret plan\n",
		"practices/oncall/desk.png":  desk.String(),
	}), t.TempDir())
	got := files["oncall/all/index.html"]
	for _, want := range []string{
		"<div class=\"callout warn\">\n<p class=\"callout-title\">Mind the gap</p>\n<p>It is <strong>wide</strong>.</p>\n</div>",
		"<p class=\"callout-title\">Tip</p>\n</div>",
		"<blockquote>\n<p>said by somebody</p>\n</blockquote>",
		`A <mark>mark</mark>, <del>gone</del>, <code class="math">x^2</code>`,
		`<strong>注意：</strong>先停机`,
		`\sum_i x_i`,
		`<li><span class="box done" role="img" aria-label="done"></span> done</li>`,
		`<div class="wide" tabindex="0">`, `<td align="right">2</td>`,
		`<dt>Term</dt>`,
		`<i class="k">func</i> main() { <i class="c">// hello</i>`,
		"language-mermaid\">graph TD; A--&gt;B",
		"language-elixir\">x = <i",
		`<h2 id="a-place">A place</h2>`,
		`<p id="^here">Words with a name.</p>`,
		`See <a href="../../oncall/pager/index.html">Rotate the pager</a>, <a href="../../oncall/pager/index.html">the pager</a>, <a href="../../oncall/pager/index.html#setup">itself</a>`,
		`<a href="#a-place">this</a>, <a href="#a-place">`, `<a href="#%5Ehere">`,
		`<a class="out" href="https://example.org/x?a=1&amp;b=2" rel="noopener noreferrer">out</a>`,
		`<span class="gone">nowhere</span>, <span class="gone">a secret</span>`,
		`<div class="embed"><p class="said">From <a href="../../oncall/pager/index.html">Rotate the pager</a></p>`, `<p>Hand over at ten.</p>`,
		`Here <a href="../../oncall/pager/index.html">pager</a> in words`,
		`<img src="../../oncall/desk.png" alt="A desk" loading="lazy" decoding="async" title="Wood" width="64" height="32">`,
		`width="120" height="60"`,
		`picture (picture at example.org)</a>`,
		`<details><summary>More</summary>`, `<em>too</em>`,
		`The note.`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if t.Failed() {
		t.Log(article(t, got))
	}
	for file, text := range files {
		if strings.Contains(text, "secret plan") {
			t.Errorf("%s tells of the secret plan", file)
		}
	}
	if len(report.Problems) != 1 || report.Problems[0].Path != "practices/oncall/all.md" || !strings.Contains(report.Problems[0].Message, "nowhere") {
		t.Errorf("problems: %+v", report.Problems)
	}
	if pager := files["oncall/pager/index.html"]; !strings.Contains(pager, "<h2 id=\"second\">Second</h2>") || !strings.Contains(pager, "Everything</a></li>") {
		t.Errorf("two headings of the first level, or no link back: %s", pager)
	}
}

// Line 9 of issue 17: who listens to a page finds no gap between the levels of its headings.
func TestHeadingsStandInEachOther(t *testing.T) {
	files, _ := built(t, guild(t, map[string]string{
		"practices/a.md": "# A\n\n### One\n\n##### Two\n\n### Three\n\n# Four\n\n<h1>Five</h1>\n",
		"practices/a/2026-01-02-ana-comment-n3xk7c.md": "## Six\n\n#### Seven\n",
	}), t.TempDir())
	for _, want := range []string{`<h2 id="one">`, `<h3 id="two">`, `<h2 id="three">`, `<h2 id="four">`, "<h2>Five</h2>", `<h3 id="2026-01-02-comment-n3xk7c-six">`, `<h4 id="2026-01-02-comment-n3xk7c-seven">`} {
		if !strings.Contains(files["a/index.html"], want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
