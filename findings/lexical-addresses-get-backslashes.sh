#!/usr/bin/env bash
# lexical writes a backslash into each address with an underscore, and into wiki links
#
# Package:   @lexical/markdown 0.52.0 with lexical 0.52.0 (npm), an editor in which one sees no markdown;
#            micromark 4.0.2 with micromark-extension-gfm 3.0.0 (npm) reads the result as GitHub does
# Guess:     with the transformers that come with it, what an editor reads and writes untouched leads
#            where it led: it knows links, so an address is no prose, and what it does not know is
#            left as it was.
# Seen:      _ is escaped in all text that is no link to it, and addresses in angle brackets or bare
#            ones, as hosts link them, are text to it. There a backslash is a backslash: the reader
#            opens …/a%5C_b. A second reading adds no more. [[blue_cup]] is [[blue\_cup]], which is
#            another name to readers of wiki links. Within [text](address) it is right.
# Matters:   to notes that one person edits as text and another in such an editor (it is in several
#            content systems): opening and saving breaks every source that was pasted as an address.
#            Give it transformers for addresses and wiki links, or compare the links before saving.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
v=0.52.0
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error lexical@$v @lexical/{headless,markdown,rich-text,list,link,code}@$v micromark@4.0.2 micromark-extension-gfm@3.0.0; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { createHeadlessEditor } from '@lexical/headless';
import { $convertFromMarkdownString, $convertToMarkdownString, TRANSFORMERS } from '@lexical/markdown';
import { HeadingNode, QuoteNode } from '@lexical/rich-text';
import { ListNode, ListItemNode } from '@lexical/list';
import { LinkNode } from '@lexical/link';
import { CodeNode } from '@lexical/code';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

const nodes = [HeadingNode, QuoteNode, ListNode, ListItemNode, LinkNode, CodeNode];
const saved = (text) => {
  const editor = createHeadlessEditor({ nodes, onError(e) { throw e; } });
  editor.update(() => $convertFromMarkdownString(text, TRANSFORMERS), { discrete: true });
  return editor.getEditorState().read(() => $convertToMarkdownString(TRANSFORMERS));
};
const opens = (text) => micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] }).match(/href="(.*?)"/)?.[1];
for (const text of [
  '[a cup](https://example.org/blue_cup)',
  '<https://example.org/blue_cup>',
  'https://example.org/blue_cup',
  '[[blue_cup]]',
]) {
  const once = saved(text);
  console.log(text, '=>', once, '=>', saved(once), '| opens', opens(once) ?? 'nothing');
}
JS
node try.mjs | tee out
diff out - <<'WANT'
[a cup](https://example.org/blue_cup) => [a cup](https://example.org/blue_cup) => [a cup](https://example.org/blue_cup) | opens https://example.org/blue_cup
<https://example.org/blue_cup> => <https://example.org/blue\_cup> => <https://example.org/blue\_cup> | opens https://example.org/blue%5C_cup
https://example.org/blue_cup => https://example.org/blue\_cup => https://example.org/blue\_cup | opens https://example.org/blue%5C_cup
[[blue_cup]] => [[blue\_cup]] => [[blue\_cup]] | opens nothing
WANT
