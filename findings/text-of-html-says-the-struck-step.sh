#!/usr/bin/env bash
# The plain text that two libraries make of a page says do what was struck out, and wait 102 seconds for 10²
#
# Package:   html-to-text 10.0.1 (npm), which makes the text part of letters, and python3-html2text
#            2020.1.16-2 (Debian); w3m 0.5.3+git20230121-2 (Debian) beside them
# Guess:     layout goes, and what changes the meaning leaves a mark, as in browsers for terminals: a struck
#            step, a tick, a raised figure, the number of a step, the border between two cells.
# Seen:      html-to-text leaves no mark of any of them: <del> reads as valid, done and open tasks are alike,
#            10<sup>2</sup> is 102, <li value="7"> is 4, cells are joined: "tea3". html2text marks what
#            is struck and the cells; ticks, raised figures and numbers go there, too. w3m keeps all.
# Matters:   to letters and digests made of notes: the text part is what people read in terminals, in the
#            list of their mails and with some screen readers, and it tells another thing than the page.
#            Write ~~, [x], ^ and numbers into the HTML's text before it is converted.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error html-to-text@10.0.1 &&
  apt-get download python3-html2text=2020.1.16-2 w3m=0.5.3+git20230121-2 libgc1 libgpm2 libimlib2 &&
  for f in *.deb; do dpkg -x "$f" root; done; } >log 2>&1 || { cat log; exit 1; }
cat > page.html <<'HTML'
<p>Wait 10<sup>2</sup> s. <del>Restart it.</del> Call Ana.</p>
<ul><li><input type="checkbox" checked> cups</li><li><input type="checkbox"> plates</li></ul>
<ol start="3"><li>boil</li><li value="7">pour</li></ol>
<table><tr><th>what</th><th>cups</th></tr><tr><td>tea</td><td>3</td></tr></table>
HTML
cat > try.mjs <<'JS'
import { convert } from 'html-to-text';
import { readFileSync } from 'node:fs';
console.log(convert(readFileSync('page.html', 'utf8')));
JS
cat > try.py <<'PY'
import html2text
print(html2text.html2text(open("page.html").read()))
PY
tidy() { sed 's/ *$//' | grep -v '^$'; }
{
  echo '== html-to-text'; node try.mjs | tidy
  echo '== html2text'; PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3.11 try.py | tidy
  echo '== w3m'; HOME=$dir LD_LIBRARY_PATH=$(echo root/usr/lib/*-linux-gnu*) LC_ALL=C.UTF-8 root/usr/bin/w3m -dump -T text/html page.html | tidy
} | tee out
diff out - <<'WANT'
== html-to-text
Wait 102 s. Restart it. Call Ana.
 * cups
 * plates
 3. boil
 4. pour
whatcupstea3
== html2text
Wait 102 s. ~~Restart it.~~ Call Ana.
  * cups
  * plates
  3. boil
  4. pour
what| cups
---|---
tea| 3
== w3m
Wait 10^2 s. [DEL:Restart it.:DEL] Call Ana.
  • [*] cups
  • [ ] plates
 3. boil
 7. pour
what cups
tea  3
WANT
