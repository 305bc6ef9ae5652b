#!/usr/bin/env bash
# adr-tools writes "RTITLED" for a decision about R&D, and the name it links by does not say so
#
# Package:   adr-tools 3.0.0-2 (Debian)
# Guess:     `adr new` fills the words of the command line into a template, so the heading of the
#            record is what was typed. The file's name is made of the same words, so the two say
#            the same.
# Seen:      the title is the right-hand side of a sed substitution, where & is the text that was
#            matched: the name of the placeholder. "Fund R&D" becomes "# 2. Fund RTITLED" in
#            0002-fund-r-d.md, and the link that a superseded record gets repeats it. The command
#            ends with 0 and opens the editor on the line below the heading.
# Matters:   to whoever reads records – indexes, importers, search: the heading is the only title
#            they have. A title with TITLE in it whose file name lacks the word is an & that was
#            lost; name the file's words, not the heading, where the two disagree.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download adr-tools=3.0.0-2 && dpkg -x adr-tools_*.deb root; } >log 2>&1 || { cat log; exit 1; }
# The package names its own folders; here they lie below this one.
sed -i "s#/usr/libexec/#$dir/root/usr/libexec/#; s#/usr/share/#$dir/root/usr/share/#" root/usr/bin/adr root/usr/libexec/adr-tools/*
export EDITOR=true VISUAL=true
{
  root/usr/bin/adr init doc/adr
  root/usr/bin/adr new 'Fund R&D'
  root/usr/bin/adr new -s 2 'Fund it later'
  grep -h '^# 2\|^Supersedes' doc/adr/*.md
} | tee out
diff out - <<'WANT'
doc/adr/0001-record-architecture-decisions.md
doc/adr/0002-fund-r-d.md
doc/adr/0003-fund-it-later.md
# 2. Fund RTITLED
Supersedes [2. Fund RTITLED](0002-fund-r-d.md)
WANT
