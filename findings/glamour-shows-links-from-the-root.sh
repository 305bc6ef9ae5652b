#!/usr/bin/env bash
# glamour shows the link ../kitchen/tea.md as /kitchen/tea.md, and tea.md as /tea.md
#
# Package:   github.com/charmbracelet/glamour v1.0.0 (Go module proxy), which glow and the command lines of
#            several git hosts show markdown with
# Guess:     behind the words of a link stands its address as it was written, or, given a base URL, what a
#            browser makes of the two (RFC 3986, 5.2). It does so in tables.
# Seen:      outside of tables a relative address is resolved against nothing, so that each begins at the
#            root: tea.md, ./tea.md and /tea.md are one, and of ../kitchen/tea.md the first part is gone.
#            With a base, /tea.md is looked for below the folder of the note, not at the root of its host.
# Matters:   to whoever reads notes in a terminal and opens what is shown: terminals make it a link to a
#            file of the machine's root, and two folders' tea.md look the same. Print addresses
#            oneself, or give the base and no link from the root.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/glamour"
)

func show(src string, opts ...glamour.TermRendererOption) {
	renderer, err := glamour.NewTermRenderer(append(opts, glamour.WithStandardStyle("notty"))...)
	if err != nil {
		panic(err)
	}
	out, err := renderer.Render(src)
	if err != nil {
		panic(err)
	}
	fmt.Printf("  %q => %s\n", src, strings.Join(strings.Fields(out), " "))
}

func main() {
	links := []string{"[tea](tea.md)", "[tea](../kitchen/tea.md)", "[tea](/tea.md)", "![tea](tea.png)"}
	for _, src := range append(links, "| set |\n| --- |\n| [tea](../kitchen/tea.md) |") {
		show(src)
	}
	fmt.Println("base https://example.org/notes/oncall/")
	for _, src := range links {
		show(src, glamour.WithBaseURL("https://example.org/notes/oncall/"))
	}
}
GO
{ go mod init example.org/x && go get github.com/charmbracelet/glamour@v1.0.0 && go mod tidy && go build -o run . ; } >log 2>&1 || { cat log; exit 1; }
./run | tee out
diff out - <<'WANT'
  "[tea](tea.md)" => tea /tea.md
  "[tea](../kitchen/tea.md)" => tea /kitchen/tea.md
  "[tea](/tea.md)" => tea /tea.md
  "![tea](tea.png)" => Image: tea → /tea.png
  "| set |\n| --- |\n| [tea](../kitchen/tea.md) |" => set -------------------------------------------------------------------------- tea[1] [1]: tea ../kitchen/tea.md
base https://example.org/notes/oncall/
  "[tea](tea.md)" => tea https://example.org/notes/oncall/tea.md
  "[tea](../kitchen/tea.md)" => tea https://example.org/notes/kitchen/tea.md
  "[tea](/tea.md)" => tea https://example.org/notes/oncall/tea.md
  "![tea](tea.png)" => Image: tea → https://example.org/notes/oncall/tea.png
WANT
