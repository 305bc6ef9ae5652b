#!/usr/bin/env bash
# In a table, two wiki link parsers lead [[quiet\|Quiet hours]] to a page whose name ends in a backslash
#
# Package:   remark-wiki-link 2.0.1 with remark-parse 11.0.0 and remark-gfm 4.0.1 (npm);
#            go.abhg.dev/goldmark/wikilink v0.6.0 with goldmark v1.8.7 (Go)
# Guess:     Obsidian asks for \| in a table, GFM takes that backslash away before a cell's inlines are
#            read, and a wiki link parser sits behind it: the link is the same as outside of tables.
# Seen:      both read the cell's source: the alias is right on screen, the address is "quiet\". remark
#            tells it as a page that is not there. goldmark's own renderer hides it – it appends .html and
#            reads \. as an escaped full stop – so that it comes out with the first resolver of one's own.
# Matters:   tables are where vaults keep their overviews. A site shows good words that lead nowhere, a
#            checker reports pages that nobody named. Cut one backslash off the end of the address of a
#            link that stands in a cell.
set -euo pipefail
dir=$(mktemp -d); trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT; cd "$dir"
npm install --no-audit --no-fund --ignore-scripts --loglevel=error remark-wiki-link@2.0.1 remark-parse@11.0.0 remark-gfm@4.0.1 unified@11.0.5 >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { unified } from 'unified';
import parse from 'remark-parse';
import gfm from 'remark-gfm';
import * as wiki from 'remark-wiki-link';
const p = unified().use(parse).use(gfm).use(wiki.wikiLinkPlugin ?? wiki.default, { aliasDivider: '|', permalinks: ['quiet'], pageResolver: (n) => [n] });
const walk = (n, where) => {
  if (n.type === 'wikiLink') console.log('remark  ', where, JSON.stringify(n.value), n.data.alias, n.data.exists);
  for (const c of n.children ?? []) walk(c, n.type === 'tableCell' ? 'cell' : where);
};
walk(p.runSync(p.parse('[[quiet|Quiet hours]]\n\n| a |\n|---|\n| [[quiet\\|Quiet hours]] |\n')), 'line');
JS
mkdir go && cd go && cat > main.go <<'GO'
package main

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"go.abhg.dev/goldmark/wikilink"
)

func main() {
	src := []byte("[[quiet|Quiet hours]]\n\n| a |\n|---|\n| [[quiet\\|Quiet hours]] |\n")
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, &wikilink.Extender{}))
	_ = ast.Walk(md.Parser().Parse(text.NewReader(src)), func(n ast.Node, in bool) (ast.WalkStatus, error) {
		if w, ok := n.(*wikilink.Node); ok && in {
			var out bytes.Buffer
			_ = md.Renderer().Render(&out, src, n)
			fmt.Printf("goldmark %v %q %s %s\n", n.Parent().Kind(), w.Target, n.Text(src), bytes.SplitAfter(out.Bytes(), []byte(">"))[0])
		}
		return ast.WalkContinue, nil
	})
}
GO
go mod init try >/dev/null 2>&1
go get github.com/yuin/goldmark@v1.8.7 go.abhg.dev/goldmark/wikilink@v0.6.0 >log 2>&1 || { cat log; exit 1; }
go build -o ../links . && cd ..
{ node try.mjs; ./links; } | tee out
diff out - <<'WANT'
remark   line "quiet" Quiet hours true
remark   cell "quiet\\" Quiet hours false
goldmark Paragraph "quiet" Quiet hours <a href="quiet.html">
goldmark TableCell "quiet\\" Quiet hours <a href="quiet.html">
WANT
