#!/usr/bin/env bash
# pandoc reads a list with ticks from HTML if they are written <input … />; with <input …> the list is gone
#
# Package:   pandoc 3.10, as pandoc-wasm 1.1.0 (npm) ships it
# Guess:     <input> has no end in HTML, and the slash means nothing there. A list whose items begin with a
#            check box is a task list in gfm ("- [x] cups"), or at least a list.
# Seen:      it is a task list with the slash. Without, as browsers and most programs write it, the list is
#            gone: its items are paragraphs, done and open alike, with no mark at all. One such item is
#            enough, in a list of numbers as well. Lists without check boxes stay lists.
# Matters:   to imports of pages and exports that a browser or a wiki wrote: a checklist becomes sentences
#            below each other, and what was done is not to be seen. Close those tags first.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error pandoc-wasm@1.1.0; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { convert } from 'pandoc-wasm';
const tick = (end) => `<input type="checkbox" checked=""${end}`;
for (const html of [
  '<ul><li>cups</li><li>plates</li></ul>',
  `<ul><li>${tick(' />')} cups</li><li>${tick(' />')} plates</li></ul>`,
  `<ul><li>${tick('>')} cups</li><li>${tick('>')} plates</li></ul>`,
  `<ul>\n<li>${tick('>')} cups</li>\n<li>plates</li>\n</ul>`,
  `<ol><li>${tick('>')} boil</li><li>pour</li></ol>`,
]) {
  const { stdout } = await convert({ from: 'html', to: 'gfm', wrap: 'none' }, html, {});
  console.log(JSON.stringify(html));
  console.log('  =>', JSON.stringify(stdout.trim()));
}
JS
node try.mjs | tee out
diff out - <<'WANT'
"<ul><li>cups</li><li>plates</li></ul>"
  => "- cups\n- plates"
"<ul><li><input type=\"checkbox\" checked=\"\" /> cups</li><li><input type=\"checkbox\" checked=\"\" /> plates</li></ul>"
  => "- [x] cups\n- [x] plates"
"<ul><li><input type=\"checkbox\" checked=\"\"> cups</li><li><input type=\"checkbox\" checked=\"\"> plates</li></ul>"
  => "cups\n\nplates"
"<ul>\n<li><input type=\"checkbox\" checked=\"\"> cups</li>\n<li>plates</li>\n</ul>"
  => "cups\n\nplates"
"<ol><li><input type=\"checkbox\" checked=\"\"> boil</li><li>pour</li></ol>"
  => "boil\n\npour"
WANT
