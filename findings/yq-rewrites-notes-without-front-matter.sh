#!/usr/bin/env bash
# yq, setting a field in front matter, takes a note that has none for YAML and runs its lines together
#
# Package:   github.com/mikefarah/yq/v4 v4.54.3 (Go module proxy)
# Guess:     --front-matter=process changes what stands between the two lines of --- at the beginning. Of a
#            note without them it makes nothing, an error, or front matter with the new field.
# Seen:      everything up to the first line of --- is read as YAML, whether there was one at the top or
#            not, and most prose is YAML: one text. It is written back as such: paragraphs and lists
#            become one line after another, blank lines go, the field is not set, and the exit code is 0.
#            "Cups: four" gets the field below it, as text. Below front matter the text stays.
# Matters:   to the one-liner that sets a field in all notes of a pool ("yq -i --front-matter=process … *.md"):
#            README and the notes of beginners are those without. Choose files that begin with ---
#            first.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
GOBIN=$dir go install github.com/mikefarah/yq/v4@v4.54.3 >log 2>&1 || { cat log; exit 1; }
for text in '---\ntitle: Tea\n---\nBoil water.\nWait.\n' '# Tea\n\nBoil water.\nWait.\n\n* cups\n* plates\n\n---\n\nThen pour.\n' 'Cups: four\n\nPlates: two\n'; do
  printf -- "$text" > note.md
  code=0; ./yq -i --front-matter=process '.status = "proven"' note.md || code=$?
  echo "== exit $code"; cat note.md
done | tee out
diff out - <<'WANT'
== exit 0
---
title: Tea
status: proven
---
Boil water.
Wait.
== exit 0
# Tea

Boil water. Wait.
* cups * plates
---

Then pour.
== exit 0
Cups: four
Plates: two
status: proven
WANT
