#!/usr/bin/env bash
# markdownfmt, formatting a note, closes a listing at the fence within it, and unmakes code and links
#
# Package:   github.com/Kunde21/markdownfmt/v3 v3.1.0 (Go module proxy), with the goldmark it asks for;
#            commonmark 0.31.2 (npm) reads the result
# Guess:     a formatter changes how a note is written, never what it says: it reads the note with
#            goldmark and writes what it read, with a longer fence and more backticks where needed.
# Seen:      a fence is three backticks whatever it holds: a listing of markdown ends at its first
#            inner fence, and what follows is cut into listings the wrong way round. `` a`b `` is written
#            between single backticks and is code up to the middle; <the table.md> loses its angles,
#            and is no link. No error is returned.
# Matters:   to pools that format on commit, where nobody reads the difference of twenty notes: those
#            that teach markdown or shell are changed. Render before and after, and refuse where the
#            HTML is another.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error commonmark@0.31.2; } >log 2>&1 || { cat log; exit 1; }
cat > main.go <<'GO'
package main

import (
	"io"
	"os"

	markdownfmt "github.com/Kunde21/markdownfmt/v3"
)

func main() {
	src, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	out, err := markdownfmt.Process("note.md", src)
	if err != nil {
		panic(err)
	}
	os.Stdout.Write(out)
}
GO
{ go mod init example.org/x && go get github.com/Kunde21/markdownfmt/v3@v3.1.0 && go mod tidy && go build -o fmt . ; } >>log 2>&1 || { cat log; exit 1; }
cat > html.mjs <<'JS'
import { Parser, HtmlRenderer } from 'commonmark';
import { readFileSync } from 'node:fs';
console.log(JSON.stringify(new HtmlRenderer().render(new Parser().parse(readFileSync(process.argv[2], 'utf8')))));
JS
for text in '````md\n```sh\nset table\n```\n````\nThen *eat*.' 'Type `` a`b `` first.' 'See [the table](<the table.md>).'; do
  printf "$text\n" > note.md
  ./fmt < note.md > formatted.md
  echo "was $(node html.mjs note.md)"
  echo " is $(node html.mjs formatted.md)"
done | tee out
diff out - <<'WANT'
was "<pre><code class=\"language-md\">```sh\nset table\n```\n</code></pre>\n<p>Then <em>eat</em>.</p>\n"
 is "<pre><code class=\"language-md\">```sh\nset table\n</code></pre>\n<pre><code>\nThen *eat*.\n</code></pre>\n"
was "<p>Type <code>a`b</code> first.</p>\n"
 is "<p>Type <code>a</code>b` first.</p>\n"
was "<p>See <a href=\"the%20table.md\">the table</a>.</p>\n"
 is "<p>See [the table](the table.md).</p>\n"
WANT
