#!/usr/bin/env bash
# jira2md rewrites what stands in code and in addresses as if it were prose
#
# Package:   jira2md 3.0.1 (npm), the usual way from Jira's and old Confluence's markup to markdown
# Guess:     {code}, {noformat} and {{…}} are taken out before emphasis is looked for, and the address
#            of a link is no text: what is between the marks arrives as it was.
# Seen:      all of it is read for marks first. In a fenced block a_b, c_d becomes a*b, c_d, a shell's
#            comment becomes the first item of a list, options between two blank-framed dashes become
#            struck text; {{snake_case_name}} becomes `snake*case*name`, and a link to …/a_b_c one to
#            …/a*b*c. The result is sound markdown, so that nothing warns.
# Matters:   to whoever brings runbooks out of such a wiki: commands and links are wrong and look right.
#            Take code, monospace and addresses out before the package sees the text, and put them
#            back after it.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --no-audit --no-fund --ignore-scripts --loglevel=error jira2md@3.0.1 >log 2>&1 || { cat log; exit 1; }
cat > try.cjs <<'JS'
const { to_markdown } = require('jira2md');
for (const s of [
  '{code:sql}\nselect a_b, c_d from t where x_ = _y\n{code}',
  '{code}\n# restart\nservice x restart\n{code}',
  '{code:bash}\ngit log --oneline -- notes -- more\n{code}',
  '{{snake_case_name}}',
  '[the page|https://example.org/a_b_c]',
  'a plain *bold* word',
]) console.log(JSON.stringify(to_markdown(s)));
JS
node try.cjs | tee out
diff out - <<'WANT'
"```sql\nselect a*b, c_d from t where x_ = *y\n```"
"```\n1. restart\nservice x restart\n```"
"```bash\ngit log ~~-oneline -~~ notes -- more\n```"
"`snake*case*name`"
"[the page](https://example.org/a*b*c)"
"a plain **bold** word"
WANT
