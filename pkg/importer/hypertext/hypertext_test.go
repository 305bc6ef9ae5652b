package hypertext_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/importer/hypertext"
)

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, html, want string }{
		{"a question", "<p>use <code>ls</code> &amp; <strong>go</strong>:</p>\n\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "use `ls` & **go**:\n\n- a\n- b"},
		{"code keeps its entities", "<pre><code>if [ $a &lt; 3 ] &amp;&amp; x &amp;lt; y_z</code></pre>", "```\nif [ $a < 3 ] && x &lt; y_z\n```"},
		{"code keeps its spaces", "<pre><code>a\n\n\n\tb  c  \n\n</code></pre>", "```\na\n\n\n\tb  c  \n\n```"},
		{"code keeps fences", "<pre><code>```\nx\n```</code></pre>", "````\n```\nx\n```\n````"},
		{"code in an item", "<ol><li><p>a</p><pre><code>x\n\n  y</code></pre></li></ol>", "1. a\n   \n   ```\n   x\n   \n     y\n   ```"},
		{"language", `<pre class="lang-py s-code-block"><code class="hljs language-py">x</code></pre>`, "```py\nx\n```"},
		{"language that is none", `<pre><code class="lang-auto">x</code></pre>`, "```\nx\n```"},
		{"language by a comment", "<!-- language: lang-c++ -->\n\n<pre><code>x</code></pre><pre><code>y</code></pre>", "```c++\nx\n```\n\n```\ny\n```"},
		{"lines of code by tags", "<pre>a<br>b</pre>", "```\na\nb\n```"},
		{"span keeps its spaces", "<p>a <code>x  y</code> b <code> z </code> c <code>`</code></p>", "a `x  y` b `  z  ` c `` ` ``"},
		{"span over lines", "<p><code>a\nb</code></p>", "`a b`"},
		{"entity that is text", "<p>write &amp;lt; for &lt;, &amp;amp; &amp; R&amp;D</p>", "write &amp;lt; for &lt;, &amp;amp; & R&D"},
		{"words with underscores", "<p>well_done_here, _x_ and *y*</p>", `well_done_here, \_x_ and \*y*`},
		{"bare address", "<p>see http://example.org/a_b_c?x=1&amp;y=2 .</p>", "see http://example.org/a_b_c?x=1&y=2 ."},
		{"formula", `<p>$x_1^2$, $$\sum_{i} a_i$$ and $5 or 6$ it_is</p>`, `$x_1^2$, $$\sum_{i} a_i$$ and $5 or 6$ it_is`},
		{"no heading, no list", "<p># a</p><p>1. b</p><p>- c</p><p>+ d</p><p>&gt; e</p>", "\\# a\n\n1\\. b\n\n\\- c\n\n\\+ d\n\n&gt; e"},
		{"sub and sup", "<p>H<sub>2</sub>O, x<sup>n_1</sup></p>", "H<sub>2</sub>O, x<sup>n_1</sup>"},
		{"tasks", "<ul><li><input type=checkbox checked> done</li><li><input type=checkbox>todo</li></ul>", "- [x] done\n- [ ] todo"},
		{"details", "<details><summary>More</summary><p>in</p></details>", "**More**\n\nin"},
		{"table", "<table><tr><th>a|b</th><th>c</th></tr><tr><td><p>x</p><p>y</p></td><td><code>p|q</code></td></tr></table>",
			"| a\\|b | c |\n|---|---|\n| x<br>y | `p\\|q` |"},
		{"table with a list and code", "<table><tr><td>h</td></tr><tr><td><ul><li>a</li><li>b</li></ul><pre>x\ny</pre></td></tr></table>",
			"| h |\n|---|\n| a<br>b<br>`x y` |"},
		{"picture in a link", `<p><a href="/q/1"><img src="a b.png" alt="x"></a></p>`, "[![x](a%20b.png)](/q/1)"},
		{"script", `<p><a href=" java&#10;script:x">a</a><script>b()</script><style>p{}</style></p>`, "a"},
		{"links without words", `<p><a href="/q/1"></a> <a href="#h" class="anchor"> </a>b</p>`, "[/q/1](/q/1) b"},
		{"broken", "<p>a <b>b <i>c</b> d</i> <li>e<p>f", "a **b *c* d**\n\ne\n\nf"},
		{"two lists", "<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n- b"},
		{"line break", "<p>a<br>\nb</p>", "a  \nb"},
		{"empty", "  \n", ""},
	}
	c := hypertext.New()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := c.Markdown(tt.html); got != tt.want || err != nil {
				t.Errorf("got  %q %v\nwant %q", got, err, tt.want)
			}
		})
	}
}

func TestTooDeepKeepsTheText(t *testing.T) {
	got, err := hypertext.New().Markdown(strings.Repeat("<div>", 600) + "deep &amp; <b>down</b>")
	if !errors.Is(err, hypertext.ErrPlain) || got != "deep & down" {
		t.Errorf("got %q, %v", got, err)
	}
}
