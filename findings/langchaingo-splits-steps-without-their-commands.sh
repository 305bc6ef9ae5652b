#!/usr/bin/env bash
# langchaingo's markdown splitter drops the commands from numbered steps, counts them anew, and adds a step
#
# Package:   github.com/tmc/langchaingo v0.1.14 (Go module proxy), its MarkdownTextSplitter
# Guess:     a splitter cuts: what comes out, put together again, is the note. With WithCodeBlocks(true), which says
#            that fenced and indented code is "included in the output", so is code, wherever it stands. A note
#            that is shorter than a chunk is one chunk.
# Seen:      a fence inside of a list item is left out with either setting, so that steps come without their
#            commands. Steps 3 and 4 are 1 and 2. A second paragraph of a step becomes a step of its own (a bullet, a
#            bullet of its own), and all after it count one too many. Front matter becomes a rule and a heading.
#            By default all code is left out, and so is where [words][label] leads.
# Matters:   to search and assistants over notes: "how do I restore it?" is answered from a chunk without the
#            command, and "as in step 4" means another step. Cut by headings yourself and keep the text
#            as it is; the splitter for plain text keeps every letter.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/tmc/langchaingo/textsplitter"
)

var notes = []string{
	"# Restore\n\n3. Stop it:\n\n   ```sh\n   stop kettle\n   ```\n\n4. Wait.\n\n   Ten minutes.\n\n5. Start it.\n",
	"# Check\n\n```sh\nstatus kettle\n```\n\nSee [the manual][m].\n\n[m]: manual.md\n",
	"---\ntitle: Tea\n---\n\n# Tea\n\nHot.\n",
}

func main() {
	for _, code := range []bool{true, false} {
		s := textsplitter.NewMarkdownTextSplitter(textsplitter.WithChunkSize(2000), textsplitter.WithChunkOverlap(0), textsplitter.WithCodeBlocks(code))
		for _, note := range notes {
			out, err := s.SplitText(note)
			fmt.Printf("code blocks %v: %q %v\n", code, out, err)
		}
	}
	plain, err := textsplitter.NewRecursiveCharacter(textsplitter.WithChunkSize(2000)).SplitText(notes[0])
	fmt.Println("plain:", len(plain), len(plain[0]) >= len(notes[0])-1, err)
}
GO
{ go mod init example.org/x && go get github.com/tmc/langchaingo@v0.1.14 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
go run . | tee out
diff out - <<'WANT'
code blocks true: ["# Restore\n1. Stop it:\n2. Wait.\n3. Ten minutes.\n4. Start it."] <nil>
code blocks true: ["# Check\n\n```sh\nstatus kettle\n```\n\nSee [the manual][m]."] <nil>
code blocks true: ["\n---" "## title: Tea" "# Tea\nHot."] <nil>
code blocks false: ["# Restore\n1. Stop it:\n2. Wait.\n3. Ten minutes.\n4. Start it."] <nil>
code blocks false: ["# Check\nSee [the manual][m]."] <nil>
code blocks false: ["\n---" "## title: Tea" "# Tea\nHot."] <nil>
plain: 1 true <nil>
WANT
