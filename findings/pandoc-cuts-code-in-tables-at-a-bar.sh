#!/usr/bin/env bash
# pandoc's tables for GitHub cut a cell at the bar of `a|b` and lose the next; a title with quotes unmakes its link
#
# Package:   pandoc 3.10, as pandoc-wasm 1.1.0 (npm) ships it; micromark 4.0.2 with
#            micromark-extension-gfm 3.0.0 (npm) reads the result as GitHub does
# Guess:     the writer for gfm knows that GFM takes a bar for the border of a cell within code as well,
#            unless a backslash stands before it – it writes one in plain text; and that a quotation mark
#            in a title in quotation marks needs one.
# Seen:      code keeps its bar bare. `ps|wc` becomes "`ps" and "wc`", and the last cell of the row, which
#            has no column any more, is shown nowhere. Of a link with the title say "tea" its source
#            is shown, and nothing to click. pandoc itself reads neither back.
# Matters:   to tables of commands, which is what tables in runbooks are: brought from a wiki, HTML or
#            Word they lose what the command does. Write bars in the code of tables as \| afterwards,
#            and leave titles out.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error pandoc-wasm@1.1.0 micromark@4.0.2 micromark-extension-gfm@3.0.0; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { convert } from 'pandoc-wasm';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
const run = async (from, to, text) => (await convert({ from, to, wrap: 'none' }, text, {})).stdout.trim();
const host = (text) => micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
const cells = (html) => [...html.matchAll(/<td>(.*?)<\/td>/g)].map((m) => m[1]).join(' / ');
const table = (code) => `<table><tr><th>call</th><th>does</th></tr><tr><td>${code}</td><td>counts</td></tr></table>`;
for (const html of [table('ps|wc'), table('<code>ps|wc</code>')]) {
  const text = await run('html', 'gfm', html);
  console.log(text.split('\n')[2]);
  console.log('  on the host:', cells(host(text)));
  console.log('  for pandoc: ', cells(await run('gfm', 'html', text)));
}
for (const title of ['say tea', 'say &quot;tea&quot;']) {
  const text = await run('html', 'gfm', `<p><a href="tea.md" title="${title}">tea</a></p>`);
  console.log(text);
  console.log('  on the host:', host(text));
  console.log('  for pandoc: ', await run('gfm', 'html', text));
}
JS
node try.mjs | tee out
diff out - <<'WANT'
| ps\|wc | counts |
  on the host: ps|wc / counts
  for pandoc:  ps|wc / counts
| `ps|wc` | counts |
  on the host: `ps / wc`
  for pandoc:  `ps / wc`
[tea](tea.md "say tea")
  on the host: <p><a href="tea.md" title="say tea">tea</a></p>
  for pandoc:  <p><a href="tea.md" title="say tea">tea</a></p>
[tea](tea.md "say "tea"")
  on the host: <p>[tea](tea.md &quot;say &quot;tea&quot;&quot;)</p>
  for pandoc:  <p>[tea](tea.md "say "tea"")</p>
WANT
