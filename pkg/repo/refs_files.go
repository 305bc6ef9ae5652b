package repo

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// symDepth is how many symbolic references may follow each other.
const symDepth = 5

// refDir is the folder that a reference's path starts from. HEAD and its like,
// and a few families of references, belong to one worktree alone.
func (l layout) refDir(name Ref) string {
	own := string(name)
	if !strings.HasPrefix(own, "refs/") || strings.HasPrefix(own, "refs/bisect/") ||
		strings.HasPrefix(own, "refs/worktree/") || strings.HasPrefix(own, "refs/rewritten/") {
		return l.gitDir
	}
	return l.common
}

// refPath is the file of a loose reference.
func (l layout) refPath(name Ref) string {
	return filepath.Join(l.refDir(name), filepath.FromSlash(string(name)))
}

// Ref reads one reference: its own file, else the list of packed ones, in this
// order, since git packs a reference before it removes the file.
func (s *gogitStore) Ref(name Ref) (refValue, error) {
	if err := checkRefName(name); err != nil {
		return refValue{}, err
	}
	v, err := s.looseRef(name)
	if err != nil || v != (refValue{}) {
		return v, err
	}
	packed, err := s.packed.read(s.common)
	if err != nil {
		return refValue{}, err
	}
	return refValue{Hash: packed[name]}, nil
}

// looseRef reads a reference's file; the zero value when there is none.
func (s *gogitStore) looseRef(name Ref) (refValue, error) {
	b, err := os.ReadFile(s.refPath(name))
	if absent(err) {
		return refValue{}, nil
	}
	if err != nil {
		return refValue{}, fmt.Errorf("read reference %s: %w", name, err)
	}
	text := strings.TrimSpace(string(b))
	if sym, ok := strings.CutPrefix(text, "ref:"); ok {
		return refValue{Sym: Ref(strings.TrimSpace(sym))}, nil
	}
	if h := Hash(text); h.valid(s.format) {
		return refValue{Hash: h}, nil
	}
	return refValue{}, fmt.Errorf("read reference %s: its file holds no object id", name)
}

// absent tells that a path names no file, whatever stands in its way.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EISDIR)
}

// Refs lists the references below prefix.
func (s *gogitStore) Refs(prefix string) (map[Ref]Hash, error) {
	loose, err := s.looseRefs(prefix)
	if err != nil {
		return nil, err
	}
	packed, err := s.packed.read(s.common)
	if err != nil {
		return nil, err
	}
	refs := map[Ref]Hash{}
	for name, h := range packed {
		if strings.HasPrefix(string(name), prefix) {
			refs[name] = h
		}
	}
	for name := range loose {
		// A reference that is broken or points nowhere is none; whoever asks for it by name gets the error.
		if h, err := resolveRef(s, name); err == nil && h != "" {
			refs[name] = h
		} else {
			delete(refs, name)
		}
	}
	return refs, nil
}

// looseRefs is the set of names that have a file of their own.
func (s *gogitStore) looseRefs(prefix string) (map[Ref]bool, error) {
	names := map[Ref]bool{}
	top := Ref("refs")
	if i := strings.LastIndexByte(prefix, '/'); i > 0 {
		top = Ref(prefix[:i])
	}
	for _, base := range []string{s.common, s.gitDir} {
		err := filepath.WalkDir(filepath.Join(base, filepath.FromSlash(string(top))), func(path string, d fs.DirEntry, err error) error {
			if absent(err) {
				return nil
			}
			if err != nil || d.IsDir() {
				return err
			}
			rel, err := filepath.Rel(base, path)
			name := Ref(filepath.ToSlash(rel))
			if strings.HasPrefix(string(name), prefix) && s.refPath(name) == path && checkRefName(name) == nil {
				names[name] = true
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("list references: %w", err)
		}
	}
	return names, nil
}

// resolveRef follows symbolic references to an object id; "" when they lead nowhere.
func resolveRef(s store, name Ref) (Hash, error) {
	for range symDepth {
		v, err := s.Ref(name)
		if err != nil || v.Sym == "" {
			return v.Hash, err
		}
		name = v.Sym
	}
	return "", fmt.Errorf("read reference %s: symbolic references go in circles", name)
}

// packedRefs remembers the content of the file packed-refs as long as the file stays the same.
type packedRefs struct {
	mu   sync.Mutex
	file fs.FileInfo
	refs map[Ref]Hash
}

// read returns every packed reference. The map must not be changed.
func (p *packedRefs) read(common string) (map[Ref]Hash, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	path := filepath.Join(common, "packed-refs")
	fi, err := os.Stat(path)
	if absent(err) {
		p.file, p.refs = nil, nil
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read packed references: %w", err)
	}
	if p.file != nil && os.SameFile(fi, p.file) && fi.ModTime().Equal(p.file.ModTime()) && fi.Size() == p.file.Size() {
		return p.refs, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read packed references: %w", err)
	}
	p.file, p.refs = fi, parsePackedRefs(b)
	return p.refs, nil
}

func parsePackedRefs(b []byte) map[Ref]Hash {
	refs := map[Ref]Hash{}
	for line := range bytes.Lines(b) {
		id, name, ok := strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
		if ok && line[0] != '#' && line[0] != '^' {
			refs[Ref(name)] = Hash(id)
		}
	}
	return refs
}

// without is the text of packed-refs with some references and what is peeled of them dropped.
func withoutPackedRefs(b []byte, gone map[Ref]bool) []byte {
	var out []byte
	dropping := false
	for line := range bytes.Lines(b) {
		if line[0] != '^' {
			_, name, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
			dropping = line[0] != '#' && gone[Ref(name)]
		}
		if !dropping {
			out = append(out, line...)
		}
	}
	return out
}

// checkRefName refuses names that git would refuse, among them every name that
// would lead out of the repository.
func checkRefName(name Ref) error {
	s := string(name)
	bad := s == "" || strings.Contains(s, "..") || strings.Contains(s, "@{") || strings.HasSuffix(s, ".") || strings.Contains(s, "//")
	for part := range strings.SplitSeq(s, "/") {
		bad = bad || part == "" || part[0] == '.' || strings.HasSuffix(part, ".lock")
	}
	for _, c := range []byte(s) {
		bad = bad || c <= ' ' || c == 0x7f || strings.IndexByte(`~^:?*[\`, c) >= 0
	}
	if bad || !strings.HasPrefix(s, "refs/") && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
		return fmt.Errorf("%q is no name for a reference", s)
	}
	return nil
}

// clash refuses a name that cannot exist beside another reference, since one
// would be a file where the other needs a folder.
func (s *gogitStore) clash(name Ref) error {
	below, err := s.Refs(string(name) + "/")
	if err != nil {
		return err
	}
	for other := range below {
		return fmt.Errorf("update %s: %s is in the way", name, other)
	}
	for i, c := range name {
		if c != '/' || strings.Count(string(name[:i]), "/") == 0 {
			continue
		}
		if v, err := s.Ref(name[:i]); err == nil && v != (refValue{}) {
			return fmt.Errorf("update %s: %s is in the way", name, name[:i])
		}
	}
	return nil
}
