#!/usr/bin/env bash
# On the way to Notion martian leaves out the words of links by reference, and joins lines without a blank
#
# Package:   @tryfabric/martian 1.2.4 (npm), with which scripts and actions bring markdown into Notion
# Guess:     what Notion has no block for comes as text: a link by reference is a link, or its words; a hard
#            break is a line break in the block, which Notion has; a code block has its language or none.
# Seen:      "See [the list][list] first." is "See  first.", words and all. "Table 4\" and "Hill Road" are
#            "Table 4Hill Road". An item that begins with a quotation or a listing is left out whole, as
#            are rules and footnotes. Of "$5 and $6" the first and the "and" are an equation. ```text is VB.NET.
# Matters:   to communities that mirror their notes there: links by reference are what tidy writers and
#            formatters use, and no error or count tells of them. Write links in place, lines of an
#            address as paragraphs, and dollar signs as \$, or compare the words of both sides.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error @tryfabric/martian@1.2.4; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { markdownToBlocks } from '@tryfabric/martian';
const words = (parts) => (parts ?? []).map((p) => (p.type === 'equation' ? `<equation ${p.equation.expression}>` : p.text.content)).join('');
const block = (b) => `${b.type}${b.code ? ' ' + b.code.language : ''} ${JSON.stringify(words(b[b.type].rich_text))}`;
for (const text of [
  'See [the list](https://example.org/list) first.',
  'See [the list][list] first.\n\n[list]: https://example.org/list',
  'Table 4\\\nHill Road',
  '- cups\n- > plates\n- ```\n  boil\n  ```\n- milk',
  'Bring $5 and $6.',
  'Bring \\$5 and \\$6.',
  'Tea[^1]\n\n---\n\n[^1]: Green.',
  '```text\nboil\n```',
]) console.log(JSON.stringify(text), '=>', markdownToBlocks(text).map(block).join(', '));
JS
node try.mjs | tee out
diff out - <<'WANT'
"See [the list](https://example.org/list) first." => paragraph "See the list first."
"See [the list][list] first.\n\n[list]: https://example.org/list" => paragraph "See  first."
"Table 4\\\nHill Road" => paragraph "Table 4Hill Road"
"- cups\n- > plates\n- ```\n  boil\n  ```\n- milk" => bulleted_list_item "cups", bulleted_list_item "milk"
"Bring $5 and $6." => paragraph "Bring <equation 5 and >6."
"Bring \\$5 and \\$6." => paragraph "Bring $5 and $6."
"Tea[^1]\n\n---\n\n[^1]: Green." => paragraph "Tea"
"```text\nboil\n```" => code vb.net "boil"
WANT
