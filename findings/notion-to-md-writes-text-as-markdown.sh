#!/usr/bin/env bash
# What stands in Notion as plain text is a heading, a list or nothing in the markdown of notion-to-md
#
# Package:   notion-to-md 3.1.9 (npm), with which sites and backups bring pages out of Notion; micromark
#            4.0.2 (npm), with HTML let through as hosts do, reads the result
# Guess:     a paragraph comes out as a paragraph: what markdown would read otherwise – # or a number at its
#            beginning, stars, <name> – gets a backslash, and a listing that holds a fence a longer one.
# Seen:      nothing is escaped. "# of cups" is a heading, "1986. A good year." a list from 1986 on, <name> an
#            element that nobody sees, *all* leans. A listing of markdown ends at its first inner fence,
#            and code with a backtick in it is code up to there.
# Matters:   to communities that leave Notion or mirror it to git: pages on markdown, shells and templates
#            are others afterwards, and the rest looks so well that nobody compares. Escape the text of
#            blocks before it goes in, or compare the words of both sides.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error notion-to-md@3.1.9 micromark@4.0.2; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { NotionToMarkdown } from 'notion-to-md';
import { micromark } from 'micromark';
const plain = { bold: false, italic: false, strikethrough: false, underline: false, code: false, color: 'default' };
const text = (content, more) => ({ type: 'text', text: { content, link: null }, plain_text: content, href: null, annotations: { ...plain, ...more } });
const block = (type, rich_text, more) => ({ object: 'block', id: type, type, has_children: false, [type]: { rich_text, color: 'default', ...more } });
const notion = new NotionToMarkdown({ notionClient: {} });
for (const one of [
  block('paragraph', [text('# of cups: four')]),
  block('paragraph', [text('1986. A good year.')]),
  block('paragraph', [text('Ask <name> for *all* of it.')]),
  block('code', [text('```sh\nkettle on\n```\nDone.')], { language: 'markdown', caption: [] }),
  block('paragraph', [text('a`b', { code: true })]),
]) {
  const { parent } = notion.toMarkdownString(await notion.blocksToMarkdown([one]));
  console.log(JSON.stringify(parent.trim()), '=>', micromark(parent, { allowDangerousHtml: true }).trim().replaceAll('\n', '|'));
}
JS
node try.mjs | tee out
diff out - <<'WANT'
"# of cups: four" => <h1>of cups: four</h1>
"1986. A good year." => <ol start="1986">|<li>A good year.</li>|</ol>
"Ask <name> for *all* of it." => <p>Ask <name> for <em>all</em> of it.</p>
"```markdown\n```sh\nkettle on\n```\nDone.\n```" => <pre><code class="language-markdown">```sh|kettle on|</code></pre>|<p>Done.</p>|<pre><code>|</code></pre>
"`a`b`" => <p><code>a</code>b`</p>
WANT
