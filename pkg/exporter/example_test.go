package exporter_test

import (
	"fmt"
	"slices"

	"github.com/breakfast-table/cop/pkg/exporter"
	"github.com/breakfast-table/cop/pkg/note"
)

// A pool as another tool reads it: files, and why some of it could not be said there.
func ExampleKind_Export() {
	p := &exporter.Pool{Name: "table", Notes: []exporter.Note{{
		Address: "oncall/rotate-the-pager",
		Note:    note.Parse("practices/oncall/rotate-the-pager.md", []byte("---\ntitle: Rotate the pager\ntags: [oncall]\n---\n\nEvery week.\n")),
	}}}
	kinds := exporter.Kinds()
	hugo := kinds[slices.IndexFunc(kinds, func(k exporter.Kind) bool { return k.Name == "hugo" })]
	files, lost, err := hugo.Export(p)
	if err != nil {
		panic(err)
	}
	fmt.Println(files[len(files)-1].Path, len(lost))
	// Output: content/oncall/rotate-the-pager.md 0
}
