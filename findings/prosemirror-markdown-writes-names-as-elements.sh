#!/usr/bin/env bash
# prosemirror-markdown writes "Vec<String>" as an element of HTML, and cuts descriptions of pictures
#
# Package:   prosemirror-markdown 1.13.9 (npm), with which editors built on ProseMirror read and write
#            markdown; micromark 4.0.2 (npm), with HTML let through as hosts do, reads the result
# Guess:     its writer escapes what markdown would read otherwise – it does so for *, _, [, `, and for
#            "1." and "#" at the beginning of a line – so that what one typed is what one reads.
# Seen:      < and & are written as they are. "Vec\<String>" comes back as an element that nobody sees,
#            "write \&lt; here" as an entity. The heading "Rust \#" loses its sign. Of a picture's
#            description what stands before the first code or emphasis is kept: "a map of `north` and
#            the way" is "a map of ".
# Matters:   to notes on types, placeholders (<name>) and markup that are edited so and shown by a host:
#            the words are in the file and on no page. Readers with a screen reader lose the picture.
#            Give the serializer a text rule of one's own, and the parser one for pictures.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error prosemirror-markdown@1.13.9 micromark@4.0.2; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { defaultMarkdownParser, defaultMarkdownSerializer } from 'prosemirror-markdown';
import { micromark } from 'micromark';
const show = (text) => micromark(text, { allowDangerousHtml: true });
for (const text of [
  'a Vec\\<String> of names',
  'write \\&lt; here',
  '## Rust \\#',
  '![a map of `north` and the way](map.png)',
]) {
  const saved = defaultMarkdownSerializer.serialize(defaultMarkdownParser.parse(text));
  console.log(text, '=>', saved);
  console.log('  ', show(text), '=>', show(saved));
}
JS
node try.mjs | tee out
diff out - <<'WANT'
a Vec\<String> of names => a Vec<String> of names
   <p>a Vec&lt;String&gt; of names</p> => <p>a Vec<String> of names</p>
write \&lt; here => write &lt; here
   <p>write &amp;lt; here</p> => <p>write &lt; here</p>
## Rust \# => ## Rust #
   <h2>Rust #</h2> => <h2>Rust</h2>
![a map of `north` and the way](map.png) => ![a map of ](map.png)
   <p><img src="map.png" alt="a map of north and the way" /></p> => <p><img src="map.png" alt="a map of " /></p>
WANT
