package vault

import (
	"path"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
)

// tools are all kinds of vaults. Of two that are as sure the first counts.
func tools() []tool {
	return []tool{
		copPool, zk, obsidian, logseq, dendron, foam, joplin, jex, notion, nb,
		hugo, jekyll, mkdocs, docusaurus, decisions, proposals, tldr, googleDocs, folder,
	}
}

// folder is markdown of no tool in particular.
var folder = tool{
	kind: "markdown", about: "a folder of markdown files",
	recognise: func(t *importer.Tree) int { return sure(1, anyFile(t, isMarkdown)) },
}

// sure is how sure a sign makes.
func sure(much int, sign bool) int {
	if sign {
		return much
	}
	return 0
}

func anyFile(t *importer.Tree, is func(string) bool) bool {
	for _, f := range t.Files() {
		if is(f.Path) {
			return true
		}
	}
	return false
}

// has reports a file or folder at one of the paths.
func has(t *importer.Tree, paths ...string) bool {
	for _, p := range paths {
		if t.Has(p) {
			return true
		}
	}
	return false
}

// below makes a tool's vault of one of its folders: the site's pages lie in it.
func below(v *vault, dir string) {
	if dir != "" && dir != "." && v.tree.Has(dir) {
		v.root = dir
	}
}

// at is the path of a page without the folder that all pages are in.
func (v *vault) within(file string) string {
	return strings.TrimPrefix(strings.TrimPrefix(file, v.root), "/")
}

// inRoot reports a file in the folder that all pages are in.
func (v *vault) inRoot(file string) bool {
	return v.root == "" || strings.HasPrefix(file, v.root+"/")
}

// stem is a name without its ending.
func stem(file string) string { return strings.TrimSuffix(file, path.Ext(file)) }
