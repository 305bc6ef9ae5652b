package pool

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Kind of a change, in the user's words.
type Kind string

// Kinds of change.
const (
	New     Kind = "new"
	Edited  Kind = "edited"
	Moved   Kind = "moved"
	Removed Kind = "removed"
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
	// Local says that the pool is on this machine only: nobody else has anything of it.
	Local bool
}

// Conflict is a note that the user and somebody else changed in ways that cannot be
// joined. The user's version is in the working file; the other is the shared one.
type Conflict struct {
	Address note.Address
	Path    string
	Title   string
	// Change is what the user did to the note, Theirs what the others did.
	Change, Theirs Kind

	base, theirs repo.FileID
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

// state is everything that is derived from one look at the clone.
type state struct {
	heads
	me       Member
	changes  []repo.Change          // working files against heads.base, without what is accepted already
	open     []Contribution         // every open contribution
	outbox   []outgoing             // shared while the remote was away
	unmerged map[string]repo.Staged // by path
}

func (p *Pool) state(ctx context.Context) (state, error) {
	var st state
	var err error
	if st.heads, err = p.heads(ctx); err != nil {
		return st, err
	}
	st.me, _ = p.Me() // a nameless user has no contributions, but drafts all the same
	if st.changes, err = p.mine(ctx, st.heads); err != nil {
		return st, err
	}
	if st.open, err = p.contributions(ctx, st.heads, st.me); err != nil {
		return st, err
	}
	if st.outbox, err = p.outbox(ctx); err != nil {
		return st, err
	}
	st.unmerged, err = p.unmerged()
	return st, err
}

// mine lists the working files that differ both from what they grew from and from
// what the community has accepted since.
func (p *Pool) mine(ctx context.Context, h heads) ([]repo.Change, error) {
	snap, err := p.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	all, err := p.repo.Changes(ctx, snap, h.base)
	if err != nil {
		return nil, fmt.Errorf("compare the working files: %w", err)
	}
	if h.theirs == "" || h.theirs == h.base {
		return all, nil
	}
	var out []repo.Change
	for _, c := range all {
		id, err := p.repo.Lookup(h.theirs, c.Path)
		if err != nil {
			return nil, err
		}
		if !same(id, c.After) {
			out = append(out, c)
		}
	}
	return out, nil
}

// same compares two file ids by content and kind.
func same(a, b repo.FileID) bool { return a == b }

const branchPrefix = "cop/"

// contributions lists the open ones: branches cop/<handle>/<slug>, here or on the
// remote, that hold something the trunk does not.
func (p *Pool) contributions(ctx context.Context, h heads, me Member) ([]Contribution, error) {
	local, err := p.repo.Refs("refs/heads/" + branchPrefix)
	if err != nil {
		return nil, fmt.Errorf("list contributions: %w", err)
	}
	tracked := string(p.trunk.mirror(""))
	remote, err := p.repo.Refs(tracked + branchPrefix)
	if err != nil {
		return nil, fmt.Errorf("list contributions: %w", err)
	}
	tips := map[string]repo.Hash{}
	pushed, handed, err := p.sentElsewhere()
	if err != nil {
		return nil, err
	}
	leaving, err := p.leaving()
	if err != nil {
		return nil, err
	}
	for ref, tip := range remote {
		name := strings.TrimPrefix(string(ref), tracked)
		tips[name], pushed[name] = tip, tip
	}
	seen := p.lastSeen()
	for ref, tip := range local {
		tips[strings.TrimPrefix(string(ref), "refs/heads/")] = tip
	}
	var out []Contribution
	for branch, tip := range tips {
		c, open, err := p.contribution(ctx, branch, tip, pushed[branch], h, me)
		if err != nil {
			return nil, err
		}
		if open {
			c.Review = c.among(seen.Reviews)
			if c.AsOf = seen.Looked; c.Review != nil {
				c.AsOf = newer(c.AsOf, c.Review.SeenAt)
			}
			c.Standing = c.position(handed[branch] != "", leaving[branch] != "").standing()
			out = append(out, c)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, nil
}

func (p *Pool) contribution(ctx context.Context, branch string, tip, pushed repo.Hash, h heads, me Member) (Contribution, bool, error) {
	c := Contribution{Branch: branch, Name: strings.TrimPrefix(branch, branchPrefix), Head: string(tip), pushed: pushed, Sent: pushed == tip}
	handle, _, _ := strings.Cut(c.Name, "/")
	c.handle = note.Handle(handle)
	c.Mine = me.Handle != "" && c.handle == me.Handle
	line := h.theirs
	if line == "" {
		line = h.ours
	}
	var err error
	if c.base, err = p.commonBase(ctx, tip, line); err != nil {
		return c, false, err
	}
	if c.files, err = p.repo.Diff(ctx, c.base, tip); err != nil {
		return c, false, fmt.Errorf("read contribution %s: %w", c.Name, err)
	}
	open, crossed, err := p.news(ctx, c.base, line, c.files, c.Mine)
	if err != nil || !open {
		return c, false, err
	}
	c.crossed = crossed
	return c, true, p.describe(&c)
}

// describe fills in who made the newest commit of a contribution, what it is called and which
// notes it is about.
func (p *Pool) describe(c *Contribution) error {
	info, err := p.repo.Info(repo.Hash(c.Head))
	if err != nil {
		return fmt.Errorf("read contribution %s: %w", c.Name, err)
	}
	c.Author = info.Author.Name
	c.Title, _, _ = strings.Cut(info.Message, "\n")
	for _, f := range c.files {
		if a, ok := note.AddressOf(f.Path); ok {
			c.Notes = append(c.Notes, a)
		}
	}
	return nil
}

// position is all that is known about where a contribution stands.
func (c Contribution) position(handed, leaving bool) contributionFacts {
	at := contributionFacts{sent: c.Sent, handed: handed, leaving: leaving, crossed: len(c.crossed) > 0}
	if c.Review != nil {
		at.review = &c.Review.Contribution
	}
	return at
}

// unmerged lists the conflicts, from git's own index.
func (p *Pool) unmerged() (map[string]repo.Staged, error) {
	list, err := p.repo.Unmerged()
	if err != nil {
		return nil, fmt.Errorf("read what is staged: %w", err)
	}
	return list, nil
}

// status sorts the changes into what a member cares about.
func (st state) status(p *Pool) Status {
	out := Status{Local: !p.trunk.remote}
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
		f := fileFacts{
			clash: clash, waits: has(waiting, c), offered: at.Contribution != nil && same(at.as, c.After), crossed: in.crossed[c.Path],
			talk: !clash && p.speaking(c, st.me, func() *note.Note { return n }), stands: in.Standing,
		}
		item := p.item(c, n)
		if !f.waits && (f.offered || !f.talk) {
			item.Contribution = in.Name
		}
		switch f.disposition() {
		case asDraft:
			out.Drafts = append(out.Drafts, item)
		case asToSend:
			out.ToSend = append(out.ToSend, item)
		case inReview:
			out.InReview = append(out.InReview, item)
		}
	}
	out.Drafts = p.withDeclined(joinMoves(out.Drafts, own, p))
	for path, s := range st.unmerged {
		out.Conflicts = append(out.Conflicts, p.conflict(path, s))
	}
	sort.Slice(out.Conflicts, func(i, j int) bool { return out.Conflicts[i].Path < out.Conflicts[j].Path })
	return out
}

// carriedFile is a file of an open contribution of the user's, as it is there.
type carriedFile struct {
	*Contribution
	as repo.FileID
}

// ownByPath finds the user's open contribution that a file belongs to; those that were taken
// back own nothing any more.
func (st state) ownByPath() map[string]carriedFile {
	out := map[string]carriedFile{}
	for i := range st.open {
		c := &st.open[i]
		if !c.Mine || c.Standing == StandsLeaving {
			continue
		}
		for _, f := range c.files {
			out[f.Path] = carriedFile{c, f.After}
		}
	}
	return out
}

func has(m map[string]repo.FileID, c repo.Change) bool {
	id, ok := m[c.Path]
	return ok && same(id, c.After)
}

// holds reports whether the contribution has the file exactly as the change leaves it.
func holds(c Contribution, change repo.Change) bool {
	for _, f := range c.files {
		if f.Path == change.Path {
			return same(f.After, change.After)
		}
	}
	return false
}

// speaks reports whether a change belongs to the conversation lane: a new entry, a new
// question or one's own card, by the user. These go out with the next sync.
func (p *Pool) speaks(c repo.Change, me Member) bool {
	return p.speaking(c, me, func() *note.Note { return p.unlessEntry(c.Path) })
}

// speaking is speaks for who has the working note already, or reads it when it is asked for.
func (p *Pool) speaking(c repo.Change, me Member, working func() *note.Note) bool {
	if me.Handle == "" || c.After == (repo.FileID{}) {
		return false
	}
	if c.Path == "practices/people/"+string(me.Handle)+".md" {
		return true
	}
	if c.Before != (repo.FileID{}) {
		return false
	}
	if e, ok := note.EntryOf(c.Path); ok {
		return e.Author == me.Handle
	}
	n := working()
	return n != nil && n.Type == note.Question && len(n.Authors) > 0 && note.HandleFrom(n.Authors[0]) == me.Handle && !p.waitsForPerson(c)
}

// unlessEntry is the working note at a path; nil for what is none, and for an entry, whose name
// says all that a list needs: an import brings a hundred thousand of them.
func (p *Pool) unlessEntry(path string) *note.Note {
	if _, ok := note.EntryOf(path); ok {
		return nil
	}
	n, _ := p.parseWorking(path)
	return n
}

func (p *Pool) parseWorking(path string) (*note.Note, bool) {
	if !strings.HasSuffix(path, ".md") {
		return nil, false
	}
	b, err := p.readWorking(path)
	if err != nil {
		return nil, false
	}
	return note.Parse(path, b), true
}

// item says what became of a file; n is the working note, see [Pool.unlessEntry].
func (p *Pool) item(c repo.Change, n *note.Note) Item {
	it := Item{Path: c.Path, before: c.Before, after: c.After, Change: Edited}
	it.Address, _ = note.AddressOf(c.Path)
	switch {
	case c.Before == (repo.FileID{}):
		it.Change = New
	case c.After == (repo.FileID{}):
		it.Change = Removed
	}
	if n != nil {
		it.formerly = n.Formerly()
	}
	it.Title, it.Type = p.titleOf(c, n)
	return it
}

// titleOf reads the title of a changed file, from the working copy or, when it was
// removed, from what it was.
func (p *Pool) titleOf(c repo.Change, n *note.Note) (string, note.Type) {
	if n != nil {
		return n.Title, n.Type
	}
	if e, ok := note.EntryOf(c.Path); ok && c.After != (repo.FileID{}) {
		return note.Parse(c.Path, nil).Title, e.Type
	}
	if !strings.HasSuffix(c.Path, ".md") || c.Before.Hash == "" {
		return c.Path, ""
	}
	b, err := p.repo.ReadBlob(c.Before.Hash)
	if err != nil {
		return c.Path, ""
	}
	n = note.Parse(c.Path, b)
	return n.Title, n.Type
}

// joinMoves pairs a removed note with the new one that names it among its aliases. A note
// that was moved while it was in review belongs to the contribution that has it at its old
// place.
func joinMoves(items []Item, own map[string]carriedFile, p *Pool) []Item {
	removed := map[note.Address]int{}
	for i, it := range items {
		if it.Change == Removed && it.Address != "" {
			removed[it.Address] = i
		}
	}
	gone := map[int]bool{}
	for i, it := range items {
		if it.Change != New {
			continue
		}
		for _, old := range it.formerly {
			j, both := removed[old]
			in, offered := own[old.Path()]
			if both && !gone[j] {
				items[i].Change, items[i].From = Moved, items[j].Path
				gone[j] = true
			}
			if offered && items[i].Contribution == "" && p.isGone(old.Path()) {
				items[i].Change, items[i].From, items[i].Contribution = Moved, old.Path(), in.Name
			}
		}
	}
	var out []Item
	for i, it := range items {
		if !gone[i] {
			out = append(out, it)
		}
	}
	return out
}

// isGone reports whether there is no such file.
func (p *Pool) isGone(path string) bool {
	_, err := os.Lstat(filepath.Join(p.repo.Root(), filepath.FromSlash(path)))
	return errors.Is(err, fs.ErrNotExist)
}

func (p *Pool) conflict(path string, s repo.Staged) Conflict {
	c := Conflict{Path: path, base: s.Base, theirs: s.Theirs, Change: Edited, Theirs: Edited}
	c.Address, _ = note.AddressOf(path)
	old := s.Theirs
	if old.Hash == "" {
		c.Theirs, old = Removed, s.Base
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
