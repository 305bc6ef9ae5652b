package pool

import (
	"path/filepath"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
)

// SamePlace reports two addresses of one shared place, in whatever way it is spoken to and with .git
// or without. Of folders on this machine .git is a part of the name.
func SamePlace(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	x, errX := forge.ParseRemote(a)
	y, errY := forge.ParseRemote(b)
	switch {
	case a == b:
		return true
	case errX != nil || errY != nil || x.Local() != y.Local():
		return false
	case x.Local():
		return filepath.Clean(x.Path) == filepath.Clean(y.Path) || sameFile(x.Path, y.Path)
	}
	return x.Host == y.Host && x.Path == y.Path && (x.Scheme != y.Scheme || x.Port == y.Port)
}

// SameHost reports two pools that are shared on one host, folders of this machine not among them.
func SameHost(p, q *Pool) bool {
	x, errX := p.forgeRemote()
	y, errY := q.forgeRemote()
	return errX == nil && errY == nil && !x.Local() && x.Scheme == y.Scheme && x.Host == y.Host && x.Port == y.Port
}

// HasVersion reports that the version of an origin is of this pool, whatever the pool is called: no
// other has it but a copy of it. An origin that names no version is of none.
func (p *Pool) HasVersion(o note.Origin) bool {
	if !o.HasVersion() {
		return false
	}
	_, err := p.repo.Resolve(o.At)
	return err == nil
}
