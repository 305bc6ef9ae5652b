#!/usr/bin/env bash
# prettier, asked to wrap prose, makes a listing or a heading of a sentence
#
# Package:   prettier 3.10.1 (npm), with --prose-wrap always; commonmark 0.31.2 (npm) reads the result
# Guess:     line breaks within a paragraph mean nothing, and a formatter that parses before it prints
#            breaks where that stays so – it keeps "1." and "-" off the beginning of a line.
# Seen:      those it keeps off, others not. A line may begin with ~~~ (the rest of the note is a
#            listing), be === alone (what stands above is a heading), begin with <!-- (the links
#            behind it on that line are plain text), or end in a backslash, which was a backslash
#            and is a line break then. A second run brings none of it back.
# Matters:   to pools whose notes are wrapped when saved or committed: notes on diffs, operators and
#            paths, and comments within a line for checkers of prose, come out as something else,
#            depending on where column 80 is. Let it wrap nothing (preserve), or render both and compare.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error prettier@3.10.1 commonmark@0.31.2; } >log 2>&1 || { cat log; exit 1; }
cat > show.mjs <<'JS'
import { Parser, HtmlRenderer } from 'commonmark';
import { readFileSync } from 'node:fs';
const html = new HtmlRenderer().render(new Parser().parse(readFileSync(0, 'utf8')));
console.log(html.match(/<(h1|pre|br|a|!--|p>)/g).join(' '));
JS
start='The two versions of a recipe are compared word by word, and the last one to be'
long='What is kept for the guests of tomorrow lies below, on the shelf by the door,'
while IFS= read -r text; do
  printf '%s\n' "$text" > note.md
  npx prettier --prose-wrap always note.md > wrapped.md
  npx prettier --prose-wrap always wrapped.md > again.md
  echo "$(node show.mjs < note.md) => $(node show.mjs < wrapped.md) => $(node show.mjs < again.md)"
done <<NOTES | tee out
$start ~~~ is the sign for a list, see [the list](list.md).
$start 1. is the first of many, see [the list](list.md).
$start - so they say - is for [the list](list.md).
$start <!-- for the checker --> read, see [the list](list.md).
$start ===
$long \\ the next one
NOTES
diff out - <<'WANT'
<p> <a => <p> <pre => <p> <pre
<p> <a => <p> <a => <p> <a
<p> <a => <p> <a => <p> <a
<p> <!-- <a => <p> <!-- => <p> <!--
<p> => <h1 => <h1
<p> => <p> <br => <p> <br
WANT
