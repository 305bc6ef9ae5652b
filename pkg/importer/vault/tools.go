package vault

import (
	"github.com/breakfast-table/cop/pkg/importer"
)

// tools are all kinds of vaults, the surest to be recognised first.
func tools() []tool {
	return []tool{folder}
}

// folder is markdown of no tool in particular.
var folder = tool{
	kind: "markdown", about: "a folder of markdown files",
	recognise: func(t *importer.Tree) int {
		for _, f := range t.Files() {
			if isMarkdown(f.Path) {
				return 1
			}
		}
		return 0
	},
}
