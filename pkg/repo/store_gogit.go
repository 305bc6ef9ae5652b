package repo

import (
	"bufio"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// gogitStore serves the classic layout. Loose objects and packs are read by
// ourselves, since nearly everything a user waits for is reading them; what that does not find
// (alternates, packs of other versions) go-git reads. Objects and references are
// written by ourselves, since go-git neither flushes them nor takes git's locks.
type gogitStore struct {
	layout
	objects string // the folder of the objects
	logAll  string // core.logAllRefUpdates
	packed  packedRefs

	compressors sync.Pool // of *zlib.Writer
	storers     sync.Pool // likewise, of those that do not compress

	mu      sync.Mutex // for what follows
	packs   *packs
	known   lru[Hash, packed] // small commits and folders that are files of their own
	lenders []*gogitStore     // whose objects are ours, too; nil until they are looked for
	looked  bool
	other   *filesystem.Storage // nil until needed
}

func newGogitStore(l layout, logAll string) *gogitStore {
	objects := filepath.Join(l.common, "objects")
	return &gogitStore{layout: l, objects: objects, logAll: strings.ToLower(logAll), packs: newPacks(objects, l.format)}
}

// Close releases the packs.
func (s *gogitStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.packs.close()
	for _, l := range s.lenders {
		err = errors.Join(err, l.Close())
	}
	if s.other != nil {
		err = errors.Join(err, s.other.Close())
	}
	return err
}

// forget gives back what was kept of objects that were read.
func (s *gogitStore) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.packs.known = lru[packPlace, packed]{limit: packCache}
	s.known = lru[Hash, packed]{}
}

// Object reads one object. git may pack a loose object in between looking into
// packs and looking for its file, so packs are asked before and after.
func (s *gogitStore) Object(h Hash) (kind, []byte, error) {
	if !h.valid(s.format) {
		return "", nil, fmt.Errorf("read object %q: not an object id", string(h))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k, data, err := s.object(h)
	if isMissing(err) {
		err = s.lost(err)
	}
	if err != nil {
		return "", nil, fmt.Errorf("read object %s: %w", h, err)
	}
	return k, data, nil
}

func (s *gogitStore) object(h Hash) (kind, []byte, error) {
	id := h.bytes()
	for _, again := range []bool{false, true} {
		place, ok, err := s.packs.find(id)
		if err != nil {
			break // go-git may know better
		}
		if ok {
			if o, err := s.packs.read(place); err == nil {
				return o.kind, o.data, nil
			}
			break
		}
		if again {
			break
		}
		if k, data, err := s.knownLoose(h); !absent(err) {
			return k, data, err
		}
	}
	for _, l := range s.borrowed() {
		if k, data, err := l.object(h); err == nil || !isMissing(err) {
			return k, data, err
		}
	}
	return s.elsewhere(h)
}

// loosePath is where a loose object is.
func (s *gogitStore) loosePath(h Hash) string {
	return filepath.Join(s.objects, string(h[:2]), string(h[2:]))
}

// What is kept of loose objects: so many bytes, twice, and none bigger than that.
const (
	looseCache    = 2 << 20
	looseCacheOne = 64 << 10
)

// knownLoose is loose with a memory for commits and folders: every name that is looked up in a
// commit asks for it and for the folders on the way.
func (s *gogitStore) knownLoose(h Hash) (kind, []byte, error) {
	if o, ok := s.known.get(h); ok {
		return o.kind, o.data, nil
	}
	k, data, err := s.loose(h)
	if err == nil && k != blobKind && len(data) <= looseCacheOne {
		s.known.limit = looseCache
		s.known.put(h, packed{k, data}, len(data)+100)
	}
	return k, data, err
}

// loose reads an object that is a file of its own.
func (s *gogitStore) loose(h Hash) (k kind, data []byte, err error) {
	f, err := os.Open(s.loosePath(h))
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z, err := zlib.NewReader(f)
	if err != nil {
		return "", nil, err
	}
	in := bufio.NewReader(z)
	word, err := in.ReadString(' ')
	if err != nil {
		return "", nil, err
	}
	length, err := in.ReadString(0)
	if err != nil {
		return "", nil, err
	}
	size, err := strconv.Atoi(strings.TrimSuffix(length, "\x00"))
	if err != nil {
		return "", nil, err
	}
	data, err = io.ReadAll(in)
	if err == nil && len(data) != size {
		err = io.ErrUnexpectedEOF
	}
	return kind(strings.TrimSpace(word)), data, err
}

// elsewhere lets go-git look.
func (s *gogitStore) elsewhere(h Hash) (kind, []byte, error) {
	if _, ok, err := s.packs.find(h.bytes()); !ok && err == nil {
		return "", nil, errNoObject
	}
	id := plumbing.NewHash(string(h))
	o, err := s.gogit().EncodedObject(plumbing.AnyObject, id)
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return "", nil, errNoObject
	}
	if err != nil {
		return "", nil, err
	}
	data, err := content(o)
	return kind(o.Type().String()), data, err
}

// content reads an object of go-git's.
func content(o plumbing.EncodedObject) ([]byte, error) {
	rd, err := o.Reader()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(rd)
	return data, errors.Join(err, rd.Close())
}

// gogit is go-git's object storage, looking at the packs anew. Without alternates and with
// packs we can read, it has nothing that we have not.
func (s *gogitStore) gogit() *filesystem.Storage {
	if s.other == nil {
		dot := osfs.New(s.common, osfs.WithBoundOS())
		opts := filesystem.Options{AlternatesFS: osfs.New("/", osfs.WithBoundOS())}
		s.other = filesystem.NewStorageWithOptions(dot, cache.NewObjectLRU(8*cache.MiByte), opts)
	}
	s.other.Reindex()
	return s.other
}

// Expand finds the objects whose id begins with prefix.
func (s *gogitStore) Expand(prefix string) ([]Hash, error) {
	even := Hash(prefix[:len(prefix)&^1])
	s.mu.Lock()
	defer s.mu.Unlock()
	ids, err := s.gogit().HashesWithPrefix(even.bytes())
	if err != nil {
		return nil, fmt.Errorf("look for objects %s…: %w", prefix, err)
	}
	var found []Hash
	for _, id := range ids {
		if h := id.String(); strings.HasPrefix(h, prefix) {
			found = append(found, Hash(h))
		}
	}
	return found, nil
}
