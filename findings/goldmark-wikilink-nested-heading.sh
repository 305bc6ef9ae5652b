#!/usr/bin/env bash
# goldmark's wiki links split [[note#heading#below]] at the last #, and take [[1]](url)
#
# Package:   go.abhg.dev/goldmark/wikilink v0.6.0 with github.com/yuin/goldmark v1.8.7 (Go
#            module proxy)
# Guess:     Obsidian, whose syntax it reads, has [[note#heading#subheading]] for a heading
#            below a heading: the target is "note". And [[1]](https://example.org) is an
#            ordinary link whose text is [1], as CommonMark and GitHub read the citations of
#            papers: an extension takes no link away.
# Seen:      the target is "note#heading" and the fragment "subheading", so a resolver looks
#            for a file that nobody has; and the citation becomes a wiki link to "1" followed
#            by "(https://example.org)" as text. [[label]] with [label]: https://… defined
#            becomes a wiki link too. The link to example.org is gone from the page.
# Matters:   to site generators and link checkers on goldmark that read vaults: each nested
#            heading is a broken link, and bibliographies written as [[1]](url) – most of
#            what a checker told in rust-lang/rfcs – lose their links. Split at the first
#            #, and leave brackets alone that ( or [ follows or whose label is defined.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"go.abhg.dev/goldmark/wikilink"
)

func main() {
	src := []byte("[[note#heading#below]]\n\n[[1]](https://example.org/a)\n\n[[2]]\n\n[2]: https://example.org/b\n")
	for _, md := range []goldmark.Markdown{goldmark.New(), goldmark.New(goldmark.WithExtensions(&wikilink.Extender{}))} {
		root := md.Parser().Parse(text.NewReader(src))
		ast.Walk(root, func(n ast.Node, in bool) (ast.WalkStatus, error) {
			switch n := n.(type) {
			case *wikilink.Node:
				if in {
					fmt.Printf("wiki target=%s fragment=%s\n", n.Target, n.Fragment)
				}
			case *ast.Link:
				if in {
					fmt.Printf("link %s\n", n.Destination)
				}
			}
			return ast.WalkContinue, nil
		})
		fmt.Println("--")
	}
}
GO
{ go mod init example.org/x && go get github.com/yuin/goldmark@v1.8.7 go.abhg.dev/goldmark/wikilink@v0.6.0 && go mod tidy && go build -o run . ; } >log 2>&1 || { cat log; exit 1; }
./run | tee out
diff out - <<'WANT'
link https://example.org/a
link https://example.org/b
--
wiki target=note#heading fragment=below
wiki target=1 fragment=
wiki target=2 fragment=
--
WANT
