package repo

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
)

// hasher names the content of working files as git would store it. It may be used by several goroutines.
type hasher struct {
	repo     *Repo
	filemode bool

	mu    sync.Mutex
	attrs *attributes
	index *gitIndex             // read when first needed
	later map[string]conversion // paths whose content only git can convert
}

func (r *Repo) newHasher() (*hasher, error) {
	s, err := r.configuration()
	if err != nil {
		return nil, err
	}
	a, err := r.attributes()
	if err != nil {
		return nil, err
	}
	return &hasher{repo: r, attrs: a, filemode: s.truth("core.filemode", true), later: map[string]conversion{}}, nil
}

// conversion is what git does to a file's content.
func (h *hasher) conversion(path string) (conversion, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.attrs.of(path)
}

// mode is a working file's mode as git sees it; 0 for what git does not keep.
func (h *hasher) mode(fi fs.FileInfo) Mode {
	switch m := fi.Mode(); {
	case m&fs.ModeSymlink != 0:
		return Symlink
	case !m.IsRegular():
		return 0
	case h.filemode && m.Perm()&0o100 != 0:
		return Executable
	}
	return Regular
}

// file names one working file's content.
func (h *hasher) file(path, full string, fi fs.FileInfo) (FileID, error) {
	mode := h.mode(fi)
	if mode == 0 {
		return FileID{}, nil
	}
	if mode == Symlink {
		to, err := os.Readlink(full)
		if err != nil {
			return FileID{}, fmt.Errorf("read %s: %w", path, err)
		}
		return FileID{Hash: h.repo.HashBlob([]byte(to)), Mode: Symlink}, nil
	}
	data, err := os.ReadFile(full)
	if err != nil {
		return FileID{}, fmt.Errorf("read %s: %w", path, err)
	}
	hash, err := h.content(path, data)
	return FileID{Hash: hash, Mode: mode}, err
}

// content names content by its stored form. Where only git can convert it, git is asked.
func (h *hasher) content(path string, data []byte) (Hash, error) {
	c, err := h.conversion(path)
	if err != nil {
		return "", err
	}
	if c.filter != "" || c.other != "" {
		ids, err := h.byGit([]string{path}, map[string]conversion{path: c})
		return ids[path], err
	}
	data, err = h.storedText(path, data, c)
	return h.repo.HashBlob(data), err
}

// byGit lets one git name the content of several working files.
func (h *hasher) byGit(paths []string, why map[string]conversion) (map[string]Hash, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	if h.repo.opts.Git == "" {
		return nil, why[paths[0]].unsupported(paths[0])
	}
	var names bytes.Buffer
	for _, p := range paths {
		names.WriteString(quotePath(p) + "\n")
	}
	git := newGitProgram(h.repo.opts, h.repo.root)
	out, err := git.output(context.Background(), &names, "hash-object", "--stdin-paths")
	if err != nil {
		return nil, fmt.Errorf("read %s as git would store it: %w", paths[0], err)
	}
	ids := strings.Fields(string(out))
	if len(ids) != len(paths) {
		return nil, fmt.Errorf("read %s as git would store it: git named %d files of %d", paths[0], len(ids), len(paths))
	}
	named := make(map[string]Hash, len(paths))
	for i, p := range paths {
		named[p] = Hash(ids[i])
	}
	return named, nil
}

// quotePath writes a path so that git's line-wise input reads it back, whatever is in it.
func quotePath(p string) string {
	if !strings.ContainsAny(p, "\"\n\\") {
		return p
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(p) + `"`
}
