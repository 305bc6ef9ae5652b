package forge_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/forge"
)

// What git's address of a shared repository says of the host.
func ExampleKnown() {
	r, err := forge.ParseRemote("git@codeberg.org:guild/pool.git")
	if err != nil {
		panic(err)
	}
	h, known := forge.Known(r)
	view, edit := h.FilePages(r, "main", "practices/pager.md")
	fmt.Println(h, known)
	fmt.Println(view)
	fmt.Println(edit)
	// Output:
	// forgejo https://codeberg.org true
	// https://codeberg.org/guild/pool/src/branch/main/practices/pager.md
	// https://codeberg.org/guild/pool/_edit/main/practices/pager.md
}

// A suggestion is offered in place of lines, in the form that hosts know.
func ExampleSuggestions() {
	better := "Every week, on Monday."
	in := forge.Inline{Anchor: forge.Anchor{Path: "practices/pager.md", Line: 7}, Body: "Say when.", Suggestion: &better}
	for _, s := range forge.Suggestions(in.Words(false)) {
		first, last := s.Lines(in.Anchor)
		fmt.Println(first, last, s.Text)
	}
	// Output: 7 7 Every week, on Monday.
}
