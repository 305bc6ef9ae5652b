#!/usr/bin/env bash
# prettier puts what Jekyll says of a block into another one: the table of contents goes, a class is a row
#
# Package:   prettier 3.10.1 (npm); kramdown 2.4.0 with the GFM parser 1.1.0 (Debian: ruby-kramdown,
#            ruby-kramdown-parser-gfm), Jekyll's markdown, reads before and after
# Guess:     a formatter that knows front matter and Liquid's tags was made with Jekyll in mind. A line
#            {: … } below a block is a paragraph to it at worst, and stays below that block.
# Seen:      it goes by CommonMark, where such a line belongs to the block, or begins the next: {:toc}
#            below a list is indented into its last item, and the contents are a bullet "TOC". Below a
#            table it is one row more, for all to see; below a quotation it is in it. Below a heading or
#            listing it gets a blank line, and is about what follows: #brew is another place.
# Matters:   to sites of Jekyll whose notes are formatted on commit: anchors that others link to move, boxes
#            lose their class, and no build complains. Write heads with attributes as HTML, put
#            <!-- prettier-ignore --> before, or format without those folders.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
dpkg -s ruby-kramdown-parser-gfm >/dev/null 2>&1 || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ruby-kramdown-parser-gfm >/dev/null; }
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error prettier@3.10.1; } >log 2>&1 || { cat log; exit 1; }
html() { ruby -e 'require "kramdown"; require "kramdown-parser-gfm"; print Kramdown::Document.new(STDIN.read, input: "GFM", syntax_highlighter: nil).to_html.gsub(/\n */, "")' <"$1"; }
for text in '* TOC\n{:toc}\n\n## Cups\n' '| tea |\n| --- |\n| hot |\n{: .wide}\n' '> Wait.\n{: .note}\n' '## Tea\n{: #brew}\n\nBoil it.\n'; do
  printf -- "$text" > note.md
  echo "$text"
  echo "  was $(html note.md)"
  npx prettier --write note.md >/dev/null
  echo "  is  $(html note.md)"
done | tee out
diff out - <<'WANT'
* TOC\n{:toc}\n\n## Cups\n
  was <ul id="markdown-toc"><li><a href="#cups" id="markdown-toc-cups">Cups</a></li></ul><h2 id="cups">Cups</h2>
  is  <ul><li>TOC</li></ul><h2 id="cups">Cups</h2>
| tea |\n| --- |\n| hot |\n{: .wide}\n
  was <table class="wide"><thead><tr><th>tea</th></tr></thead><tbody><tr><td>hot</td></tr></tbody></table>
  is  <table><thead><tr><th>tea</th></tr></thead><tbody><tr><td>hot</td></tr><tr><td>{: .wide}</td></tr></tbody></table>
> Wait.\n{: .note}\n
  was <blockquote class="note"><p>Wait.</p></blockquote>
  is  <blockquote><p class="note">Wait.</p></blockquote>
## Tea\n{: #brew}\n\nBoil it.\n
  was <h2 id="brew">Tea</h2><p>Boil it.</p>
  is  <h2 id="tea">Tea</h2><p id="brew">Boil it.</p>
WANT
