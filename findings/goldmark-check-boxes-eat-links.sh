#!/usr/bin/env bash
# A list item that is a link called x becomes a ticked box, and the link is gone
#
# Package:   github.com/yuin/goldmark v1.8.7 with extension.TaskList (Go module proxy)
# Guess:     a check box is [x] or [ ] with a space after it, as GitHub's specification of its
#            Markdown says, and - [x](page.md), - [x][label] and - [x]: are a link, a link and text.
# Seen:      the pattern of the extension ends in \s*, and it is asked before the parser of links:
#            each of the three is a ticked box, followed by the text "(page.md)", a link called label
#            instead of x, and ":". In the middle of a line the link is one, and so it is with any
#            other text than x, X and a space.
# Matters:   to who lists links of one letter – axes, variables, an index from A to Z of which X
#            alone leads nowhere – and to programs that look for broken links with goldmark: the
#            link is not in the tree, so a move of its page does not correct it and no check tells.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

func main() {
	for _, src := range []string{"- [w](page.md)", "- [x](page.md)", "- [x][label]\n\n[label]: page.md", "- [x]: see there", "- see [x](page.md)"} {
		var b bytes.Buffer
		if err := goldmark.New(goldmark.WithExtensions(extension.TaskList)).Convert([]byte(src), &b); err != nil {
			panic(err)
		}
		fmt.Printf("%q: link %t, box %t\n", src, bytes.Contains(b.Bytes(), []byte("<a ")), bytes.Contains(b.Bytes(), []byte("checkbox")))
	}
}
GO
{ go mod init example.org/x && go get github.com/yuin/goldmark@v1.8.7; } >log 2>&1 || { cat log; exit 1; }
go run . | tee seen
diff seen - <<'SEEN'
"- [w](page.md)": link true, box false
"- [x](page.md)": link false, box true
"- [x][label]\n\n[label]: page.md": link true, box true
"- [x]: see there": link false, box true
"- see [x](page.md)": link true, box false
SEEN
