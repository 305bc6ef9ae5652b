package repo

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
)

// flushers is how many objects are written to disk at the same time. Flushing is where the
// time goes, and a journalling file system commits several flushes together.
const flushers = 16

// Add writes each object as a loose file of its own: temp file, flush, rename.
func (s *gogitStore) Add(objects []object) ([]Hash, error) {
	ids := make([]Hash, len(objects))
	errs := make([]error, len(objects))
	var all sync.WaitGroup
	gate := make(chan struct{}, flushers)
	for i, o := range objects {
		ids[i] = s.format.id(o.Kind, o.Data)
		gate <- struct{}{}
		all.Go(func() {
			defer func() { <-gate }()
			errs[i] = s.addLoose(ids[i], o)
		})
	}
	all.Wait()
	return ids, errors.Join(errs...)
}

func (s *gogitStore) addLoose(id Hash, o object) error {
	if s.has(id) {
		return nil
	}
	dir := filepath.Join(s.objects, string(id[:2]))
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("store object %s: %w", id, err)
	}
	// Objects never change, so git keeps them read-only; umask does not apply to Chmod,
	// and what others may read is what they may read of the folder.
	perm := fs.FileMode(0o444)
	if err := replaceVia("tmp_obj_*", filepath.Join(dir, string(id[2:])), s.deflate(o), perm, true); err != nil {
		return fmt.Errorf("store object %s: %w", id, err)
	}
	return nil
}

// has tells whether the object is stored already. A loose
// file may have been written by somebody who does not flush; writing it again would
// cost more than it could save.
func (s *gogitStore) has(id Hash) bool {
	if _, err := os.Lstat(s.loosePath(id)); err == nil {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.holds(id)
}

func (s *gogitStore) holds(id Hash) bool {
	if _, err := os.Lstat(s.loosePath(id)); err == nil {
		return true
	}
	if _, ok, err := s.packs.find(id.bytes()); ok {
		return true
	} else if err != nil && s.gogit().HasEncodedObject(plumbing.NewHash(string(id))) == nil {
		return true
	}
	return slices.ContainsFunc(s.borrowed(), func(l *gogitStore) bool { return l.holds(id) })
}

// smallObject is what takes one block on disk however well it is compressed: a compressor would
// fill its tables for nothing, half a millisecond each.
const smallObject = 4000

// deflate compresses an object, quickly rather than well, as git does with what it will pack
// later. A compressor takes most of a megabyte, so the next object gets the same one.
func (s *gogitStore) deflate(o object) []byte {
	var b bytes.Buffer
	pool, level := &s.compressors, zlib.BestSpeed
	if len(o.Data) < smallObject {
		pool, level = &s.storers, zlib.NoCompression
	}
	w, ok := pool.Get().(*zlib.Writer)
	if !ok {
		w, _ = zlib.NewWriterLevel(&b, level) // which is a level it knows
	}
	w.Reset(&b)
	// Writing to a buffer cannot fail.
	_, _ = w.Write(objectHeader(o.Kind, len(o.Data)))
	_, _ = w.Write(o.Data)
	_ = w.Close()
	pool.Put(w)
	return b.Bytes()
}
