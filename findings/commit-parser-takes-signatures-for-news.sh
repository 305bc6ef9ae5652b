#!/usr/bin/env bash
# conventional-commits-parser prints who signed off as part of the news, and mentions @example for ana@example.org
#
# Package:   conventional-commits-parser 6.4.0 (npm), with which changelogs and release notes are made of messages
# Guess:     footers are told apart, as the convention has it ("each footer MUST consist of a word token, followed by
#            [a] separator"): a BREAKING CHANGE ends where Signed-off-by begins, and who signed is not the news. Mentions
#            are accounts, @ana; an address is none. A rule (---) in a message is text.
# Seen:      a breaking change goes on to the next reference to an issue, so that its text holds "Reviewed-by: Dana
#            <dana@…>" and all that stands below; the mentions are "example" for each address. What follows a rule is
#            no body any more: it lies in a field of the name "-". Only with "Closes #7" between is the text without them.
# Matters:   to release notes and digests of a pool's history: names and addresses that people gave to sign
#            are published as what changed, a stranger's account is thanked, and half a message is missing. Cut
#            the trailers off (git interpret-trailers) before the parser sees the message.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm i --silent --no-audit conventional-commits-parser@6.4.0; } >log 2>&1 || { cat log; exit 1; }
cat > parse.mjs <<'JS'
import { CommitParser } from 'conventional-commits-parser'
const parser = new CommitParser()
const people = 'Reviewed-by: Dana <dana@example.org>\nSigned-off-by: Ana <ana@example.org>'
for (const message of [
  `docs: move anchors\n\nBREAKING CHANGE: anchors have new names\n\n${people}`,
  `docs: move anchors\n\nBREAKING CHANGE: anchors have new names\n\nCloses #7\n${people}`,
  `docs: wash hands\n\nBecause of flour.\n\n---\n\nMore of it later.`,
]) {
  const c = parser.parse(message)
  console.log(JSON.stringify({ body: c.body, note: c.notes[0]?.text, footer: c.footer, mentions: c.mentions, dash: c['-'] }))
}
JS
node parse.mjs | tee out
diff out - <<'WANT'
{"body":"","note":"anchors have new names\n\nReviewed-by: Dana <dana@example.org>\nSigned-off-by: Ana <ana@example.org>","footer":"BREAKING CHANGE: anchors have new names\n\nReviewed-by: Dana <dana@example.org>\nSigned-off-by: Ana <ana@example.org>","mentions":["example","example"]}
{"body":"","note":"anchors have new names","footer":"BREAKING CHANGE: anchors have new names\n\nCloses #7\nReviewed-by: Dana <dana@example.org>\nSigned-off-by: Ana <ana@example.org>","mentions":["example","example"]}
{"body":"Because of flour.","footer":null,"mentions":[],"dash":"More of it later."}
WANT
