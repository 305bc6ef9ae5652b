package pool

import (
	"context"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
)

// Hosts let members copy a repository, and whoever then joins the copy shares with nobody: the
// community looks after the place that it was copied from.

// ownCopyOf is what the shared place was copied from, when the copy is the user's own: only they
// look after it. The zero value is for any other place, and where that cannot be known.
func (p *Pool) ownCopyOf(ctx context.Context) (forge.Fork, error) {
	pl, err := p.forge(ctx)
	if err != nil || pl.plain() || !pl.token {
		return forge.Fork{}, err
	}
	r, err := pl.Repository(ctx)
	if err != nil || r.Parent.Path == "" {
		return forge.Fork{}, err
	}
	me, err := pl.whoami(ctx)
	if owner, _, _ := strings.Cut(r.Path, "/"); err != nil || !strings.EqualFold(owner, string(me)) {
		return forge.Fork{}, err
	}
	return r.Parent, nil
}

// tellOwnCopy says once in a clone that its shared place is the user's own copy of another. It may
// fail without harm.
func (p *Pool) tellOwnCopy(ctx context.Context) {
	if p.lastSeen().Copied != "" {
		return
	}
	of, err := p.ownCopyOf(ctx)
	if err != nil {
		return
	}
	k := p.lastSeen()
	k.Host, k.Copied = p.address(), "no"
	if of.Path != "" {
		k.Copied = of.Path
		p.opt.notice("note: " + ownCopy(of) + "; " + p.leaveCopy(of))
	}
	p.writeSeen(k)
}

func ownCopy(of forge.Fork) string {
	return "the shared place is your own copy of " + of.Path + ", whose members get nothing of what you share there"
}

func (p *Pool) leaveCopy(of forge.Fork) string {
	return "cop init --remote " + p.forkAddress(of) + " shares it with them instead"
}

// copiedPlace is what git calls the place that the user's own copy was made of.
const copiedPlace = "upstream"

// copiedFrom reports whether an address is that of the place which the shared one is the user's own
// copy of: then the copy was joined by mistake.
func (p *Pool) copiedFrom(ctx context.Context, url string) bool {
	of, err := p.ownCopyOf(ctx)
	if err != nil || of.Path == "" {
		return false
	}
	here, err := p.forgeRemote()
	if err != nil {
		return false
	}
	there, err := forge.ParseRemote(url)
	return err == nil && strings.EqualFold(there.Path, of.Path) && strings.EqualFold(there.Host, here.Host)
}
