package repo

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// packedAtOnce is how many references a first fetch must bring to be written as one file, like git
// does for a clone: a file of its own, flushed, for each of thousands takes half a minute.
const packedAtOnce = 50

// arrive makes references of what was fetched. In a clone that has none yet they go into
// packed-refs together.
func (r *Repo) arrive(ctx context.Context, updates []RefUpdate) error {
	files := filesOf(r.store)
	if files == nil || len(updates) < packedAtOnce {
		return r.UpdateRefs(ctx, updates...)
	}
	if have, err := files.Refs("refs/"); err != nil || len(have) > 0 {
		return r.UpdateRefs(ctx, updates...)
	}
	return files.firstRefs(ctx, updates)
}

// filesOf is the store that keeps references in files, nil when git keeps them.
func filesOf(s store) *gogitStore {
	if p, ok := s.(*promisedStore); ok {
		s = p.store
	}
	files, _ := s.(*gogitStore)
	return files
}

// firstRefs writes packed-refs anew. No reference may be there yet.
func (s *gogitStore) firstRefs(ctx context.Context, updates []RefUpdate) error {
	updates = slices.Clone(updates)
	slices.SortFunc(updates, func(a, b RefUpdate) int { return strings.Compare(string(a.Ref), string(b.Ref)) })
	names := make(map[Ref]bool, len(updates))
	for _, u := range updates {
		if err := checkRefName(u.Ref); err != nil {
			return err
		}
		if names[u.Ref] {
			return fmt.Errorf("update %s: named twice", u.Ref)
		}
		if !u.New.valid(s.format) || !s.has(u.New) {
			return fmt.Errorf("update %s: %w: %s", u.Ref, errNoObject, u.New)
		}
		names[u.Ref] = true
	}
	b := bytes.NewBufferString("# pack-refs with: sorted \n")
	for _, u := range updates {
		for at := strings.LastIndexByte(string(u.Ref), '/'); at > 0; at = strings.LastIndexByte(string(u.Ref[:at]), '/') {
			if names[u.Ref[:at]] {
				return fmt.Errorf("update %s: %s is in the way", u.Ref, u.Ref[:at])
			}
		}
		fmt.Fprintf(b, "%s %s\n", u.New, u.Ref)
	}
	lock, err := lockPath(ctx, filepath.Join(s.common, "packed-refs"))
	if err != nil {
		return err
	}
	defer func() {
		// After commit this does nothing; before, the first error is the one that counts.
		_ = lock.discard()
	}()
	if err := lock.write(b.Bytes()); err != nil {
		return err
	}
	return lock.commit()
}
