package repo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// binaryStore serves repositories that only git itself can read: reftable,
// sha256, partial clones. Objects come from one long-running git cat-file and
// go in as packs; references are left to git altogether. It knows nothing of
// the files below .git, so that a layout of the future works as well.
type binaryStore struct {
	layout
	git     gitProgram
	objects objectReader
}

func newBinaryStore(o Options, l layout) (*binaryStore, error) {
	if o.Git == "" {
		return nil, &UnsupportedError{What: "this repository"}
	}
	dir := l.root
	if _, err := os.Stat(dir); err != nil {
		dir = l.gitDir
	}
	git := newGitProgram(o, dir)
	return &binaryStore{layout: l, git: git, objects: objectReader{git: git}}, nil
}

// Close ends git cat-file.
func (s *binaryStore) Close() error { return s.objects.close() }

// Object reads one object.
func (s *binaryStore) Object(h Hash) (kind, []byte, error) {
	if !h.valid(s.format) {
		return "", nil, fmt.Errorf("read object %q: not an object id", string(h))
	}
	k, data, err := s.objects.read(h)
	if err != nil {
		return "", nil, fmt.Errorf("read object %s: %w", h, err)
	}
	return k, data, nil
}

// Expand asks git for the ids that begin with prefix.
func (s *binaryStore) Expand(prefix string) ([]Hash, error) {
	if strings.Trim(prefix, "0123456789abcdef") != "" {
		return nil, fmt.Errorf("look for objects %q: not the beginning of an id", prefix)
	}
	out, err := s.git.output(context.Background(), nil, "rev-parse", "--disambiguate="+prefix)
	if err != nil {
		return nil, fmt.Errorf("look for objects %s…: %w", prefix, err)
	}
	var found []Hash
	for id := range strings.Lines(string(out)) {
		found = append(found, Hash(strings.TrimSpace(id)))
	}
	return found, nil
}

// looseAtMost is how many new objects become files of their own; more are kept as
// a pack. It is git's own fetch.unpackLimit.
const looseAtMost = 100

// Add hands the objects to git as one pack, which it unpacks or keeps, and
// flushes either way.
func (s *binaryStore) Add(objects []object) ([]Hash, error) {
	if len(objects) == 0 {
		return nil, nil
	}
	ids := make([]Hash, len(objects))
	for i, o := range objects {
		ids[i] = s.format.id(o.Kind, o.Data)
	}
	pack, err := packOf(s.format, objects)
	if err != nil {
		return nil, fmt.Errorf("add %d objects: %w", len(objects), err)
	}
	args := []string{"unpack-objects", "-q"}
	if len(objects) > looseAtMost {
		args = []string{"index-pack", "--stdin"}
	}
	if _, err := s.durable().output(context.Background(), pack, args...); err != nil {
		return nil, fmt.Errorf("add %d objects: %w", len(objects), err)
	}
	return ids, nil
}

// durable flushes what git writes: core.fsync since git 2.36, the other before.
func (s *binaryStore) durable() gitProgram {
	return s.git.with(override{Key: "core.fsync", Value: "all"}, override{Key: "core.fsyncObjectFiles", Value: "true"})
}

// Ref reads one reference without following it.
func (s *binaryStore) Ref(name Ref) (refValue, error) {
	if err := checkRefName(name); err != nil {
		return refValue{}, err
	}
	ctx := context.Background()
	target, err := s.git.output(ctx, nil, "symbolic-ref", "-q", string(name))
	if err == nil {
		return refValue{Sym: Ref(strings.TrimSpace(string(target)))}, nil
	}
	if !exited(err, 1) && !strings.Contains(err.Error(), "not a symbolic ref") && !strings.Contains(err.Error(), "No such ref") {
		return refValue{}, fmt.Errorf("read %s: %w", name, err)
	}
	id, err := s.git.output(ctx, nil, "rev-parse", "-q", "--verify", "--end-of-options", string(name))
	if exited(err, 1) {
		return refValue{}, nil
	}
	if err != nil {
		return refValue{}, fmt.Errorf("read %s: %w", name, err)
	}
	return refValue{Hash: Hash(strings.TrimSpace(string(id)))}, nil
}

// Refs lists the references whose name begins with prefix.
func (s *binaryStore) Refs(prefix string) (map[Ref]Hash, error) {
	folder := prefix[:strings.LastIndexByte(prefix, '/')+1]
	args := []string{"for-each-ref", "--format=%(objectname) %(refname)"}
	if folder != "" && folder != "refs/" {
		args = append(args, folder)
	}
	out, err := s.git.output(context.Background(), nil, args...)
	if err != nil {
		return nil, fmt.Errorf("list %s*: %w", prefix, err)
	}
	refs := map[Ref]Hash{}
	for line := range strings.Lines(string(out)) {
		id, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if ok && strings.HasPrefix(name, prefix) {
			refs[Ref(name)] = Hash(id)
		}
	}
	return refs, nil
}

var _ store = (*binaryStore)(nil)

// isMissing tells whether an error says that an object is not there.
func isMissing(err error) bool { return errors.Is(err, errNoObject) }
