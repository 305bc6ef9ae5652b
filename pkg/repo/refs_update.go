package repo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// refMove is one reference on its way: locked, compared, and what it will be.
type refMove struct {
	RefUpdate
	lock   *lockFile
	was    refValue
	packed bool // also listed in packed-refs
}

// UpdateRefs takes every lock first, in the order of the names so that two
// processes cannot wait for each other, compares, writes and flushes all new
// values, and only then renames them into place. A crash in between leaves
// locks, which git names in its message, but never half a reference.
func (s *gogitStore) UpdateRefs(ctx context.Context, updates []RefUpdate, by Person, at time.Time) error {
	moves := make([]*refMove, 0, len(updates))
	defer func() {
		for _, m := range moves {
			// A lock that cannot be removed is reported by whoever meets it next.
			_ = m.lock.discard()
		}
	}()
	updates = slices.Clone(updates)
	slices.SortFunc(updates, func(a, b RefUpdate) int { return strings.Compare(string(a.Ref), string(b.Ref)) })
	for i, u := range updates {
		if i > 0 && u.Ref == updates[i-1].Ref {
			return fmt.Errorf("update %s: named twice", u.Ref)
		}
		m, err := s.prepare(ctx, u)
		if m != nil {
			moves = append(moves, m)
		}
		if err != nil {
			return err
		}
	}
	return s.carryOut(ctx, moves, by, at)
}

// prepare locks a reference, compares it with what the update expects and
// writes the new value into the lock.
func (s *gogitStore) prepare(ctx context.Context, u RefUpdate) (*refMove, error) {
	if err := checkRefName(u.Ref); err != nil {
		return nil, err
	}
	if err := s.mayBecome(u.Ref, u.New); err != nil {
		return nil, err
	}
	lock, err := lockPath(ctx, s.refPath(u.Ref))
	if err != nil {
		return nil, err
	}
	m := &refMove{RefUpdate: u, lock: lock}
	if m.was, err = s.Ref(u.Ref); err != nil && !u.Any {
		return m, err
	}
	if !u.Any && (m.was.Sym != "" || m.was.Hash != u.Old) {
		return m, fmt.Errorf("update %s: %w", u.Ref, ErrRefMoved)
	}
	if u.New == "" {
		list, err := s.packed.read(s.common)
		m.packed = list[u.Ref] != ""
		return m, err
	}
	return m, lock.write([]byte(u.New + "\n"))
}

// mayBecome refuses values and names that would break the repository.
func (s *gogitStore) mayBecome(name Ref, h Hash) error {
	if h == "" {
		return nil
	}
	if !h.valid(s.format) || !s.has(h) {
		return fmt.Errorf("update %s: %w: %s", name, errNoObject, h)
	}
	return s.clash(name)
}

// carryOut makes prepared moves real: removals first, so that a name may become a folder.
func (s *gogitStore) carryOut(ctx context.Context, moves []*refMove, by Person, at time.Time) error {
	if err := s.unpack(ctx, moves); err != nil {
		return err
	}
	for _, m := range moves {
		if m.New == "" {
			if err := s.remove(m); err != nil {
				return err
			}
		}
	}
	head, err := s.looseRef("HEAD")
	if err != nil {
		return err
	}
	for _, m := range moves {
		if m.New == "" || m.was.Hash == m.New && m.was.Sym == "" {
			continue
		}
		if err := s.log(m, head.Sym == m.Ref, by, at); err != nil {
			return err
		}
		if err := s.place(m); err != nil {
			return err
		}
	}
	return nil
}

// place renames the lock over the reference, after clearing empty folders that
// stand where the file must go.
func (s *gogitStore) place(m *refMove) error {
	path := m.lock.path
	if fi, err := os.Lstat(path); err == nil && fi.IsDir() {
		if err := removeEmptyFolders(path); err != nil {
			return fmt.Errorf("update %s: %w", m.Ref, err)
		}
	}
	return m.lock.commit()
}

// unpack drops deleted references from packed-refs before their files go, else
// the packed value would come back for a moment.
func (s *gogitStore) unpack(ctx context.Context, moves []*refMove) error {
	gone := map[Ref]bool{}
	for _, m := range moves {
		if m.packed {
			gone[m.Ref] = true
		}
	}
	if len(gone) == 0 {
		return nil
	}
	path := filepath.Join(s.common, "packed-refs")
	lock, err := lockPath(ctx, path)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(path)
	if err == nil {
		err = lock.write(withoutPackedRefs(b, gone))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("drop packed references: %w", err), lock.discard())
	}
	return lock.commit()
}

// remove deletes a reference's file and reflog and the folders they leave empty.
func (s *gogitStore) remove(m *refMove) error {
	path, log := s.refPath(m.Ref), s.logPath(m.Ref)
	for _, file := range []string{path, log} {
		if err := os.Remove(file); err != nil && !absent(err) {
			return fmt.Errorf("delete %s: %w", m.Ref, err)
		}
	}
	if err := m.lock.discard(); err != nil {
		return err
	}
	pruneParents(path, filepath.Join(s.common, "refs"))
	pruneParents(log, filepath.Join(s.common, "logs", "refs"))
	return nil
}

// pruneParents removes the folders above a removed file as long as they are
// empty, up to two levels below top (refs/heads stays).
func pruneParents(path, top string) {
	for dir := filepath.Dir(path); len(dir) > len(top) && filepath.Dir(dir) != top; dir = filepath.Dir(dir) {
		// Not empty, or somebody was faster: either way nothing is left to do.
		if os.Remove(dir) != nil {
			return
		}
	}
}

// removeEmptyFolders removes a tree of folders that holds no file.
func removeEmptyFolders(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		if err := removeEmptyFolders(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return os.Remove(dir)
}
