package pool

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// What the place of review said last is kept under .git/cop, so that cop status and the
// browser can show it at once and offline. It is never needed: whatever acts asks anew.

// lastSeen is the file's content.
type lastSeen struct {
	At      time.Time // of the newest look at everything
	Host    string    // that said it
	Looked  time.Time // when all of the user's own were asked for last
	Mark    string    // of what it was read from, on plain git; "" when it may have changed
	Offers  string    // of the contributions that were branches of the shared place then, on a host
	Reviews []Review  // open ones, without texts, and own ones that ended and no sync has told of yet
	// Copied is whether the shared place is the user's own copy of another: "" when nobody asked yet.
	Copied string `json:",omitempty"`
	// Declined are offers of the user's that were declined and not offered anew.
	Declined []declined `json:",omitempty"`
	// Ended are contributions of the user's that are over, and no report has told of it.
	Ended []ended `json:",omitempty"`
}

func (p *Pool) seenFile() string { return filepath.Join(p.repo.LocalDir(), "reviews.json") }

// KnownReviews is the queue as it was seen last, and when that was; the zero time when it
// never was. It touches no network.
func (p *Pool) KnownReviews() ([]Review, time.Time) {
	k := p.lastSeen()
	return slices.DeleteFunc(k.Reviews, func(r Review) bool { return r.State != forge.Open }), k.At
}

func (p *Pool) lastSeen() lastSeen {
	var k lastSeen
	src, err := os.ReadFile(p.seenFile())
	if err != nil || json.Unmarshal(src, &k) != nil {
		return lastSeen{}
	}
	if k.Host != p.address() {
		return lastSeen{}
	}
	return k
}

// address is that of the shared place, without a password; "" when there is none.
func (p *Pool) address() string {
	r, err := p.forgeRemote()
	if err != nil {
		return ""
	}
	return r.String()
}

// remember keeps what was seen: everything that is open, or, with ids, what became of
// these contributions. It may fail without harm.
func (p *Pool) remember(seen []Review, ids ...forge.ID) { p.rememberAt("", seen, ids...) }

// rememberAt is remember with the mark of what it was read from.
func (p *Pool) rememberAt(mark string, seen []Review, ids ...forge.ID) {
	k, now := p.lastSeen(), p.opt.now().UTC()
	k.Host = p.address()
	if len(ids) == 0 {
		k = lastSeen{At: now, Looked: now, Host: k.Host, Offers: p.offersMark(), Copied: k.Copied, Declined: k.Declined, Ended: k.Ended}
	}
	k.Mark = mark
	k.Reviews = slices.DeleteFunc(k.Reviews, func(r Review) bool { return slices.Contains(ids, r.ID) })
	for _, r := range seen {
		if r.State == forge.Open || r.Mine {
			r.Threads, r.SeenAt = nil, now
			k.Reviews = append(k.Reviews, r)
		}
	}
	p.writeSeen(k)
}

// rememberLook keeps that all of the user's own contributions were asked for just now.
func (p *Pool) rememberLook() {
	k := p.lastSeen()
	k.Host, k.Looked = p.address(), p.opt.now().UTC()
	p.writeSeen(k)
}

// withEnded adds to what is open the user's own contributions that are not open any more,
// though this clone does not know yet: the next sync tells what became of them.
func (p *Pool) withEnded(ctx context.Context, pl *forgeConn, open []Review) ([]Review, error) {
	own, err := p.ownSent(ctx)
	if err != nil {
		return open, nil //nolint:nilerr // a nameless user has none
	}
	for _, c := range own {
		was := c.Review
		if c.Review = c.among(open); c.Review != nil || was == nil && !pl.plain() {
			continue
		}
		id := forge.ID(c.Name)
		if !pl.plain() {
			id = was.ID
		}
		now, err := pl.Get(ctx, id)
		if errors.Is(err, forge.ErrNotFound) || err == nil && now.State == forge.Open {
			continue
		}
		if err != nil {
			return nil, err
		}
		if now.Branch == "" { // a host forgets the name of a branch that is gone
			now.Branch = forge.Branch(c.Branch)
		}
		open = append(open, Review{Contribution: now, Mine: true})
	}
	return open, nil
}

// seeOwn looks at the reviews where the user may have contributions there already, from another
// machine: status would not tell of them, or say that nobody is asked. It may fail without harm.
func (p *Pool) seeOwn(ctx context.Context) {
	own, err := p.ownSent(ctx)
	if err != nil || len(own) == 0 && p.branchesTellAll(ctx) {
		return
	}
	slow, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	p.tellOwnCopy(slow)
	open, err := p.Reviews(slow, forge.Filter{})
	if err == nil {
		_ = p.takeUp(ctx, open)
	}
}

// branchesTellAll reports whether a contribution that is no branch of the shared place cannot be, or
// cannot be asked for.
func (p *Pool) branchesTellAll(ctx context.Context) bool {
	h, known := p.offlineHost()
	return known && h.Kind == forge.Plain || !p.worthAsking(ctx, false)
}

func (p *Pool) writeSeen(k lastSeen) {
	src, err := json.Marshal(k)
	if err != nil {
		return
	}
	_ = writeWhole(p.seenFile(), src)
}

// forgetAccepted lets go of what is remembered as open and has become part of the shared
// line, so that nobody is asked for it. It looks at what this clone has.
func (p *Pool) forgetAccepted(ctx context.Context) error {
	line := p.accepted()
	var ids []forge.ID
	for _, r := range p.lastSeen().Reviews {
		head := repo.Hash(r.Head)
		if !p.has(head) {
			continue
		}
		base, err := p.commonBase(ctx, head, line)
		if err != nil {
			return err
		}
		files, err := p.repo.Diff(ctx, base, head)
		if err != nil {
			return err
		}
		if news, _, err := p.news(ctx, base, line, files, false); err != nil || news {
			if err != nil {
				return err
			}
			continue
		}
		if err := p.endedAs(ctx, r); err != nil {
			return err
		}
		ids = append(ids, r.ID)
	}
	if len(ids) > 0 {
		p.remember(nil, ids...)
	}
	return nil
}

// endedAs keeps, until it is told, as what the place of review knew a contribution of the user's
// that became part of the shared line.
func (p *Pool) endedAs(ctx context.Context, r Review) error {
	local, err := p.repo.Refs("refs/heads/" + review.BranchPrefix)
	if err != nil || !r.Mine {
		return err
	}
	h, err := p.heads(ctx)
	if err != nil {
		return err
	}
	me, _ := p.Me()
	for ref, tip := range local {
		if string(tip) != string(r.Head) {
			continue
		}
		c, open, err := p.contribution(ctx, strings.TrimPrefix(string(ref), "refs/heads/"), tip, tip, h, me)
		if err != nil {
			return err
		}
		if !open && c.Mine {
			p.rememberEnded(c, &r)
		}
	}
	return nil
}

// writeWhole replaces a file in one step.
func writeWhole(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
