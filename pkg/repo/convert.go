package repo

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// stored is the content git would store for a working file's content at path.
// Asking twice changes nothing, as far as line endings and well-made filters go.
func (r *Repo) stored(ctx context.Context, path string, data []byte, mode Mode) ([]byte, error) {
	if mode == Symlink {
		return data, nil
	}
	h, err := r.newHasher()
	if err != nil {
		return nil, err
	}
	c, err := h.conversion(path)
	if err != nil {
		return nil, err
	}
	if c.filter != "" || c.other != "" {
		return r.storedByGit(ctx, path, data, c)
	}
	return h.storedText(path, data, c)
}

// storedText turns CRLF into LF where git would. Content is left alone that looks binary, or that is stored with
// CRLF already, so that a file is never modified by looking at it.
func (h *hasher) storedText(path string, data []byte, c conversion) ([]byte, error) {
	if !c.text || !bytes.Contains(data, []byte("\r\n")) {
		return data, nil
	}
	if c.auto {
		if looksBinary(data) {
			return data, nil
		}
		if keep, err := h.storedWithCRLF(path); err != nil || keep {
			return data, err
		}
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), nil
}

// storedWithCRLF tells whether the index holds this file as text with CRLF.
func (h *hasher) storedWithCRLF(path string) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.index == nil {
		var err error
		if h.index, err = h.repo.readIndex(); err != nil {
			return false, err
		}
	}
	e, ok := h.index.at(path)
	if !ok || e.mode() != Regular && e.mode() != Executable {
		return false, nil
	}
	data, err := h.repo.ReadBlob(e.file().Hash)
	return bytes.Contains(data, []byte("\r\n")) && !looksBinary(data), err
}

// looksBinary is git's judgement of content: a NUL, a lone CR, or more than one
// control character for each 128 that print.
func looksBinary(data []byte) bool {
	printable, control := 0, 0
	for i, c := range data {
		switch {
		case c == 0:
			return true
		case c == '\r':
			if i+1 == len(data) || data[i+1] != '\n' {
				return true
			}
		case c == '\n':
		case c == '\b', c == '\t', c == '\f', c == 0x1b:
			printable++
		case c < 0x20, c == 0x7f:
			control++
		default:
			printable++
		}
	}
	if n := len(data); n > 0 && data[n-1] == 0x1a {
		control--
	}
	return printable>>7 < control
}

// storedByGit lets git filter content. It goes through the object store, which is where
// git would put it anyway.
func (r *Repo) storedByGit(ctx context.Context, path string, data []byte, c conversion) ([]byte, error) {
	if r.opts.Git == "" {
		return nil, c.unsupported(path)
	}
	git := newGitProgram(r.opts, r.root)
	out, err := git.output(ctx, bytes.NewReader(data), "hash-object", "-w", "--stdin", "--path", path)
	if err != nil {
		return nil, fmt.Errorf("convert %s: %w", path, err)
	}
	return r.ReadBlob(Hash(strings.TrimSpace(string(out))))
}

func (c conversion) unsupported(path string) error {
	what := c.other
	if c.filter != "" {
		what = "filter " + c.filter
	}
	return &UnsupportedError{What: "the " + what + " of " + path}
}

// WorkingForm is what a working file has to hold so that git sees this stored content
// in it. Line endings may stay as stored, which git takes as unmodified; filters and encodings are applied by git.
func (r *Repo) WorkingForm(ctx context.Context, path string, data []byte) ([]byte, error) {
	a, err := r.attributes()
	if err != nil {
		return nil, err
	}
	c, err := a.of(path)
	if err != nil || c.filter == "" && c.other == "" {
		return data, err
	}
	if r.opts.Git == "" {
		return nil, c.unsupported(path)
	}
	id, err := r.WriteBlob(data)
	if err != nil {
		return nil, err
	}
	out, err := newGitProgram(r.opts, r.root).output(ctx, nil, "cat-file", "--filters", "--path="+path, string(id))
	if err != nil {
		return nil, fmt.Errorf("convert %s: %w", path, err)
	}
	return out, nil
}

// ReadWorking is a working file's content in the form git would store it;
// fs.ErrNotExist when there is no regular file. Compare and merge this, not the raw bytes.
func (r *Repo) ReadWorking(ctx context.Context, path string) ([]byte, error) {
	full, fi, err := r.workingPath(path)
	if err != nil {
		return nil, err
	}
	if fi == nil || !fi.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: %w", path, os.ErrNotExist)
	}
	data, err := os.ReadFile(filepath.Clean(full))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return r.stored(ctx, path, data, Regular)
}
