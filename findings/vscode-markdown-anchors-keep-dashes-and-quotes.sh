#!/usr/bin/env bash
# VS Code's anchors of headings "as on GitHub" are others where a heading has a dash or « »
#
# Package:   vscode-markdown-languageservice 0.4.0 and github-slugger 2.0.0 (npm)
# Guess:     githubSlugifier, by which VS Code completes and checks links to headings, makes
#            the anchors that GitHub makes, as its name says.
# Seen:      it drops a list of signs: ASCII's, Chinese ones, curved quotes and the long dash. It
#            keeps what else GitHub drops: – « » ¿ ¡ ° × § and some hundred more. "Load – first
#            steps" is #load-–-first-steps in the editor and #load--first-steps on the host. (It
#            keeps emoji too.)
# Matters:   to notes in French, Spanish or German, or with a half dash, written in that editor
#            and read on a host, or the other way: what one completes the other calls broken.
#            Who resolves such links has to take both.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >log && npm i --silent --no-audit vscode-markdown-languageservice@0.4.0 vscode-languageserver@9.0.1 github-slugger@2.0.0 >>log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import service from 'vscode-markdown-languageservice'
import { slug } from 'github-slugger'
for (const heading of ['Load - first steps', 'Load — first steps', 'Load – first steps', '“Pompe” à nettoyer', '«Pompe» à nettoyer', '¿Qué hacer?', 'Above 5 °C'])
  console.log(`${heading}: ${decodeURIComponent(service.githubSlugifier.fromHeading(heading).value)} | ${slug(heading)}`)
JS
node try.mjs | tee out
diff out - <<'WANT'
Load - first steps: load---first-steps | load---first-steps
Load — first steps: load--first-steps | load--first-steps
Load – first steps: load-–-first-steps | load--first-steps
“Pompe” à nettoyer: pompe-à-nettoyer | pompe-à-nettoyer
«Pompe» à nettoyer: «pompe»-à-nettoyer | pompe-à-nettoyer
¿Qué hacer?: ¿qué-hacer | qué-hacer
Above 5 °C: above-5-°c | above-5-c
WANT
