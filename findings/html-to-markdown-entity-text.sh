#!/usr/bin/env bash
# Text that spells an HTML entity becomes that character on the way from HTML to markdown
#
# Package:   github.com/JohannesKaufmann/html-to-markdown/v2 v2.5.2
# Guess:     escaping is smart: what would be read as something else in markdown is escaped,
#            as the library does for headings, lists and <.
# Seen:      <p>write &amp;lt; here</p> shows "write &lt; here"; the markdown is
#            "write &lt; here", which shows "write < here". In code it is right.
# Matters:   to importers of question sites, where people explain entities: the explanation
#            says something else, and nothing looks broken.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	md "github.com/JohannesKaufmann/html-to-markdown/v2"
)

func main() {
	out, err := md.ConvertString("<p>write &amp;lt; here</p>")
	if err != nil {
		panic(err)
	}
	fmt.Println(out)
}
GO
go mod init example.org/x >/dev/null 2>&1
go get github.com/JohannesKaufmann/html-to-markdown/v2@v2.5.2 >/dev/null 2>&1
out=$(go run .)
echo "$out"
[ "$out" = 'write &lt; here' ]
