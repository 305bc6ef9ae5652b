#!/usr/bin/env bash
# pandoc writes /etc/cups/ into an Org note as it is, where it means italics, and max_open_cups with a lowered "open"
#
# Package:   pandoc 3.10, as pandoc-wasm 1.1.0 (npm) ships it; github.com/niklasfasching/go-org v1.9.1 (Go)
#            reads the result as well
# Guess:     a writer protects what its format would read otherwise, and pandoc's for Org does: before
#            a star at the beginning of a line, which would be a heading, it puts a blank of no width.
# Seen:      paths, names and stars within a line are not protected. A path in slashes loses them and
#            leans, what stood in escaped stars is bold, and pandoc itself lowers the word behind a
#            low line. go-org, with which Hugo renders Org, agrees but for the last.
# Matters:   to people who take a shared pool into Org: names of settings and paths in running text come
#            out as something else that looks like layout, and are not found any more. Put them
#            between backticks before the note goes there: those are right.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error pandoc-wasm@1.1.0; } >log 2>&1 || { cat log; exit 1; }
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/niklasfasching/go-org/org"
)

func main() {
	html, err := org.New().Parse(os.Stdin, "").Write(org.NewHTMLWriter())
	fmt.Println(strings.TrimSpace(html))
	if err != nil {
		panic(err)
	}
}
GO
{ go mod init example.org/x && go get github.com/niklasfasching/go-org@v1.9.1 && go mod tidy && go build -o go-org . ; } >>log 2>&1 || { cat log; exit 1; }
cat > pandoc.mjs <<'JS'
import { convert } from 'pandoc-wasm';
import { readFileSync } from 'node:fs';
const [from, to] = process.argv.slice(2);
process.stdout.write((await convert({ from, to, wrap: 'none' }, readFileSync(0, 'utf8'), {})).stdout);
JS
while IFS= read -r text; do
  echo "$text"
  printf '%s\n' "$text" | node pandoc.mjs gfm org > note.org
  echo "  org:    $(cat note.org)"
  echo "  pandoc: $(node pandoc.mjs org html < note.org)"
  echo "  go-org: $(./go-org < note.org | tr -d '\n')"
done <<'NOTES' | tee out
Look into /etc/cups/ and set max_open_cups first.
The sign \*tea\* stands for itself.
\* is any sign.
Say `max_open_cups` and `/etc/cups/` so.
NOTES
diff out - <<'WANT'
Look into /etc/cups/ and set max_open_cups first.
  org:    Look into /etc/cups/ and set max_open_cups first.
  pandoc: <p>Look into <em>etc/cups</em> and set max<sub>open</sub>_cups first.</p>
  go-org: <p>Look into <em>etc/cups</em> and set max_open_cups first.</p>
The sign \*tea\* stands for itself.
  org:    The sign *tea* stands for itself.
  pandoc: <p>The sign <strong>tea</strong> stands for itself.</p>
  go-org: <p>The sign <strong>tea</strong> stands for itself.</p>
\* is any sign.
  org:    ​* is any sign.
  pandoc: <p>​* is any sign.</p>
  go-org: <p>​* is any sign.</p>
Say `max_open_cups` and `/etc/cups/` so.
  org:    Say =max_open_cups= and =/etc/cups/= so.
  pandoc: <p>Say <code class="verbatim">max_open_cups</code> and <code class="verbatim">/etc/cups/</code> so.</p>
  go-org: <p>Say <code class="verbatim">max_open_cups</code> and <code class="verbatim">/etc/cups/</code> so.</p>
WANT
