package pool

import (
	"context"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/repo"
)

// What members took out is not brought again: a note that an import brought and somebody removed,
// or merged into another, stays away until they bring it back themselves.

// Brought lists what earlier imports of a kind made, by the ids of the source.
func (v *inventory) Brought(kind string) map[string]string {
	out := map[string]string{}
	for key, file := range v.sourced {
		if id, ok := strings.CutPrefix(key, kind+":"); ok {
			out[id] = file
		}
	}
	return out
}

// Removed reports that an import brought an item to a file, and that somebody took it out since.
func (v *inventory) Removed(kind, id, file string) bool {
	if !v.cameBefore(kind, id) {
		return false
	}
	if v.here.Has(file) {
		return false
	}
	v.once.Do(v.read)
	if v.drafts[file] {
		return true
	}
	m, ok := importer.ReadMark(v.lastText(file))
	return ok && m.Kind == kind && m.ID == id
}

// lastText is what a file said that is not here any more: that of the others, who have it still,
// or had it; nil where nobody had.
func (v *inventory) lastText(file string) []byte {
	if text, err := v.pool.repo.ReadFile(v.pool.accepted(), file); err == nil {
		return text
	}
	at, ok := v.parted[file]
	if !ok {
		return nil
	}
	info, err := v.pool.repo.Info(at)
	if err != nil || len(info.Parents) == 0 {
		return nil
	}
	text, err := v.pool.repo.ReadFile(info.Parents[0], file)
	if err != nil {
		return nil
	}
	return text
}

// cameBefore reports that something of the same source is here: only then is it worth looking at
// what was taken out.
func (v *inventory) cameBefore(kind, id string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	of, _, _ := strings.Cut(kind+":"+id, "/")
	came, known := v.sources[of]
	if !known {
		for key := range v.sourced {
			if other, _, _ := strings.Cut(key, "/"); other == of {
				came = true
				break
			}
		}
		v.sources[of] = came
	}
	return came
}

// read finds what is not there any more: in the history of what the others have, and among the
// drafts of imports on this machine. What cannot be read is not missed.
func (v *inventory) read() {
	v.parted, v.drafts = map[string]repo.Hash{}, map[string]bool{}
	_ = v.walk(func(file string, c repo.CommitInfo, _ bool) error {
		if _, seen := v.parted[file]; !seen && !v.Taken(file) {
			v.parted[file] = c.Hash
		}
		return nil
	})
	all, err := v.pool.past()
	if err != nil {
		return
	}
	for _, d := range all.Done {
		if d.Kind != DidImport || d.Begun {
			continue
		}
		s, err := v.pool.readStage(d.Import)
		if err != nil {
			continue
		}
		for _, f := range s.Files() {
			if !v.here.Has(f.Path) {
				v.drafts[f.Path] = true
			}
		}
	}
}

// newInventory is an empty one.
func (p *Pool) newInventory(ctx context.Context) *inventory {
	walk := func(see func(string, repo.CommitInfo, bool) error) error {
		if tip := p.accepted(); tip != "" {
			return p.repo.Touched(ctx, tip, "", see)
		}
		return nil
	}
	return &inventory{walk: walk, pool: p, sourced: map[string]string{}, sources: map[string]bool{}}
}
