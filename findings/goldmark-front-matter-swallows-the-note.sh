#!/usr/bin/env bash
# In goldmark's two front matter extensions a note that begins with a rule is an empty page; a blank does it, too
#
# Package:   go.abhg.dev/goldmark/frontmatter v0.2.0 and github.com/yuin/goldmark-meta v1.1.0 with
#            github.com/yuin/goldmark v1.8.7 (Go module proxy)
# Guess:     front matter is what stands between two lines of ---. Where the second is missing there is
#            none, and the first is a rule, as in Jekyll, Hugo and on hosts; "..." ends it as well, as in
#            YAML and pandoc; blanks behind the dashes mean nothing.
# Seen:      where the second line is missing everything to the end of the note is taken for front
#            matter: frontmatter's page is empty, and Convert reports nothing; goldmark-meta's has the
#            words without paragraphs, lists or headings and a comment behind them. "..." ends neither:
#            two empty pages. With a blank behind the closing --- frontmatter's page is empty and the fields
#            are right; goldmark-meta takes it, but ends at a --- within an indented text.
# Matters:   to sites and viewers on goldmark: pages are published empty, their title and tags may be
#            there, and no error is told unless one decodes the fields. Count the text of a page against
#            its source, or cut front matter off before goldmark reads.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark"
	meta "github.com/yuin/goldmark-meta"
	"github.com/yuin/goldmark/parser"
	"go.abhg.dev/goldmark/frontmatter"
)

func show(name, src string, extension goldmark.Extender, fields func(parser.Context) any) {
	var page bytes.Buffer
	ctx := parser.NewContext()
	err := goldmark.New(goldmark.WithExtensions(extension)).Convert([]byte(src), &page, parser.WithContext(ctx))
	fmt.Printf("  %-11s page %q, error %v, fields %v\n", name, page.String(), err, fields(ctx))
}

func main() {
	for _, src := range []string{
		"---\ntitle: Tea\n---\nBoil *water*.\n",
		"---\n\nBoil *water*.\n",
		"---\ntitle: Tea\n...\nBoil *water*.\n",
		"---\ntitle: Tea\n--- \nBoil *water*.\n",
		"---\nuse: |\n  ---\n  twice\n---\nBoil *water*.\n",
	} {
		fmt.Printf("%q\n", src)
		show("frontmatter", src, &frontmatter.Extender{}, func(ctx parser.Context) any {
			var fields map[string]any
			frontmatter.Get(ctx).Decode(&fields)
			return fields
		})
		show("meta", src, meta.Meta, func(ctx parser.Context) any { return meta.Get(ctx) })
	}
}
GO
{ go mod init example.org/x && go get github.com/yuin/goldmark@v1.8.7 github.com/yuin/goldmark-meta@v1.1.0 go.abhg.dev/goldmark/frontmatter@v0.2.0 && go mod tidy && go build -o run . ; } >log 2>&1 || { cat log; exit 1; }
./run | tee out
diff out - <<'WANT'
"---\ntitle: Tea\n---\nBoil *water*.\n"
  frontmatter page "<p>Boil <em>water</em>.</p>\n", error <nil>, fields map[title:Tea]
  meta        page "<p>Boil <em>water</em>.</p>\n", error <nil>, fields map[title:Tea]
"---\n\nBoil *water*.\n"
  frontmatter page "", error <nil>, fields map[]
  meta        page "\nBoil <em>water</em>.\n<!-- yaml: unmarshal errors:\n  line 2: cannot unmarshal !!str `Boil *w...` into yaml.MapSlice -->", error <nil>, fields map[]
"---\ntitle: Tea\n...\nBoil *water*.\n"
  frontmatter page "", error <nil>, fields map[title:Tea]
  meta        page "", error <nil>, fields map[title:Tea]
"---\ntitle: Tea\n--- \nBoil *water*.\n"
  frontmatter page "", error <nil>, fields map[title:Tea]
  meta        page "<p>Boil <em>water</em>.</p>\n", error <nil>, fields map[title:Tea]
"---\nuse: |\n  ---\n  twice\n---\nBoil *water*.\n"
  frontmatter page "<p>Boil <em>water</em>.</p>\n", error <nil>, fields map[use:---
twice
]
  meta        page "<h2>twice</h2>\n<p>Boil <em>water</em>.</p>\n", error <nil>, fields map[use:]
WANT
