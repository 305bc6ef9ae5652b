package vault_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/vault"
)

// A folder is recognised by what its tool leaves in it, then all that is in it is looked at before
// anything is written.
func Example() {
	dir, err := os.MkdirTemp("", "vault")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	for name, text := range map[string]string{
		".obsidian/app.json":  "{}",
		"On call/Pager.md":    "Rotate it, see [[Handover]].\n",
		"On call/Handover.md": "Two people, one page.\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			panic(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			panic(err)
		}
	}
	src, err := importer.Open(context.Background(), vault.Kinds(), dir, importer.As{}, importer.Usual)
	if err != nil {
		panic(err)
	}
	defer src.Close()
	plan, err := importer.Survey(context.Background(), src, importer.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(src.Kind.Name, plan.Items(), plan.Titles())
	// Output: obsidian 2 [Handover Pager]
}
