package importer_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/importer"
)

// A note that was brought says where from, so that it is known when it is brought again, and
// whether somebody changed it meanwhile.
func ExampleReadMark() {
	body := "---\ntitle: Pager\n---\n\nRotate it.\n"
	mark := importer.Mark{Kind: "obsidian", ID: "Pager.md", Version: importer.Version([]byte(body))}
	text := []byte("---\ntitle: Pager\nsource: " + mark.String() + "\n---\n\nRotate it.\n")
	m, ok := importer.ReadMark(text)
	fmt.Println(m.Kind, m.ID, ok, m.Untouched(text))
	// Output: obsidian Pager.md true true
}
