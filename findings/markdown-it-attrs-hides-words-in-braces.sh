#!/usr/bin/env bash
# markdown-it-attrs takes ${HOME} at the end of a line for an attribute, and shows "run $"
#
# Package:   markdown-it-attrs 5.0.1 with markdown-it 15.0.3 (npm), part of VitePress and others
# Guess:     what stands in braces is an attribute where it looks like one: {#id}, {.class}, {key=value}.
#            Other words in braces – placeholders, sets, shell – are words.
# Seen:      at the end of a paragraph, heading or item, and behind code and links, any words in braces
#            are taken for names of attributes and are not shown: "Ask {name}" is "Ask", "# Report {month}"
#            is "Report", "from {1, 2, 3}" is "from". In the middle of a line they stay, so one note shows
#            some of its placeholders; {{ name }} stays.
# Matters:   to notes on templates, shells and formats on such a site: the line reads well without its last
#            words. Write them in code – behind which no braces may follow – or give the plugin other
#            delimiters.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error markdown-it@15.0.3 markdown-it-attrs@5.0.1; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import MarkdownIt from 'markdown-it';
import attrs from 'markdown-it-attrs';
const markdown = new MarkdownIt().use(attrs);
for (const text of [
  'Ask {name} first',
  'First ask {name}',
  'Take the setting from ${HOME}',
  'A number from {1, 2, 3}',
  '# Report {month}',
  '- `kettle`{quiet}',
  'Ask {{ name }}',
]) console.log(text, '=>', markdown.render(text).replaceAll('\n', ''));
JS
node try.mjs | tee out
diff out - <<'WANT'
Ask {name} first => <p>Ask {name} first</p>
First ask {name} => <p name="">First ask</p>
Take the setting from ${HOME} => <p HOME="">Take the setting from $</p>
A number from {1, 2, 3} => <p 1,="" 2,="" 3="">A number from</p>
# Report {month} => <h1 month="">Report</h1>
- `kettle`{quiet} => <ul><li><code quiet="">kettle</code></li></ul>
Ask {{ name }} => <p>Ask {{ name }}</p>
WANT
