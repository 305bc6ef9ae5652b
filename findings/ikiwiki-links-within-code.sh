#!/usr/bin/env bash
# ikiwiki makes links of [[:alpha:]] in a code block, and readers see the HTML of them in the command
#
# Package:   ikiwiki 3.20200202.3-1 with libtext-markdown-discount-perl 0.16-1 (Debian)
# Guess:     code is code: what stands in a fence, in an indented block or between backticks is
#            shown as it was written, as every other reader of markdown with wiki links does.
# Seen:      links are put in before markdown is read, wherever two brackets are. In code the
#            page shows, as text, <span class="createlink">:alpha:</span> – bash's test, arrays
#            and character classes alike; [[note]] in backticks shows <a href="./note/">. Only a
#            backslash before the brackets helps, which other readers of the note show.
# Matters:   to those who publish a git folder of notes on operations with ikiwiki: the command
#            that one copies is another one, and no build warns of it.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download ikiwiki=3.20200202.3-1 libtext-markdown-discount-perl=0.16-1 libhtml-template-perl libhtml-scrubber-perl libhtml-parser-perl \
    libcgi-pm-perl libyaml-libyaml-perl liburi-perl libtimedate-perl && for d in ./*.deb; do dpkg -x "$d" root; done; } >log 2>&1 || { cat log; exit 1; }
perl=$(echo root/usr/lib/*/perl5/5.*)
mkdir src; echo '# Rotate' > src/rotate.mdwn
cat > src/index.mdwn <<'NOTE'
See [[rotate]] or `[[rotate]]`.

    grep '[[:alpha:]]' file

~~~
if [[ -f x ]]; then echo y; fi
~~~
NOTE
PERL5LIB=root/usr/share/perl5:$perl perl root/usr/bin/ikiwiki --libdir root/usr/share/ikiwiki --underlaydir root/usr/share/ikiwiki/basewiki \
  --templatedir root/usr/share/ikiwiki/templates src out
grep -E 'rotate|grep|then' out/index.html | tee out.txt
diff out.txt - <<'WANT'
<p>See <a href="./rotate/">rotate</a> or <code>&lt;a href="./rotate/"&gt;rotate&lt;/a&gt;</code>.</p>
<pre><code>grep '&lt;span class="createlink"&gt;:alpha:&lt;/span&gt;' file
<pre><code>if &lt;span class="createlink"&gt; -f x &lt;/span&gt;; then echo y; fi
WANT
