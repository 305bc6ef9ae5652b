#!/usr/bin/env bash
# LlamaIndex's markdown parser files half a note below a comment that stands in its code
#
# Package:   @llamaindex/core 0.6.22 (npm), its MarkdownNodeParser
# Guess:     a line with # within code is no heading: the parser keeps track of fences. So it is whatever
#            the fence is made of, and a heading that is underlined, or moved in by a blank, is one, too.
# Seen:      only ``` is known, and each line that begins with it opens or closes. In ~~~, and in a fence of four backticks
#            around one of three – how notes show how to write notes –, a comment of the shell ends the section:
#            the code is cut in two, and what follows has the comment for its Header_1, in place of the note's
#            title. The # is taken out of the code. Underlined headings are text.
# Matters:   to assistants that answer from notes and say where they found it: "from: restart everything" is a
#            comment, not a note, and the command before it is in another piece. Rewrite fences to
#            ``` and inner ones to indented code first, or split with a parser of markdown.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm i --silent --no-audit @llamaindex/core@0.6.22; } >log 2>&1 || { cat log; exit 1; }
cat > split.mjs <<'JS'
import { MarkdownNodeParser } from '@llamaindex/core/node-parser'
import { Document } from '@llamaindex/core/schema'
const parser = new MarkdownNodeParser()
for (const fence of ['```', '~~~', '````']) {
  const inner = fence === '````' ? '```\n# then\n```' : '# then'
  const text = `# Kettles\n\n${fence}sh\nstop one\n${inner}\nstart one\n${fence}\n\n## Why\n\nIt is quicker.\n\nHow\n===\n\nBy hand.\n`
  console.log(fence)
  for (const n of parser.getNodesFromDocuments([new Document({ text })])) console.log('  ' + JSON.stringify(n.metadata), JSON.stringify(n.text))
}
JS
node split.mjs | tee out
diff out - <<'WANT'
```
  {"Header_1":"Kettles"} "Kettles\n\n```sh\nstop one\n# then\nstart one\n```"
  {"Header_1":"Kettles","Header_2":"Why"} "Why\n\nIt is quicker.\n\nHow\n===\n\nBy hand."
~~~
  {"Header_1":"Kettles"} "Kettles\n\n~~~sh\nstop one"
  {"Header_1":"then"} "then\nstart one\n~~~"
  {"Header_1":"then","Header_2":"Why"} "Why\n\nIt is quicker.\n\nHow\n===\n\nBy hand."
````
  {"Header_1":"Kettles"} "Kettles\n\n````sh\nstop one\n```"
  {"Header_1":"then"} "then\n```\nstart one\n````"
  {"Header_1":"then","Header_2":"Why"} "Why\n\nIt is quicker.\n\nHow\n===\n\nBy hand."
WANT
