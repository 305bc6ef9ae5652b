#!/usr/bin/env bash
# diff-match-patch gives Ben the key that Ana got, when Ana's line is gone, and says that all went well
#
# Package:   diff-match-patch 1.0.5 (npm), with which several note tools and editors join two versions; git any
# Guess:     patch_apply looks for the place of a change, allows for some drift, and says for each change
#            whether it was made: where the line is not there any more the answer is false.
# Seen:      it takes the most similar text near by, up to half of which may be other words. The list is
#            short and its lines are alike, so the change of a removed line is made in the next one, of a
#            removed section in the next section, and the answer is true. git calls both a conflict.
# Matters:   to notes that are synced while two write: rotas, key lists, opening hours are lines that
#            differ in a name. Nobody learns that a line says what nobody wrote. With
#            Match_Threshold 0 both answers are false.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error diff-match-patch@1.0.5; } >log 2>&1 || { cat log; exit 1; }
cat > join.cjs <<'JS'
const DiffMatchPatch = require('diff-match-patch');
const { readFileSync } = require('fs');
const [base, mine, theirs] = ['base', 'mine', 'theirs'].map((f) => readFileSync(f, 'utf8'));
for (const threshold of [undefined, 0]) {
  const dmp = new DiffMatchPatch();
  dmp.Match_Threshold = threshold ?? dmp.Match_Threshold;
  const [text, made] = dmp.patch_apply(dmp.patch_make(base, theirs), mine);
  console.log(`  diff-match-patch, ${dmp.Match_Threshold}:`, JSON.stringify(text), made);
}
JS
try() { # base, mine, theirs
  printf "$1" > base; printf "$2" > mine; printf "$3" > theirs
  node join.cjs
  cp mine merged; git merge-file -q merged base theirs && echo "  git: joined" || echo "  git: conflict"
}
{
  echo 'Ana left; Ana got another key'
  try 'Ana: key 12\nBen: key 13\nEva: key 14\n' 'Ben: key 13\nEva: key 14\n' 'Ana: key 99\nBen: key 13\nEva: key 14\n'
  echo 'No more Mondays; on Mondays we open at ten'
  try '# Monday\nOpen at nine.\n\n# Tuesday\nOpen at nine.\n' '# Tuesday\nOpen at nine.\n' '# Monday\nOpen at ten.\n\n# Tuesday\nOpen at nine.\n'
} | tee out
diff out - <<'WANT'
Ana left; Ana got another key
  diff-match-patch, 0.5: "Ben: key 99\nEva: key 14\n" [ true ]
  diff-match-patch, 0: "Ben: key 13\nEva: key 14\n" [ false ]
  git: conflict
No more Mondays; on Mondays we open at ten
  diff-match-patch, 0.5: "# Tuesday\nOpen at ten.\n" [ true ]
  diff-match-patch, 0: "# Tuesday\nOpen at nine.\n" [ false ]
  git: conflict
WANT
