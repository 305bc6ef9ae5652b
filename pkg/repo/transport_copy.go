package repo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// copiedLooseAtMost is how many objects in files of their own are copied one by
// one; with more, packing them anew is cheaper.
const copiedLooseAtMost = 1000

// copyObjects brings everything that another repository of this machine stores
// by copying its files, as git does for a local clone: nothing is unpacked or
// compressed again. false means that it cannot be done this way, or that
// somebody tidied up over there meanwhile; what was copied until then does no harm.
func copyObjects(ctx context.Context, from, to *Repo) bool {
	theirs, ours := filepath.Join(from.common, "objects"), filepath.Join(to.common, "objects")
	if _, err := os.Stat(filepath.Join(theirs, "info", "alternates")); err == nil {
		return false
	}
	loose, err := filepath.Glob(filepath.Join(theirs, "[0-9a-f][0-9a-f]", "*"))
	if err != nil || len(loose) > copiedLooseAtMost {
		return false
	}
	packs, err := filepath.Glob(filepath.Join(theirs, "pack", "pack-*.pack"))
	if err != nil {
		return false
	}
	var files []string
	for _, p := range packs {
		files = append(files, p, strings.TrimSuffix(p, ".pack")+".idx")
	}
	for _, path := range append(loose, files...) {
		if ctx.Err() != nil || copyObject(path, filepath.Join(ours, strings.TrimPrefix(path, theirs))) != nil {
			return false
		}
	}
	return syncFolder(filepath.Join(ours, "pack")) == nil
}

// copyObject copies a file that never changes, durably and under its name only when whole.
func copyObject(from, to string) error {
	fi, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if !fi.Mode().IsRegular() {
		return fmt.Errorf("%s is not a plain file", from)
	}
	if _, err := os.Lstat(to); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	return errors.Join(copyInto(src, to, fi.Mode().Perm()), src.Close())
}

func copyInto(src io.Reader, to string, perm fs.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(to), "tmp_obj_")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = io.Copy(f, src)
	if err == nil {
		err = f.Chmod(perm)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), to)
}
