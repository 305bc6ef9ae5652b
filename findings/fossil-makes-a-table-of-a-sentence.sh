#!/usr/bin/env bash
# Fossil makes a table of a sentence with a bar in it, and bullets of the numbered steps below a list
#
# Package:   fossil 1:2.21-1+deb12u1 (Debian), a version control with wiki and forum of its own; cmark-gfm
#            0.29.0.gfm.6-6 (Debian) beside it
# Guess:     a table needs a line of dashes, as on other hosts; a list of numbers is another list than one
#            of bullets, with or without blank lines; a listing indented to its step belongs to it.
# Seen:      one line with one bar is a table of one row, the rest of the paragraph stands below it. Steps
#            that follow bullets are bullets, their numbers gone. A fence within a step ends the list
#            and the step behind it is number 1 again. A bar in code is left alone.
# Matters:   to pools that are mirrored to Fossil, or leave it: "choose owner | steward" is cut in two
#            boxes, and "go back to step 2" points to a bullet. Write bars in code or as "or", and a line of
#            text between two lists.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download fossil=1:2.21-1+deb12u1 libfuse2 libtcl8.6 cmark-gfm=0.29.0.gfm.6-6 libcmark-gfm0.29.0.gfm.6 libcmark-gfm-extensions0.29.0.gfm.6 &&
  for f in *.deb; do dpkg -x "$f" root; done; } >log 2>&1 || { cat log; exit 1; }
LD_LIBRARY_PATH=$(find "$dir/root" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:); export LD_LIBRARY_PATH HOME=$dir
line() { tr -d '\n' | sed 's/<[/]*div[^>]*>//g; s/  *</</g; s/<[/]*tbody>//g'; }
for text in 'Choose owner | steward.\nThen go.\n' 'Count with `ls | wc`.\n' '- cups\n- plates\n\n1. boil\n2. pour\n' '1. boil\n\n   ```\n   kettle on\n   ```\n\n2. pour\n'; do
  printf -- "$text" > note.md
  echo "$text"
  echo "  cmark-gfm $(root/usr/bin/cmark-gfm -e table note.md | line)"
  echo "  fossil    $(root/usr/bin/fossil test-markdown-render note.md | line)"
done | tee out
diff out - <<'WANT'
Choose owner | steward.\nThen go.\n
  cmark-gfm <p>Choose owner | steward.Then go.</p>
  fossil    <table><tr><td>Choose owner</td><td>steward.</td></tr></table><p>Then go.</p>
Count with `ls | wc`.\n
  cmark-gfm <p>Count with<code>ls | wc</code>.</p>
  fossil    <p>Count with<code>ls | wc</code>.</p>
- cups\n- plates\n\n1. boil\n2. pour\n
  cmark-gfm <ul><li>cups</li><li>plates</li></ul><ol><li>boil</li><li>pour</li></ol>
  fossil    <ul><li>cups</li><li><p>plates</p></li><li><p>boil</p></li><li><p>pour</p></li></ul>
1. boil\n\n   ```\n   kettle on\n   ```\n\n2. pour\n
  cmark-gfm <ol><li><p>boil</p><pre><code>kettle on</code></pre></li><li><p>pour</p></li></ol>
  fossil    <ol><li>boil</li></ol><p><pre><code>   kettle on</code></pre></p><ol><li>pour</li></ol>
WANT
