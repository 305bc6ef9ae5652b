#!/usr/bin/env bash
# Markdown made for Slack says no more which tasks are done
#
# Package:   slackify-markdown 4.5.0 (npm)
# Guess:     what Slack cannot lay out comes as plain text: [x] stays [x], a relative link keeps its
#            address in brackets; a table does stay as it was.
# Seen:      open and done tasks come out the same, as bullets. Of a relative link and picture the words
#            alone are left. Every bold word stands between two zero width spaces, so that a command
#            copied together with one does not run. & and < are written as Slack asks in the text, and
#            not within code. A footnote stays as it was, unless it is of one word: then it is gone, for
#            it was read as the address of a link.
# Matters:   to a weekly letter or a list of actions posted by a bot: "done" and "to do" read alike. Write
#            ticks out as words before the text goes there.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --no-audit --no-fund --ignore-scripts --loglevel=error slackify-markdown@4.5.0 >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import slackify from 'slackify-markdown';
const to = slackify.slackifyMarkdown ?? slackify;
for (const s of ['- [ ] ask ben\n- [x] call ana', 'calm[^1]\n\n[^1]: measured in May', 'calm[^1]\n\n[^1]: May', 'see [the page](../pager.md) ![board](b.png)',
  'run **now**', 'x < y && z', '`x < y && z`', '# Title\n\n3. c\n4. d'])
  console.log(JSON.stringify(to(s)).replaceAll('\u200b', '<zwsp>'));
JS
node try.mjs | tee out
diff out - <<'WANT'
"•   ask ben\n•   call ana\n"
"calm[^1]\n\n[^1]: measured in May\n"
"calm^1\n"
"see the page board\n"
"run <zwsp>*now*<zwsp>\n"
"x &lt; y &amp;&amp; z\n"
"`x < y && z`\n"
"*Title*\n\n3.  c\n4.  d\n"
WANT
