#!/usr/bin/env bash
# tiptap's markdown moves the code of a numbered step one column to the right each time a note is saved
#
# Package:   @tiptap/markdown 3.35.0 with @tiptap/core, pm and starter-kit 3.35.0 (npm)
# Guess:     what is read and written untouched means what it meant, and by the second time it is the
#            same to the byte: the editor knows code, lists and links.
# Seen:      a fence in "1." is written at three columns and what is in it at four, and each saving adds
#            one; below "-" it is right. A fence that holds a fence is closed by it: the rest is prose
#            by the second saving. A link to <a b.md> loses its angles at the first saving and is text
#            after the second. "\+ 2 eggs" loses its backslash first and is a list item next.
# Matters:   to runbooks, whose steps hold commands: YAML, Makefiles and patches are other ones after
#            a typo was mended two paragraphs below, and differences name lines nobody touched. Put
#            listings between the steps, or keep the source's lines of what nobody edited.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
v=3.35.0
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error @tiptap/{core,pm,starter-kit,markdown}@$v; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { MarkdownManager } from '@tiptap/markdown';
import StarterKit from '@tiptap/starter-kit';
const markdown = new MarkdownManager({ extensions: [StarterKit] });
for (let text of [
  '1. Set the table\n\n   ```yaml\n   cups:\n     - blue\n   ```\n',
  '- Set the table\n\n  ```yaml\n  cups:\n    - blue\n  ```\n',
  '````md\n```sh\nset table\n```\n````\n',
  '[the table](<the table.md>)\n',
  'Flour\n\\+ 2 eggs\n',
]) {
  console.log(JSON.stringify(text));
  for (let saved = 1; saved <= 3; saved++) {
    text = markdown.serialize(markdown.parse(text));
    console.log(' ', saved, JSON.stringify(text));
  }
}
JS
node try.mjs | tee out
diff out - <<'WANT'
"1. Set the table\n\n   ```yaml\n   cups:\n     - blue\n   ```\n"
  1 "1. Set the table\n   ```yaml\n    cups:\n      - blue\n   ```"
  2 "1. Set the table\n   ```yaml\n     cups:\n       - blue\n   ```"
  3 "1. Set the table\n   ```yaml\n      cups:\n        - blue\n   ```"
"- Set the table\n\n  ```yaml\n  cups:\n    - blue\n  ```\n"
  1 "- Set the table\n  ```yaml\n  cups:\n    - blue\n  ```"
  2 "- Set the table\n  ```yaml\n  cups:\n    - blue\n  ```"
  3 "- Set the table\n  ```yaml\n  cups:\n    - blue\n  ```"
"````md\n```sh\nset table\n```\n````\n"
  1 "```md\n```sh\nset table\n```\n```"
  2 "```md\n```sh\nset table\n```\n\n```\n\n```"
  3 "```md\n```sh\nset table\n```\n\n```\n\n```"
"[the table](<the table.md>)\n"
  1 "[the table](the table.md)"
  2 "\\[the table\\](the table.md)"
  3 "\\[the table\\](the table.md)"
"Flour\n\\+ 2 eggs\n"
  1 "Flour\n+ 2 eggs"
  2 "Flour\n\n- 2 eggs"
  3 "Flour\n\n- 2 eggs"
WANT
