#!/usr/bin/env bash
# gray-matter tells once that a note's front matter is broken; asked again, the note has none
#
# Package:   gray-matter 4.0.3 (npm), with which many site builders and note tools in
#            JavaScript read front matter
# Guess:     the same text gives the same answer: an error for "title: tea: a guide", each time.
# Seen:      the first reading raises an error. The second reading of the same text, in the
#            same process, raises none: the note has no fields, and its front matter is the
#            beginning of its text. With any options given, even {}, the error comes each time.
#            Fields are shared too: who changes a list it got changes what the next reader of
#            the same text gets.
# Matters:   to long running programs – previews, watchers, a check before a build: the note
#            goes through on the second try and shows its fields to readers. Give options, and
#            copy what you change.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund --prefix . gray-matter@4.0.3 >/dev/null 2>&1
cat > read.js <<'JS'
const matter = require("gray-matter")
const broken = "---\ntitle: tea: a guide\n---\nBoil water.\n"
function read(...options) {
  try {
    const { data, content } = matter(broken, ...options)
    return JSON.stringify([data, content])
  } catch (e) {
    return e.constructor.name
  }
}
console.log("once:", read())
console.log("again:", read())
console.log("with options:", read({}), read({}))
const tags = () => matter("---\ntags: [tea]\n---\n").data.tags
tags().push("changed by another reader")
console.log("tags:", tags().join(", "))
JS
node read.js | tee out
diff out - <<'WANT'
once: YAMLException
again: [{},"---\ntitle: tea: a guide\n---\nBoil water.\n"]
with options: YAMLException YAMLException
tags: tea, changed by another reader
WANT
