#!/usr/bin/env bash
# markdownlint, asked to fix, makes titles of tags, bold figures of powers, and one list of two
#
# Package:   markdownlint-cli2 0.22.1 (npm) with its own markdownlint and no settings; micromark 4.0.2 with
#            micromark-extension-gfm 3.0.0 (npm) reads before and after
# Guess:     --fix mends what can be mended without a thought: blanks, blank lines, marks of lists. What
#            it cannot know it reports. The note says the same before and after.
# Seen:      a line of tags becomes a heading of the first rank (#tea #cups: MD018). 2 ** 3 ** 4 gets bold
#            and 5 * 3 * 2 leaning figures (MD037). A list that goes on at 3 begins at 1 (MD029), two lists
#            told apart by their marks are one (MD004), and a paragraph indented by a tab falls out of
#            its item (MD010), with the lists below it. www.example.org in angles is no link any more (MD034).
# Matters:   to pools that fix on save or before each commit, beside tools that write tags as words and
#            indent by tabs, as Obsidian does: nobody reads such changes. Turn those six off for --fix.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error markdownlint-cli2@0.22.1 micromark@4.0.2 micromark-extension-gfm@3.0.0; } >log 2>&1 || { cat log; exit 1; }
cat > html.mjs <<'JS'
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { readFileSync } from 'node:fs';
const html = micromark(readFileSync(process.argv[2], 'utf8'), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
console.log(html.replace(/\n/g, ''));
JS
for text in '#tea #cups\n' 'It is 2 ** 3 ** 4 or 5 * 3 * 2.\n' '1. boil\n2. wait\n\nText.\n\n3. pour\n4. drink\n' '- cups\n- plates\n\n* tea\n* milk\n' '-\tcups\n\n\tThe blue ones.\n\n\t- four\n' 'See www.example.org/tea first.\n'; do
  printf -- "# Tea\n\n$text" > note.md
  echo "$text"
  echo "  was $(node html.mjs note.md)"
  npx markdownlint-cli2 --fix note.md >log 2>&1 || true
  echo "  is  $(node html.mjs note.md)"
done | tee out
diff out - <<'WANT'
#tea #cups\n
  was <h1>Tea</h1><p>#tea #cups</p>
  is  <h1>Tea</h1><h1>tea #cups</h1>
It is 2 ** 3 ** 4 or 5 * 3 * 2.\n
  was <h1>Tea</h1><p>It is 2 ** 3 ** 4 or 5 * 3 * 2.</p>
  is  <h1>Tea</h1><p>It is 2 <strong>3</strong> 4 or 5 <em>3</em> 2.</p>
1. boil\n2. wait\n\nText.\n\n3. pour\n4. drink\n
  was <h1>Tea</h1><ol><li>boil</li><li>wait</li></ol><p>Text.</p><ol start="3"><li>pour</li><li>drink</li></ol>
  is  <h1>Tea</h1><ol><li>boil</li><li>wait</li></ol><p>Text.</p><ol><li>pour</li><li>drink</li></ol>
- cups\n- plates\n\n* tea\n* milk\n
  was <h1>Tea</h1><ul><li>cups</li><li>plates</li></ul><ul><li>tea</li><li>milk</li></ul>
  is  <h1>Tea</h1><ul><li><p>cups</p></li><li><p>plates</p></li><li><p>tea</p></li><li><p>milk</p></li></ul>
-\tcups\n\n\tThe blue ones.\n\n\t- four\n
  was <h1>Tea</h1><ul><li><p>cups</p><p>The blue ones.</p><ul><li>four</li></ul></li></ul>
  is  <h1>Tea</h1><ul><li>cups</li></ul><p>The blue ones.</p><pre><code>- four</code></pre>
See www.example.org/tea first.\n
  was <h1>Tea</h1><p>See <a href="http://www.example.org/tea">www.example.org/tea</a> first.</p>
  is  <h1>Tea</h1><p>See &lt;www.example.org/tea&gt; first.</p>
WANT
