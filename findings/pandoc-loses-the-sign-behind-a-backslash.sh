#!/usr/bin/env bash
# pandoc, writing GitHub's markdown, drops the sign that stands behind a backslash
#
# Package:   pandoc 3.10, as pandoc-wasm 1.1.0 (npm) ships it
# Guess:     its writers escape what would be read otherwise: a backslash is doubled, the sign behind it
#            stays, with a backslash of its own where it needs one. What pandoc reads again is the same.
# Seen:      to gfm, commonmark, commonmark_x and markdown_strict the sign is gone: "\|" becomes "\\",
#            "\$HOME" "\\HOME", "\(x\)" "\\x\\". Before letters nothing happens, so C:\new is right; in
#            code all is. To pandoc's own markdown it is right everywhere, and nothing warns.
# Matters:   to whoever brings pages of a wiki, of Org or of Word into notes that way: patterns, shell
#            lines and formulas that stand in running text are other ones, and look like what somebody
#            might have written. Write "markdown" with the extensions taken off, and compare the plain
#            text of both sides.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error pandoc-wasm@1.1.0; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { convert } from 'pandoc-wasm';
const run = async (from, to, text) => (await convert({ from, to, wrap: 'none' }, text, {})).stdout.trim();
const page = '<p>Find tea\\|cake, then \\$HOME and \\(x\\); C:\\new stays. <code>tea\\|cake</code></p>';
console.log('plain text:', await run('html', 'plain', page));
for (const to of ['markdown', 'gfm', 'commonmark', 'commonmark_x', 'markdown_strict']) {
  const text = await run('html', to, page);
  console.log(`${to}: ${text}`);
  console.log(`  read again: ${await run(to, 'plain', text)}`);
}
JS
node try.mjs | tee out
diff out - <<'WANT'
plain text: Find tea\|cake, then \$HOME and \(x\); C:\new stays. tea\|cake
markdown: Find tea\\\|cake, then \\\$HOME and \\(x\\); C:\\new stays. `tea\|cake`
  read again: Find tea\|cake, then \$HOME and \(x\); C:\new stays. tea\|cake
gfm: Find tea\\cake, then \\HOME and \\x\\; C:\new stays. `tea\|cake`
  read again: Find tea\cake, then \HOME and \x\; C:\new stays. tea\|cake
commonmark: Find tea\\cake, then \\HOME and \\x\\; C:\new stays. `tea\|cake`
  read again: Find tea\cake, then \HOME and \x\; C:\new stays. tea\|cake
commonmark_x: Find tea\\cake, then \\HOME and \\x\\; C:\new stays. `tea\|cake`
  read again: Find tea\cake, then \HOME and \x\; C:\new stays. tea\|cake
markdown_strict: Find tea\\cake, then \\HOME and \\x\\; C:\new stays. `tea\|cake`
  read again: Find tea\cake, then \HOME and \x\; C:\new stays. tea\|cake
WANT
