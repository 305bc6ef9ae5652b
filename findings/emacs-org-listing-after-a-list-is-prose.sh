#!/usr/bin/env bash
# A listing that follows a list is no listing any more in markdown that Emacs exports from Org
#
# Package:   emacs-nox 1:28.2+1-15+deb12u4 (Debian 12), its Org 9.5.2 with ox-md.el; commonmark 0.31.2 (npm)
#            reads the result
# Guess:     a #+begin_src block becomes code in markdown, wherever it stands: the exporter knows that it
#            ended the list before, and escapes # and < in text, as it does for stars.
# Seen:      code is indented by four columns, text of items as well ("-   "). So behind a list the code
#            is a part of the last item: its lines run together, and a comment is a heading. Behind a
#            paragraph it is right. <name> is written as it is: an element of HTML that nobody sees.
# Matters:   to runbooks, where "do this:", a list and then the commands is the usual shape, brought from
#            Org to a shared pool: what one copies from the page is no command. Pandoc writes fences.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ command -v emacs >/dev/null || apt-get install -y emacs-nox=1:28.2+1-15+deb12u4
  npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error commonmark@0.31.2; } >log 2>&1 || { cat log; exit 1; }
cat > html.mjs <<'JS'
import { Parser, HtmlRenderer } from 'commonmark';
import { readFileSync } from 'node:fs';
process.stdout.write(new HtmlRenderer().render(new Parser().parse(readFileSync(0, 'utf8'))));
JS
listing='#+begin_src sh
# warm the pot
kettle on
#+end_src'
for before in 'Boil water.' '- Boil water.'; do
  printf '%s\n\n%s\n\nWrite <name> on it.\n' "$before" "$listing" > note.org
  echo "== $before"
  HOME=$dir emacs -Q --batch -l ox-md \
    --eval '(progn (setq org-export-with-toc nil) (find-file "note.org") (princ (org-export-as (quote md) nil nil t)))' 2>/dev/null | node html.mjs
done | tee out
diff out - <<'WANT'
== Boil water.
<p>Boil water.</p>
<pre><code># warm the pot
kettle on
</code></pre>
<p>Write <name> on it.</p>
== - Boil water.
<ul>
<li>
<p>Boil water.</p>
<h1>warm the pot</h1>
<p>kettle on</p>
</li>
</ul>
<p>Write <name> on it.</p>
WANT
