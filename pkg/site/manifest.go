package site

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// manifest lists, in the folder, what was written there: a line each, its check sum and its
// path.
const manifest = ".cop-site"

func (f Folder) readManifest() (map[string]string, error) {
	b, err := os.ReadFile(filepath.Join(f.Dir, manifest))
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was built before: %w", err)
	}
	had := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if sum, path, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " "); ok && filepath.IsLocal(filepath.FromSlash(path)) {
			had[path] = sum
		}
	}
	return had, nil
}

func (f Folder) writeManifest(is memory) error {
	paths := make([]string, 0, len(is))
	for path := range is {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	var b bytes.Buffer
	for _, path := range paths {
		b.WriteString(is[path].sum + " " + path + "\n")
	}
	return f.put(manifest, b.Bytes())
}

// claim notes down which files are about to be written, so that what a kill leaves half-way is
// known to be ours.
func (f Folder) claim(files []File, had map[string]string) error {
	if !slices.ContainsFunc(files, func(file File) bool { _, ours := had[file.Path]; return !ours }) {
		return nil
	}
	if f.Own {
		for _, file := range files {
			had[file.Path] = unfinished
		}
		return nil
	}
	is := memory{}
	for _, file := range files {
		is[file.Path] = &made{sum: unfinished}
	}
	for path, sum := range had {
		is[path] = &made{sum: sum}
	}
	return f.writeManifest(is)
}

// unfinished stands for the sum of a file that is being written.
const unfinished = "-"
