package pool

import (
	"cmp"
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Item is one note (or other shared file) that is not with the others yet.
type Item struct {
	Address note.Address // "" for a file that is no note (a template, an image)
	Path    string
	From    string // the old path of a moved note
	Title   string
	Type    note.Type
	Change  Kind
	// Contribution is the name of the contribution the item belongs to, "" for none.
	Contribution string
	// Declined is what became of it when it was offered last; nil: it was not declined.
	Declined *Outcome

	before, after repo.FileID
	formerly      []note.Address // other addresses of a note that is not removed
}

// Contribution is a set of changes offered to the community as one branch.
type Contribution struct {
	Name   string // what follows cop/ in the branch name: "ana/rotate-the-pager"
	Branch string // "cop/ana/rotate-the-pager"
	Title  string
	Author string
	Head   string // the branch's newest commit
	Sent   bool   // the shared place has this very head
	Mine   bool
	Notes  []note.Address
	// Review is what the place of review said of it last; nil when it said nothing yet.
	Review *Review
	// Standing is where it is on its way to the others, AsOf when they were asked last; zero:
	// they never were.
	Standing Standing
	AsOf     time.Time
	// Updated says that it was in review before it was sent just now.
	Updated bool
	// Page is where it has to be opened for review by hand, with Why; "" when it is open.
	Page, Why string
	// NotAsked are stewards that the host would not ask for a review.
	NotAsked []string
	files    []repo.Change // against base
	base     repo.Hash
	handle   note.Handle
	maker    string          // the address of who made it
	pushed   repo.Hash       // what the shared place has, "" for nothing
	crossed  map[string]bool // own ones: files that clash with the trunk
}

// Status is what is mine and not with the others yet.
type Status struct {
	Drafts    []Item
	InReview  []Item // their Contribution says where
	ToSend    []Item // will go with the next sync
	Conflicts []Conflict

	Contributions []Contribution // mine, open
	// AsksMe are the contributions of others that asked for the user when the shared place was
	// seen last.
	AsksMe []Review
	// Local says that the pool is on this machine only: nobody else has anything of it. Unsent
	// says that it has a shared place, which has nothing of it as far as is known.
	Local, Unsent bool
}

// Status computes what is not with the others yet. It reads no network.
func (p *Pool) Status(ctx context.Context) (Status, error) {
	st, err := p.state(ctx)
	if err != nil {
		return Status{}, err
	}
	p.tellLeftOut(ctx)
	out := st.status(p)
	for _, r := range p.lastSeen().Reviews {
		if r.AsksMe {
			out.AsksMe = append(out.AsksMe, r)
		}
	}
	return out, nil
}

// tellLeftOut names files that would belong to the pool and stay on this machine as they are,
// with the reason and what to do.
func (p *Pool) tellLeftOut(ctx context.Context) {
	const most = 12
	snap, err := p.snapshot(ctx)
	if err != nil {
		return // who looked before has told
	}
	told := 0
	for _, s := range snap.Skipped() {
		if s.Hint() == "" {
			continue
		}
		if told++; told > most {
			p.opt.notice("note: and more that stay on this machine")
			return
		}
		p.opt.notice(fmt.Sprintf("note: %s stays on this machine: %s; %s", s.Path, s.Reason, s.Hint()))
	}
}

// unsent reports whether the shared place has nothing of the pool, as far as is known.
func (p *Pool) unsent(st state) bool { return p.trunk.remote && st.theirs == "" && st.ours != "" }

// status sorts the changes into what a member cares about.
func (st state) status(p *Pool) Status {
	out := Status{Local: !p.trunk.remote, Unsent: p.unsent(st)}
	own, none := st.ownByPath(), Contribution{}
	for _, c := range st.open {
		if c.Mine {
			out.Contributions = append(out.Contributions, c)
		}
	}
	waiting := map[string]repo.FileID{}
	for _, o := range st.outbox {
		for _, f := range o.files {
			waiting[f.Path] = f.After
		}
	}
	for _, c := range st.changes {
		at := own[c.Path]
		in := cmp.Or(at.Contribution, &none)
		_, clash := st.unmerged[c.Path]
		n := p.unlessEntry(c.Path)
		f := review.FileFacts{
			Clash: clash, Waits: has(waiting, c), Offered: at.Contribution != nil && same(at.as, c.After), Crossed: in.crossed[c.Path],
			Talk: !clash && p.speaking(c, st.me, func() *note.Note { return n }), Stands: in.Standing,
		}
		item := p.item(c, n)
		if !f.Waits && (f.Offered || !f.Talk) {
			item.Contribution = in.Name
		}
		switch f.Disposition() {
		case review.AsDraft:
			out.Drafts = append(out.Drafts, item)
		case review.AsToSend:
			out.ToSend = append(out.ToSend, item)
		case review.InReview:
			out.InReview = append(out.InReview, item)
		}
	}
	out.Drafts = p.withDeclined(joinMoves(out.Drafts, own, p))
	out.InReview, out.ToSend = joinMoves(out.InReview, nil, p), joinMoves(out.ToSend, nil, p)
	for path, s := range st.unmerged {
		out.Conflicts = append(out.Conflicts, p.conflict(path, s))
	}
	sort.Slice(out.Conflicts, func(i, j int) bool { return out.Conflicts[i].Path < out.Conflicts[j].Path })
	return out
}

func (p *Pool) conflict(path string, s repo.Staged) Conflict {
	c := Conflict{Path: path, BaseFile: s.Base, TheirFile: s.Theirs, Change: Edited, Theirs: Edited}
	c.Address, _ = note.AddressOf(path)
	old := s.Theirs
	if old.Hash == "" {
		c.Theirs, old = Removed, s.Base
	}
	if to, err := p.movedAway(context.Background(), s); err == nil && to.to != "" {
		c.Theirs, c.MovedTo = Moved, to.to
	}
	c.Title, _ = p.titleOf(repo.Change{Path: path, Before: old}, p.unlessEntry(path))
	switch mine, err := p.workingID(path); {
	case err == nil && mine == (repo.FileID{}):
		c.Change = Removed
	case s.Base == (repo.FileID{}):
		c.Change, c.Theirs = New, New
	}
	return c
}
