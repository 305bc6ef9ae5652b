#!/usr/bin/env bash
# glamour and lipgloss break a line within --dry-run, glamour also in fenced code, and both within addresses
#
# Package:   github.com/charmbracelet/glamour v1.0.0 (Go module proxy), which glow and the command lines of several
#            git hosts show markdown with, and lipgloss v1.1.1-0.20250404203927-76690c660834, which it takes
# Guess:     lines are broken at blanks. A word that fits on the next line goes there whole, options and addresses
#            above all; a fenced block keeps its lines.
# Seen:      each dash is a place to break, in text, code, tables and fenced blocks: "kettle boil --dry-run" becomes "kettle boil --"
#            and "dry-run", an address ends after a dash. lipgloss breaks between the two dashes as well.
#            Where it happens depends on the width of the window.
# Matters:   to notes with commands read in a terminal: copied, "boil -- dry-run" is another command – what follows
#            a bare -- is no option but a name –, and it boils. An address that is clicked is the first
#            part of one. Whoever shows commands has to put words into lines himself.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/glamour"
	"github.com/charmbracelet/lipgloss"
)

func show(name, text string) {
	var lines []string
	for l := range strings.Lines(text) {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		}
	}
	fmt.Println(name+":", strings.Join(lines, " / "))
}

func main() {
	r, err := glamour.NewTermRenderer(glamour.WithStandardStyle("notty"), glamour.WithWordWrap(28))
	if err != nil {
		panic(err)
	}
	for _, c := range [][2]string{
		{"code", "To see it: `kettle boil --dry-run` and wait."},
		{"address", "See https://example.org/how-to-boil for more."},
		{"table", "| what | command |\n|---|---|\n| to see it first | `boil --dry-run` |"},
		{"fence", "```\nto see it: kettle boil --dry-run\n```"},
	} {
		out, err := r.Render(c[1])
		if err != nil {
			panic(err)
		}
		show("glamour, "+c[0], out)
	}
	show("lipgloss, code", lipgloss.NewStyle().Width(24).Render("To see it: kettle boil --dry-run and wait."))
	show("lipgloss, address", lipgloss.NewStyle().Width(24).Render("See https://example.org/how-to for more."))
}
GO
{ go mod init example.org/x && go get github.com/charmbracelet/glamour@v1.0.0 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
go run . | tee out
diff out - <<'WANT'
glamour, code: To see it: kettle boil -- / dry-run and wait.
glamour, address: See / https://example.org/how- / to-boil for more.
glamour, table: what | command / ----------|----------- / to see | boil -- / it first | dry-run
glamour, fence: to see it: kettle boil -- / dry-run
lipgloss, code: To see it: kettle boil - / -dry-run and wait.
lipgloss, address: See / https://example.org/how- / to for more.
WANT
