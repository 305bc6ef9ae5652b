#!/usr/bin/env bash
# Three sanitizers take out what a note says, not only what is unsafe: ticks, strikes, step numbers, links
#
# Package:   sanitize-html 2.17.5 and xss 1.0.17 (npm); github.com/microcosm-cc/bluemonday v1.0.27 (Go module
#            proxy) with its UGCPolicy
# Guess:     they are made for HTML that came from markdown, so what GitHub's markdown makes passes: <del>,
#            ticks that cannot be clicked, <ol start>, relative addresses. What goes is script and style.
# Seen:      sanitize-html lets <s> through and not <del>, which ~~ becomes: struck steps read as valid.
#            Of ticks nothing is left in it and bluemonday, done and open alike; xss shows the source of
#            <input>. All three begin each list at 1. xss empties relative
#            addresses: "tea.md" leads to the page itself.
# Matters:   to sites and viewers of notes that clean HTML after rendering, which is the right order: the
#            page is safe and tells another thing. Add del, input with type, checked and disabled, and
#            start of ol to the lists of each, and test with a note rather than with an attack.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error sanitize-html@2.17.5 xss@1.0.17; } >log 2>&1 || { cat log; exit 1; }
cat > pieces <<'HTML'
<p><del>Restart it.</del> <s>Wait.</s></p>
<ul><li><input type="checkbox" checked="" disabled=""> cups</li><li><input type="checkbox" disabled=""> plates</li></ul>
<ol start="3"><li>pour</li></ol>
<p><a href="tea.md">tea</a></p>
HTML
cat > try.mjs <<'JS'
import sanitizeHtml from 'sanitize-html';
import xss from 'xss';
import { readFileSync } from 'node:fs';
for (const html of readFileSync('pieces', 'utf8').trim().split('\n')) {
  console.log(html);
  console.log('  sanitize-html', sanitizeHtml(html));
  console.log('  xss          ', xss(html));
}
JS
cat > main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/microcosm-cc/bluemonday"
)

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println("  bluemonday   ", bluemonday.UGCPolicy().Sanitize(lines.Text()))
	}
}
GO
{ go mod init example.org/x && go get github.com/microcosm-cc/bluemonday@v1.0.27 && go mod tidy && go build -o run . ; } >>log 2>&1 || { cat log; exit 1; }
{ node try.mjs; ./run < pieces; } | tee out
diff out - <<'WANT'
<p><del>Restart it.</del> <s>Wait.</s></p>
  sanitize-html <p>Restart it. <s>Wait.</s></p>
  xss           <p><del>Restart it.</del> <s>Wait.</s></p>
<ul><li><input type="checkbox" checked="" disabled=""> cups</li><li><input type="checkbox" disabled=""> plates</li></ul>
  sanitize-html <ul><li> cups</li><li> plates</li></ul>
  xss           <ul><li>&lt;input type="checkbox" checked="" disabled=""&gt; cups</li><li>&lt;input type="checkbox" disabled=""&gt; plates</li></ul>
<ol start="3"><li>pour</li></ol>
  sanitize-html <ol><li>pour</li></ol>
  xss           <ol><li>pour</li></ol>
<p><a href="tea.md">tea</a></p>
  sanitize-html <p><a href="tea.md">tea</a></p>
  xss           <p><a href>tea</a></p>
  bluemonday    <p><del>Restart it.</del> <s>Wait.</s></p>
  bluemonday    <ul><li> cups</li><li> plates</li></ul>
  bluemonday    <ol><li>pour</li></ol>
  bluemonday    <p><a href="tea.md" rel="nofollow">tea</a></p>
WANT
