#!/usr/bin/env bash
# pandoc, writing GitHub's markdown, leaves out the name of a heading and keeps the links to it
#
# Package:   pandoc 3.10, as pandoc-wasm 1.1.0 (npm) ships it; github-slugger 2.0.0 (npm) says which names the
#            host gives to headings
# Guess:     gfm has no {#steps}, but has HTML, which pandoc writes where markdown has no word (<sub>,
#            <span>, tables): an <a id> before the heading, or links that are changed to the host's names.
# Seen:      the heading is written without its name and [below](#steps) as it was, which leads nowhere:
#            the host calls it how-to-pour. So from HTML, Org's CUSTOM_ID, reStructuredText's targets and
#            pandoc's own markdown. The name of a word in text is kept, as <span id>. Nothing warns.
# Matters:   to handbooks that move to a shared repository: names are given so that links stand when
#            headings change, and all those break at once. Write <span id="steps"></span> behind each
#            such heading before the move, or check links after it.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error pandoc-wasm@1.1.0 github-slugger@2.0.0; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { convert } from 'pandoc-wasm';
import { slug } from 'github-slugger';
for (const [from, text] of Object.entries({
  html: '<h2 id="steps">How to pour</h2><p>See <a href="#steps">there</a>, a <span id="cup">cup</span>.</p>',
  org: '* How to pour\n:PROPERTIES:\n:CUSTOM_ID: steps\n:END:\nSee [[#steps][there]].\n',
  rst: '.. _steps:\n\nHow to pour\n===========\n\nSee `there <#steps>`_.\n',
  markdown: '# How to pour {#steps}\n\nSee [there](#steps).\n',
})) {
  const { stdout } = await convert({ from, to: 'gfm', wrap: 'none' }, text, {});
  console.log(`${from}: ${JSON.stringify(stdout.trim())}; on the host: #${slug(stdout.match(/# (.*)/)[1])}`);
}
JS
node try.mjs | tee out
diff out - <<'WANT'
html: "## How to pour\n\nSee [there](#steps), a <span id=\"cup\">cup</span>."; on the host: #how-to-pour
org: "# How to pour\n\nSee [there](#steps)."; on the host: #how-to-pour
rst: "# How to pour\n\nSee [there](#steps)."; on the host: #how-to-pour
markdown: "# How to pour\n\nSee [there](#steps)."; on the host: #how-to-pour
WANT
