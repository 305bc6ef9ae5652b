package repo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// wholeIndex has git write an index that is kept in parts as one file. What was made is
// remembered for as long as the index stays the same; git's own stays as it is.
func (r *Repo) wholeIndex(src string) (whole string, err error) {
	f, err := os.CreateTemp(r.gitDir, ".cop-index-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString(src)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	git := newGitProgram(r.opts, r.root).with(override{Key: "core.splitIndex", Value: "false"})
	git.env = append(git.env, "GIT_INDEX_FILE="+f.Name())
	if _, err := git.output(context.Background(), nil, "update-index", "--no-split-index"); err != nil {
		return "", fmt.Errorf("read the parts of %s: %w", filepath.Join(r.gitDir, "index"), err)
	}
	b, err := os.ReadFile(f.Name())
	if err != nil {
		return "", err
	}
	r.index.becomes(src, string(b))
	return string(b), nil
}

// becomes replaces what was read by what it stands for.
func (t *indexText) becomes(src, whole string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.src == src {
		t.src = whole
	}
}
