package note_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/note"
)

// A note is read once; what is wrong with it is told, never thrown away.
func ExampleParse() {
	n := note.Parse("practices/oncall/rotate-the-pager.md", []byte(`---
title: Rotate the pager weekly
tags: [oncall]
authors: [ana]
---

Two people know each week, see [[oncall/handover]].
`))
	fmt.Println(n.Type, n.Title, n.Tags)
	for _, l := range n.Links() {
		fmt.Println("leads to", l.Dest)
	}
	fmt.Println(len(note.CheckNote(n)), "problems")
	// Output:
	// practice Rotate the pager weekly [oncall]
	// leads to oncall/handover
	// 0 problems
}

// Two people changed different fields of one list of fields: nobody has to choose.
func ExampleMerge() {
	base := "---\ntitle: Pager\ntags: [oncall]\n---\n\nRotate it.\n"
	mine := "---\ntitle: The pager\ntags: [oncall]\n---\n\nRotate it.\n"
	theirs := "---\ntitle: Pager\ntags: [oncall, night]\n---\n\nRotate it.\n"
	merged, ok := note.Merge([]byte(base), []byte(mine), []byte(theirs))
	fmt.Print(ok, "\n", string(merged))
	// Output:
	// true
	// ---
	// title: The pager
	// tags: [oncall, night]
	// ---
	//
	// Rotate it.
}
