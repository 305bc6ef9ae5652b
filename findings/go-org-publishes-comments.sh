#!/usr/bin/env bash
# go-org puts comment blocks on the page, and writes a note back without the word that hides it
#
# Package:   github.com/niklasfasching/go-org v1.9.1 (Go module proxy), with which Hugo renders org
# Guess:     org has three ways to say "not for readers" (manual, 13.6 Comment Lines): a line that
#            begins with #, a subtree whose heading begins with COMMENT, and #+begin_comment … A
#            renderer leaves all out, and its own writer gives back what it read.
# Seen:      line and subtree are left out of the page, the block is there, as
#            <div class="comment-block">. The org writer, as in "go-org render x.org org", which
#            is there to format files, drops the word COMMENT: what was hidden before is
#            published after. ",* x", as org writes a star in a block, is shown with its comma.
# Matters:   to people who publish org notes with Hugo: what they wrote for themselves is read by
#            everybody, and the same file made a page in Emacs does not have it.
set -euo pipefail
dir=$(mktemp -d); trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/niklasfasching/go-org/org"
)

const note = `* On call
Hand over at ten.
# line: ask Ben first
#+begin_comment
block: ask Ben first
#+end_comment
#+begin_src text
,* a star
#+end_src
** COMMENT Private
subtree: ask Ben first
`

var shown = regexp.MustCompile(`(line|block|subtree): ask|,\* a star|.*Private`)

func render(text string, w org.Writer) string {
	out, err := org.New().Silent().Parse(strings.NewReader(text), "note.org").Write(w)
	if err != nil {
		panic(err)
	}
	return out
}

func main() {
	fmt.Printf("page: %q\n", shown.FindAllString(render(note, org.NewHTMLWriter()), -1))
	back := render(note, org.NewOrgWriter())
	fmt.Printf("written back: %q\n", shown.FindAllString(back, -1))
	fmt.Printf("page of that: %q\n", shown.FindAllString(render(back, org.NewHTMLWriter()), -1))
}
GO
{ go mod init example.org/x && go get github.com/niklasfasching/go-org/org@v1.9.1; } >log 2>&1 || { cat log; exit 1; }
go run . | tee out
diff out - <<'WANT'
page: ["block: ask" ",* a star"]
written back: ["line: ask" "block: ask" ",* a star" "** Private" "subtree: ask"]
page of that: ["<li><a href=\"#headline-2\">Private" "block: ask" ",* a star" "Private" "subtree: ask"]
WANT
