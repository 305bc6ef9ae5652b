#!/usr/bin/env bash
# Two usual ways from HTML to markdown each lose what stands in <pre>, in a cell or before a list
#
# Package:   turndown 7.2.5 with turndown-plugin-gfm 1.0.2, node-html-markdown 2.0.0 (npm)
# Guess:     <pre> is code with or without <code> in it, a bar in a cell is escaped, a fence is longer
#            than what it holds, a list goes on at its number.
# Seen:      <pre> alone (mailing lists, old wikis, man pages) becomes prose in both, its lines joined by
#            whoever reads it. turndown leaves the bar, so that the cell is two; paragraphs of a cell break
#            the table. node-html-markdown escapes the bar, but starts every list at 1, closes a fence at
#            the first one inside it, and joins the paragraphs of a cell without a blank.
# Matters:   to imports of wikis and question sites, where listings and tables are the answer. The result
#            is always sound markdown: put <code> into <pre>, | as &#124;, and paragraphs of cells as
#            <br> first, and count the fences afterwards.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --no-audit --no-fund --ignore-scripts --loglevel=error turndown@7.2.5 turndown-plugin-gfm@1.0.2 node-html-markdown@2.0.0 >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import Turndown from 'turndown';
import { gfm } from 'turndown-plugin-gfm';
import { NodeHtmlMarkdown } from 'node-html-markdown';
const t = new Turndown({ codeBlockStyle: 'fenced' });
t.use(gfm);
const cell = (s) => `<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>${s}</td></tr></tbody></table>`;
for (const h of ['<pre>a\n  b</pre>', '<pre><code>a\n  b</code></pre>', cell('a|b'), cell('<p>x</p><p>y</p>'), '<ol start="3"><li>c</li><li>d</li></ol>', '<pre><code>a\n```\nb</code></pre>'])
  console.log(`${JSON.stringify(t.turndown(h))}  ${JSON.stringify(NodeHtmlMarkdown.translate(h))}`);
JS
node try.mjs | tee out
diff out - <<'WANT'
"a\n  b"  "a\n  b"
"```\na\n  b\n```"  "```\na\n  b\n```"
"| h |\n| --- |\n| a|b |"  "| h    |\n| ---- |\n| a\\|b |"
"| h |\n| --- |\n| \nx\n\ny\n\n |"  "| h  |\n| -- |\n| xy |"
"3.  c\n4.  d"  "1. c\n2. d"
"````\na\n```\nb\n````"  "```\na\n```\nb\n```"
WANT
