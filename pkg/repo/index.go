package repo

import (
	"context"
	"encoding/binary"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// Unmerged is what git's index holds in conflict, by path. An index that held none is not read
// again as long as its stat stays what it was: at 100,000 files it has twelve megabytes.
func (r *Repo) Unmerged() (map[string]Staged, error) {
	now, known := r.indexStat()
	calm := filepath.Join(r.gitDir, "cop", "calm") // the stat of an index without conflicts
	if was, err := os.ReadFile(calm); known && err == nil && string(was) == string(statcache.AppendStat(nil, now)) {
		return map[string]Staged{}, nil
	}
	list, err := r.staged(func(e indexEntry) bool { return e.stage() != 0 })
	if err == nil && len(list) == 0 && known && now.Settled(statcache.Now()) {
		_ = replaceFile(calm, statcache.AppendStat(nil, now), 0o644, false) // else it is read again
	}
	return list, err
}

// Tracked is how many files git's index has, 0 when it cannot be read.
func (r *Repo) Tracked() int {
	f, err := os.Open(filepath.Join(r.gitDir, "index"))
	if err != nil {
		return 0
	}
	defer f.Close()
	var head [12]byte
	if _, err := io.ReadFull(f, head[:]); err != nil || string(head[:4]) != "DIRC" {
		return 0
	}
	return int(binary.BigEndian.Uint32(head[8:]))
}

// indexStat is the stat of git's index; false when there is none.
func (r *Repo) indexStat() (statcache.Stat, bool) {
	d, _, err := statcache.Open(r.gitDir)
	if err != nil {
		return statcache.Stat{}, false
	}
	stat, err := d.Stat("index")
	return stat, d.Close() == nil && err == nil && stat.Mode != 0
}

// StagedAt is what git's index holds at some paths. What it does not hold is left out, and so
// is what git was only told that it will come (git add -N).
func (r *Repo) StagedAt(paths ...string) (map[string]Staged, error) {
	wanted := newSet(paths)
	return r.staged(func(e indexEntry) bool { return wanted[e.Path] && e.extend&intentToAdd == 0 })
}

func (r *Repo) staged(wanted func(indexEntry) bool) (map[string]Staged, error) {
	list := map[string]Staged{}
	_, err := r.loadIndex(func(x *gitIndex, src string) error {
		return x.each(src, func(_ int, e indexEntry) {
			if wanted(e) {
				e.addTo(list)
			}
		})
	})
	return list, err
}

// addTo notes an entry with the others of its path.
func (e indexEntry) addTo(list map[string]Staged) {
	path := strings.Clone(e.Path) // not to keep the whole index for the sake of one name
	s := list[path]
	s.Path = path
	switch e.stage() {
	case 0:
		s.Normal = e.file()
	case 1:
		s.Base = e.file()
	case 2:
		s.Mine = e.file()
	case 3:
		s.Theirs = e.file()
	}
	list[path] = s
}

// ResetIndex makes git's index the tree of a commit ("" empties it). Entries that stay the same keep what git
// knows of their working files; of the others those that match their working file become clean.
func (r *Repo) ResetIndex(ctx context.Context, rev Hash) error {
	h, err := r.newHasher()
	if err != nil {
		return err
	}
	f, err := r.Folding()
	if err != nil {
		return err
	}
	return r.changeIndex(ctx, func(x *gitIndex) error {
		old := make(map[string]indexEntry, len(x.entries))
		for _, e := range x.entries {
			if e.stage() == 0 {
				old[e.Path] = e
			}
		}
		x.entries, x.sparse = nil, false
		return r.Walk(ctx, rev, "", func(path string, id FileID) error {
			elsewhere, err := r.elsewhere(f, rev, path)
			if err != nil || elsewhere && !Listed(path) {
				return err
			}
			if elsewhere {
				x.entries = append(x.entries, absentEntry(path, id))
				return nil
			}
			e, ok := old[path]
			if !ok || e.file() != id {
				stat := r.statIfSame(h, path, id)
				binary.BigEndian.PutUint32(stat[24:], uint32(id.Mode))
				e = indexEntry{Path: path, stat: string(stat), id: string(id.Hash.bytes())}
			}
			x.entries = append(x.entries, e)
			return nil
		})
	})
}

// elsewhere reports a path of a commit that has no place on this machine. It stands in git's index
// as one that is not checked out, so that git, too, does not take it for removed.
func (r *Repo) elsewhere(f *Folding, rev Hash, path string) (bool, error) {
	if Unplaceable(path) != "" {
		return true, nil
	}
	if f == nil {
		return false, nil
	}
	_, crowded, err := f.Crowded(rev, path)
	return crowded, err
}

func absentEntry(path string, id FileID) indexEntry {
	stat := make([]byte, indexStat)
	binary.BigEndian.PutUint32(stat[24:], uint32(id.Mode))
	return indexEntry{Path: path, stat: string(stat), id: string(id.Hash.bytes()), extend: skipWorktree}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
