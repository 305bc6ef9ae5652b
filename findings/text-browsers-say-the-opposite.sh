#!/usr/bin/env bash
# Made text by links or html2text, "do [struck: not] restart it" is "Do not restart it", and done tasks are open
#
# Package:   links 2.28-1+b2 and html2text 1.3.2a-28, with w3m 0.5.3+git20230121-2 and lynx 2.9.0dev.12-1
#            beside them (Debian 12)
# Guess:     what mail readers, feed readers and scripts make text with keeps what changes the sense, in signs where there
#            is no layout: struck text in some mark, ticks of a task list, the number a list starts at, powers.
# Seen:      w3m and lynx do. links shows struck text as plain text and draws every box empty, ticked or not; html2text
#            has plain text as well, a done task as "* * done" and an open one behind a raised nought, 10 to the 5th
#            is 105, and a list that starts at 3 starts at 1.
# Matters:   to notes that reach people as text – the plain half of a mail, a digest, a terminal's feed
#            reader: a warning is turned round, a list of actions says that nothing is done. Make text from the
#            markdown, not from its page; or use w3m or lynx.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download w3m=0.5.3+git20230121-2 lynx=2.9.0dev.12-1 links=2.28-1+b2 html2text=1.3.2a-28 libgc1 libgpm2 libev4 liblz1 &&
  for d in ./*.deb; do dpkg -x "$d" root; done; } >log 2>&1 || { cat log; exit 1; }
export HOME=$dir LD_LIBRARY_PATH="$dir/root/usr/lib/$(uname -m)-linux-gnu:$dir/root/lib/$(uname -m)-linux-gnu" PATH=$dir/root/usr/bin:$PATH LC_ALL=C.UTF-8
cat > note.html <<'HTML'
<!doctype html><meta charset="utf-8"><title>Kettle</title>
<p>Do <del>not</del> restart it, it takes 10<sup>5</sup> cups.</p>
<ul><li><input type="checkbox" checked disabled> descaled</li><li><input type="checkbox" disabled> filled</li></ul>
<ol start="3"><li>Wait.</li><li>Pour.</li></ol>
HTML
show() { echo "$1:"; shift; timeout 20 "$@" 2>/dev/null | tr '\302\240' ' ' | sed 's/  */ /g; s/ *$//' | grep .; }
{
  show w3m w3m -dump note.html
  show lynx lynx -dump -nolist note.html
  show links links -dump note.html
  show html2text html2text -nobs -utf8 note.html
} | tee out
diff out - <<'WANT'
w3m:
Do [DEL:not:DEL] restart it, it takes 10^5 cups.
 • [*] descaled
 • [ ] filled
 3. Wait.
 4. Pour.
lynx:
 Do [DEL: not :DEL] restart it, it takes 10^5 cups.
 * [X] descaled
 * [ ] filled
 3. Wait.
 4. Pour.
links:
 Do not restart it, it takes 10^5 cups.
 * [ ] descaled
 * [ ] filled
 3. Wait.
 4. Pour.
html2text:
Do not restart it, it takes 105 cups.
 * * descaled
 * ⁰ filled
 1. Wait.
 2. Pour.
WANT
