package pool

import (
	"fmt"
	"strings"
)

// movedTo takes down that the host has the shared repository under another name now, and
// says so. Only the part of the address that was its old name changes; an address that does
// not hold it is left to its owner.
func (p *Pool) movedTo(path string) {
	old, err := p.forgeRemote()
	if err != nil || old.Path == "" {
		return
	}
	known, changed := p.lastSeen(), false
	for _, key := range []string{"remote." + p.trunk.place + ".url", "remote." + p.trunk.place + ".pushurl"} {
		address, _ := p.repo.Config(key)
		if now, ok := renamedAddress(address, old.Path, path); ok && p.repo.SetConfig(key, now) == nil {
			changed = true
		}
	}
	if changed {
		known.Host = p.address() // the same place: what it said stays true
		p.writeSeen(known)
		p.opt.notice(fmt.Sprintf("the shared place is called %s now; its address here is changed", path))
		return
	}
	p.opt.notice(fmt.Sprintf("the shared place is called %s now; the address here still names %s", path, old.Path))
}

// renamedAddress puts a repository's new name in the place of its old one, at the end of an
// address, with or without .git.
func renamedAddress(address, old, now string) (string, bool) {
	bare, slash := strings.CutSuffix(address, "/")
	bare, git := strings.CutSuffix(bare, ".git")
	front, ok := strings.CutSuffix(bare, old)
	if !ok || front == "" || !strings.ContainsAny(front[len(front)-1:], "/:") {
		return address, false
	}
	out := front + now
	if git {
		out += ".git"
	}
	if slash {
		out += "/"
	}
	return out, true
}
