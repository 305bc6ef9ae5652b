package pool

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// keepWorking stores the working file among the objects, so that git's index may name
// it.
func (p *Pool) keepWorking(path string, id repo.FileID) (repo.Hash, error) {
	if id.Mode == repo.Symlink {
		to, err := os.Readlink(filepath.Join(p.repo.Root(), filepath.FromSlash(path)))
		if err != nil {
			return "", fmt.Errorf("read %s: %w", path, err)
		}
		return p.repo.WriteBlob([]byte(to))
	}
	b, err := p.stored(path)
	if err != nil {
		return "", err
	}
	return p.repo.WriteBlob(b)
}

// stored is a working file as git would store it: what is compared, merged and kept.
// Where git is told to write other line endings on this machine, that differs from what
// lies on the disk.
func (p *Pool) stored(path string) ([]byte, error) {
	return p.repo.ReadWorking(context.Background(), path)
}

// writeStored writes stored content to a working file, in the form it has on this machine.
func (p *Pool) writeStored(ctx context.Context, path string, content []byte, mode repo.Mode) error {
	if mode != repo.Symlink {
		var err error
		if content, err = p.repo.WorkingForm(ctx, path, content); err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
	}
	if err := p.repo.WriteFile(path, content, mode); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// merge joins the working file with the shared version. ok is false when they clash:
// the same thing changed on both sides, one side removed it, or it is no text.
func (p *Pool) merge(path string, base, mine, theirs repo.FileID) ([]byte, bool, error) {
	if mine == (repo.FileID{}) || theirs == (repo.FileID{}) || mine.Mode == repo.Symlink || theirs.Mode == repo.Symlink {
		return nil, false, nil
	}
	m, err := p.stored(path)
	if err != nil {
		return nil, false, nil //nolint:nilerr // a folder or device in the way: the user's version stays
	}
	b, t, err := p.twoBlobs(base, theirs)
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", path, err)
	}
	merged, ok := mergeFile(path, b, m, t)
	return merged, ok, nil
}

func (p *Pool) twoBlobs(base, theirs repo.FileID) (b, t []byte, err error) {
	if base.Hash != "" {
		if b, err = p.repo.ReadBlob(base.Hash); err != nil {
			return nil, nil, err
		}
		if b == nil {
			b = []byte{}
		}
	}
	t, err = p.repo.ReadBlob(theirs.Hash)
	return b, t, err
}

// mergeFile merges notes by field and other text by line; anything else clashes.
func mergeFile(path string, base, mine, theirs []byte) ([]byte, bool) {
	if bytes.Equal(mine, theirs) {
		return mine, true
	}
	if strings.HasSuffix(path, ".md") {
		return note.Merge(base, mine, theirs)
	}
	for _, b := range [][]byte{base, mine, theirs} {
		if bytes.IndexByte(b, 0) >= 0 {
			return nil, false
		}
	}
	return note.MergeText(base, mine, theirs)
}
