#!/usr/bin/env bash
# remove-markdown takes the words between "less than" and "greater than" out, in code as well
#
# Package:   remove-markdown 0.7.0 (npm), with which sites make excerpts, descriptions and search texts
# Guess:     only marks go. A < with a blank behind it is no element, code is what it says, an address in
#            angle brackets is text that is shown, and \* stands for a star.
# Seen:      "if cups < 4 and plates > 6 then wait" is "if cups  6 then wait". `Vec<String>` is "Vec",
#            <https://example.org/tea> nothing, the comment in a listing loses its #, 2 ** 3 ** 4 is
#            2 * 3 * 4, and of \*tea\* both stars go and the backslashes stay.
# Matters:   to search and to the first lines that a reader sees of a note: a condition turns into another
#            sentence, which is still one. Take texts from a parser (mdast-util-to-string and the like),
#            or let only notes without code and angle brackets through.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error remove-markdown@0.7.0; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import removeMarkdown from 'remove-markdown';
for (const text of [
  'if cups < 4 and plates > 6 then wait',
  'a list is `Vec<String>` here',
  'see <https://example.org/tea>',
  '```sh\n# boil\nkettle on\n```',
  '2 ** 3 ** 4',
  'the sign \\*tea\\*',
]) console.log(JSON.stringify(text), '=>', JSON.stringify(removeMarkdown(text)));
JS
node try.mjs | tee out
diff out - <<'WANT'
"if cups < 4 and plates > 6 then wait" => "if cups  6 then wait"
"a list is `Vec<String>` here" => "a list is Vec here"
"see <https://example.org/tea>" => "see "
"```sh\n# boil\nkettle on\n```" => "boil\nkettle on"
"2 ** 3 ** 4" => "2 * 3 * 4"
"the sign \\*tea\\*" => "the sign \\tea\\"
WANT
