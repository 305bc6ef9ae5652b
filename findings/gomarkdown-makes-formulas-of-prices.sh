#!/usr/bin/env bash
# gomarkdown makes a formula of two prices, a link of a remark in brackets, and step 1 of every step
#
# Package:   github.com/gomarkdown/markdown v0.0.0-20261107153045-a51d70be185e (Go module proxy), as its
#            ToHTML is called without options; github.com/yuin/goldmark v1.8.7 beside it
# Guess:     "CommonExtensions", which it takes on its own, are those that hosts have: tables, fences,
#            addresses. Where a blank stands between ] and ( there is no link, and a listing indented to
#            the text of its step belongs to the step.
# Seen:      "$5 for tea and $6 for milk" is the formula "5 for tea and " between marks that only MathJax
#            knows; "[ask] (before ten)" is a link to "before ten". A fence at three columns ends the
#            list, so each step with a listing is number 1; a list from 3 on begins at 1, and one
#            right below its paragraph is part of it.
# Matters:   to programs that show or mail notes with it: recipes of four steps are four times step one,
#            and a reader is sent nowhere. Leave MathJax out of the extensions, indent by four, and put
#            blank lines before lists – or read with a parser of CommonMark.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/gomarkdown/markdown"
	"github.com/yuin/goldmark"
)

func line(html []byte) string { return strings.Join(strings.Fields(string(html)), " ") }

func main() {
	for _, src := range []string{
		"Take $5 for tea and $6 for milk.\n",
		"Call Ana [ask] (before ten).\n",
		"1. Boil\n\n   ```\n   kettle on\n   ```\n2. Pour\n",
		"3. Drink\n",
		"Bring:\n- cups\n",
	} {
		var want bytes.Buffer
		if err := goldmark.Convert([]byte(src), &want); err != nil {
			panic(err)
		}
		fmt.Printf("%q\n  goldmark   %s\n  gomarkdown %s\n", src, line(want.Bytes()), line(markdown.ToHTML([]byte(src), nil, nil)))
	}
}
GO
{ go mod init example.org/x && go get github.com/gomarkdown/markdown@v0.0.0-20261107153045-a51d70be185e github.com/yuin/goldmark@v1.8.7 && go mod tidy && go build -o run . ; } >log 2>&1 || { cat log; exit 1; }
./run | tee out
diff out - <<'WANT'
"Take $5 for tea and $6 for milk.\n"
  goldmark   <p>Take $5 for tea and $6 for milk.</p>
  gomarkdown <p>Take <span class="math inline">\(5 for tea and \)</span>6 for milk.</p>
"Call Ana [ask] (before ten).\n"
  goldmark   <p>Call Ana [ask] (before ten).</p>
  gomarkdown <p>Call Ana <a href="before ten">ask</a>.</p>
"1. Boil\n\n   ```\n   kettle on\n   ```\n2. Pour\n"
  goldmark   <ol> <li> <p>Boil</p> <pre><code>kettle on </code></pre> </li> <li> <p>Pour</p> </li> </ol>
  gomarkdown <ol> <li>Boil</li> </ol> <pre><code> kettle on </code></pre> <ol> <li>Pour</li> </ol>
"3. Drink\n"
  goldmark   <ol start="3"> <li>Drink</li> </ol>
  gomarkdown <ol> <li>Drink</li> </ol>
"Bring:\n- cups\n"
  goldmark   <p>Bring:</p> <ul> <li>cups</li> </ul>
  gomarkdown <p>Bring: - cups</p>
WANT
