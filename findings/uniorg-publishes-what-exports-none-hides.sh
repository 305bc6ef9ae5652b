#!/usr/bin/env bash
# uniorg puts blocks that say ":exports none" on the page, and forgets what is done and at which step one is
#
# Package:   uniorg-parse 3.2.2 and uniorg-rehype 2.2.0 with unified 11.0.5 (npm), with which sites in
#            JavaScript render Org; emacs-nox 1:28.2+1-15+deb12u4 (Debian 12), its Org 9.5.2, beside them
# Guess:     what Org's own exporter leaves out is left out – uniorg knows :noexport:, COMMENT and comment
#            blocks –, a tick is a tick or [X], [@3] begins a list at 3, an example keeps its lines.
# Seen:      :exports none is not looked at: all code is published. Done and open are the same bullets. A list from [@3] on begins at 1. An example
#            block is a <div>, in which a browser runs all lines together.
# Matters:   to people who publish their notes: blocks that hold hosts and set-up are hidden in Emacs and
#            read by everybody here, and a checklist tells nothing. Put what is not for readers under a
#            heading with COMMENT or :noexport:.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ command -v emacs >/dev/null || apt-get install -y emacs-nox=1:28.2+1-15+deb12u4
  npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error uniorg-parse@3.2.2 uniorg-rehype@2.2.0 unified@11.0.5 rehype-stringify@10.0.1; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { unified } from 'unified';
import parse from 'uniorg-parse';
import rehype from 'uniorg-rehype';
import stringify from 'rehype-stringify';
import { readFileSync } from 'node:fs';
console.log(String(unified().use(parse).use(rehype).use(stringify).processSync(readFileSync('note.org', 'utf8'))).replace(/\n/g, '|'));
JS
cat > html.el <<'EL'
(setq org-export-with-toc nil org-html-htmlize-output-type nil org-export-use-babel t)
(find-file "note.org")
(princ (replace-regexp-in-string "\n" "|" (org-export-as 'html nil nil t)))
EL
for text in '#+begin_src sh :exports none\nssh kettle\n#+end_src\n' '- [X] cups\n- [ ] plates\n' '3. [@3] pour\n' '#+begin_example\ncups   4\nplates 4\n#+end_example\n'; do
  printf -- "$text" > note.org
  echo "$text"
  echo "  uniorg $(node try.mjs)"
  echo "  emacs  $(HOME=$dir emacs -Q --batch -l ox-html -l html.el 2>/dev/null | sed 's/ id="org[0-9a-f]*"//')"
done | tee out
diff out - <<'WANT'
#+begin_src sh :exports none\nssh kettle\n#+end_src\n
  uniorg <pre class="src-block"><code class="language-sh">ssh kettle|</code></pre>
  emacs  
- [X] cups\n- [ ] plates\n
  uniorg <ul><li>cups|</li><li>plates|</li></ul>
  emacs  <ul class="org-ul">|<li class="on"><code>[X]</code> cups</li>|<li class="off"><code>[&#xa0;]</code> plates</li>|</ul>|
3. [@3] pour\n
  uniorg <ol><li>pour|</li></ol>
  emacs  <ol class="org-ol">|<li value="3">pour</li>|</ol>|
#+begin_example\ncups   4\nplates 4\n#+end_example\n
  uniorg <div class="example">cups   4|plates 4|</div>
  emacs  <pre class="example">|cups   4|plates 4|</pre>|
WANT
