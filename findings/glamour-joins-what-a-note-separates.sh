#!/usr/bin/env bash
# glamour runs the paragraphs of a list item together, and knows no line break in a paragraph
#
# Package:   github.com/charmbracelet/glamour v1.0.0 (Go module proxy), which glow and the
#            command lines of several git hosts show markdown with
# Guess:     a second paragraph in a list item begins on a line of its own, and a line that ends
#            in a backslash or two spaces ends there (CommonMark 0.31, 5.2 and 6.7).
# Seen:      "Boil the kettle." and the next paragraph "Wait." are shown as "kettle.Wait.",
#            without even a space, in bullets and numbers alike; three lines of an address with
#            hard breaks become one line. So in the styles dark, light and notty.
# Matters:   to notes read in a terminal: steps with an explanation below them lose the border
#            between sentences, commands and values written a line each run on. Whoever draws
#            with glamour must draw items and breaks himself.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/charmbracelet/glamour"
)

var colours = regexp.MustCompile(`\x1b\[[0-9;]*m`)

func show(style, text string) string {
	r, err := glamour.NewTermRenderer(glamour.WithStandardStyle(style), glamour.WithWordWrap(60))
	if err != nil {
		panic(err)
	}
	out, err := r.Render(text)
	if err != nil {
		panic(err)
	}
	var lines []string
	for l := range strings.Lines(colours.ReplaceAllString(out, "")) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, " / ")
}

func main() {
	for _, style := range []string{"dark", "light", "notty"} {
		fmt.Println(style, "number: ", show(style, "1. Boil the kettle.\n\n   Wait.\n2. Pour.\n"))
		fmt.Println(style, "bullet: ", show(style, "- Boil the kettle.\n\n  Wait.\n\n- Pour.\n"))
		fmt.Println(style, "breaks: ", show(style, "Guild of Tea\\\nKettle Lane 1  \nTown\n"))
	}
}
GO
{ go mod init example.org/x && go get github.com/charmbracelet/glamour@v1.0.0 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
go run . | tee out
diff out - <<'WANT'
dark number:  1. Boil the kettle.Wait. / 2. Pour.
dark bullet:  • Boil the kettle.Wait. / • Pour.
dark breaks:  Guild of Tea Kettle Lane 1 Town
light number:  1. Boil the kettle.Wait. / 2. Pour.
light bullet:  • Boil the kettle.Wait. / • Pour.
light breaks:  Guild of Tea Kettle Lane 1 Town
notty number:  1. Boil the kettle.Wait. / 2. Pour.
notty bullet:  • Boil the kettle.Wait. / • Pour.
notty breaks:  Guild of Tea Kettle Lane 1 Town
WANT
