#!/usr/bin/env bash
# On the way to Jira marklassian forgets what is done as soon as one item of the list is no task
#
# Package:   marklassian 1.2.1 (npm), which makes Atlassian's document format (ADF) of markdown
# Guess:     a list with tasks and plain items keeps its ticks, as tasks or as [x]; &lt; is <; a <br> in a
#            table cell is a line break, which the format has.
# Seen:      a list of tasks alone is a task list. With one plain item it is a list of bullets, and neither
#            [x] nor [ ] is left. &lt;name&gt; is shown as that, <name> not at all, and the lines of
#            a cell are one word: "cupsplates".
# Matters:   to minutes and action lists that a bot posts there: what is done and what is open read alike.
#            Keep tasks in lists of their own, and write placeholders in code.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error marklassian@1.2.1; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { markdownToAdf } from 'marklassian';
const show = (n) => n.text ?? `${n.type}${n.attrs?.state ? ' ' + n.attrs.state : ''}(${(n.content ?? []).map(show).join('')})`;
for (const text of [
  '- [x] cups\n- [ ] plates',
  '- [x] cups\n- [ ] plates\n- Ana brings tea',
  'Ask &lt;name&gt; or <name>.',
  'Ask `<name>`.',
  '| set |\n| --- |\n| cups<br>plates |',
]) console.log(JSON.stringify(text), '=>', markdownToAdf(text).content.map(show).join(' '));
JS
node try.mjs | tee out
diff out - <<'WANT'
"- [x] cups\n- [ ] plates" => taskList(taskItem DONE(cups)taskItem TODO(plates))
"- [x] cups\n- [ ] plates\n- Ana brings tea" => bulletList(listItem(paragraph(cups))listItem(paragraph(plates))listItem(paragraph(Ana brings tea)))
"Ask &lt;name&gt; or <name>." => paragraph(Ask &lt;name&gt; or .)
"Ask `<name>`." => paragraph(Ask <name>.)
"| set |\n| --- |\n| cups<br>plates |" => table(tableRow(tableHeader(paragraph(set)))tableRow(tableCell(paragraph(cupsplates))))
WANT
