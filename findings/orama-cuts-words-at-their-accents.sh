#!/usr/bin/env bash
# Orama cuts Müller into "m" and "ller" and finds every note that has a word with m
#
# Package:   @orama/orama 3.1.18 (npm)
# Guess:     without a language it is made for English: no stems of other languages, but ü, ñ and ç are letters, with or
#            without their marks, and an apostrophe is one, straight or curved. Who types the name of a note gets that note.
# Seen:      a word ends at each letter that is not a-z or one of the six àèéìòóù. Questions are cut likewise, and each piece
#            finds what begins with it: "Müller" brings all notes with m…, "año" those with a… and o…,
#            "doesn’t" (curved, as phones write it) those with t…. "café" has an é and is found as
#            cafe, too; "über" is not found as uber.
# Matters:   to handbooks with people's names and words of other languages, searched in a page: the list is long and has
#            everything but a reason, and with limit the right note may not be among them. Give the language, or
#            a tokenizer that splits at \P{L}.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm i --silent --no-audit @orama/orama@3.1.18; } >log 2>&1 || { cat log; exit 1; }
cat > find.mjs <<'JS'
import { create, insert, search } from '@orama/orama'
const notes = ['Make tea', 'Rotate the pager', 'Open the window', 'Ask Müller', 'Al fin del año', 'It doesn’t boil', 'Über Nacht', 'In the café']
for (const language of ['english', 'german']) {
  const db = create({ schema: { title: 'string' }, language })
  for (const title of notes) insert(db, { title })
  console.log(language)
  for (const term of ['Müller', 'Muller', 'año', 'doesn’t', 'über', 'uber', 'café', 'cafe']) console.log(`  ${term}:`, search(db, { term }).hits.map(h => h.document.title).sort().join(' | ') || 'nothing')
}
JS
node find.mjs | tee out
diff out - <<'WANT'
english
  Müller: Ask Müller | Make tea
  Muller: nothing
  año: Al fin del año | Ask Müller | Open the window
  doesn’t: In the café | It doesn’t boil | Make tea | Open the window | Rotate the pager
  über: Über Nacht
  uber: nothing
  café: In the café
  cafe: In the café
german
  Müller: Ask Müller
  Muller: Ask Müller
  año: Al fin del año | Ask Müller | Open the window
  doesn’t: In the café | It doesn’t boil | Make tea | Open the window | Rotate the pager
  über: Über Nacht
  uber: Über Nacht
  café: In the café
  cafe: nothing
WANT
