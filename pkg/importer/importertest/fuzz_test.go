package importertest

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/chat"
	"github.com/breakfast-table/cop/pkg/importer/forum"
	"github.com/breakfast-table/cop/pkg/importer/stackexchange"
	"github.com/breakfast-table/cop/pkg/importer/vault"
	"github.com/breakfast-table/cop/pkg/importer/wiki"
)

// FuzzImport: any files, as any kind that takes them, become items or an error.
func FuzzImport(f *testing.F) {
	cases, err := filepath.Glob("../*/testdata/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range cases {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		text, _, _ := strings.Cut(string(src), "-- want --")
		f.Add(text)
	}
	kinds := slices.Concat(vault.Kinds(), []importer.Kind{stackexchange.Kind}, forum.Kinds, []importer.Kind{chat.Kind}, wiki.Kinds)
	root := f.TempDir()
	f.Fuzz(func(t *testing.T, src string) {
		dir, err := os.MkdirTemp(root, "x")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		files, _ := split(src)
		for name, text := range files {
			file := filepath.Join(dir, "site", filepath.FromSlash(path.Clean("/"+strings.ToValidUTF8(name, "_"))))
			if errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)) != nil {
				return // no name for a file here
			}
		}
		tree, err := importer.OpenTree(filepath.Join(dir, "site"), importer.Limits{Files: 100, Bytes: 1 << 20, File: 1 << 20, Ratio: 100, Deep: 2})
		if err != nil {
			return
		}
		defer tree.Close()
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		for _, k := range kinds {
			if k.Recognise(tree) == 0 {
				continue
			}
			if from, err := k.Open(ctx, tree); err == nil {
				for it, err := range from.Items(ctx) {
					if err != nil || it == nil {
						break
					}
				}
				from.Losses()
			}
		}
		if ctx.Err() != nil {
			t.Errorf("it takes longer than ten seconds")
		}
	})
}
