package repo

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// gogitStore serves the classic layout: loose objects and packs are read with
// go-git; objects and references are written by ourselves, since go-git neither flushes
// them nor takes git's locks.
type gogitStore struct {
	layout
	mu      sync.Mutex // go-git's object storage is not safe for concurrent use
	objects *filesystem.Storage
	packed  packedRefs
	logAll  string // core.logAllRefUpdates
}

func newGogitStore(l layout, logAll string) *gogitStore {
	dot := osfs.New(l.common, osfs.WithBoundOS())
	opts := filesystem.Options{KeepDescriptors: true, AlternatesFS: osfs.New("/", osfs.WithBoundOS())}
	return &gogitStore{layout: l, logAll: strings.ToLower(logAll), objects: filesystem.NewStorageWithOptions(dot, cache.NewObjectLRU(32*cache.MiByte), opts)}
}

// Close releases the packs.
func (s *gogitStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.objects.Close()
}

// Object reads one object. git may have repacked since the packs were
// listed, so a missing object is looked for twice.
func (s *gogitStore) Object(h Hash) (kind, []byte, error) {
	if !h.valid(s.format) {
		return "", nil, fmt.Errorf("read object %q: not an object id", string(h))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := plumbing.NewHash(string(h))
	o, err := s.objects.EncodedObject(plumbing.AnyObject, id)
	if err != nil {
		s.objects.Reindex()
		o, err = s.objects.EncodedObject(plumbing.AnyObject, id)
	}
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return "", nil, fmt.Errorf("read object %s: %w", h, errNoObject)
	}
	if err != nil {
		return "", nil, fmt.Errorf("read object %s: %w", h, err)
	}
	data, err := content(o)
	if err != nil {
		return "", nil, fmt.Errorf("read object %s: %w", h, err)
	}
	return kind(o.Type().String()), data, nil
}

func content(o plumbing.EncodedObject) ([]byte, error) {
	rd, err := o.Reader()
	if err != nil {
		return nil, err
	}
	data := make([]byte, o.Size())
	_, err = io.ReadFull(rd, data)
	return data, errors.Join(err, rd.Close())
}

// Expand finds the objects whose id begins with prefix.
func (s *gogitStore) Expand(prefix string) ([]Hash, error) {
	even := Hash(prefix[:len(prefix)&^1])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects.Reindex()
	ids, err := s.objects.HashesWithPrefix(even.bytes())
	if err != nil {
		return nil, fmt.Errorf("look for objects %s…: %w", prefix, err)
	}
	var found []Hash
	for _, id := range ids {
		if h := id.String(); len(h) >= len(prefix) && h[:len(prefix)] == prefix {
			found = append(found, Hash(h))
		}
	}
	return found, nil
}
