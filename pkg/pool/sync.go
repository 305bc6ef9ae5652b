package pool

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// SyncOptions says how to exchange. The zero value exchanges everything once.
type SyncOptions struct {
	DryRun bool // say what would be exchanged; fetch only
	// AcceptRewrite takes a shared history that was replaced upstream. The old one is
	// kept under refs/cop/kept.
	AcceptRewrite bool
	// Allow are places ("practices/x.md:12") of what looks like a secret and is none.
	Allow []string
}

// SyncReport says what an exchange did.
type SyncReport struct {
	Received  []Item         // what arrived and is new to this clone
	Sent      []string       // paths that went straight to the trunk
	Refreshed []Contribution // contributions sent or updated
	Closed    []string       // names of own contributions that are in review no more
	Outcomes  []Outcome      // what became of them
	Reopened  []Review       // own ones that are in review again, after they had been declined
	Changed   []Change       // what others did to the user's contributions
	Conflicts []Conflict
	// Batched is the contribution that carries conversation entries because the shared
	// line is protected; nil otherwise.
	Batched *Contribution
	// Offered is the contribution that carries commits the user made with git; nil
	// otherwise.
	Offered *Contribution
	// NoRight says that Batched or Offered went for review since the user may not write to the
	// trunk at all.
	NoRight bool
	// Remote is what the shared place said while receiving, cleaned.
	Remote string
	// AsksMe are contributions that ask for the user since the last look, Said what reviewers
	// decided since then on the user's own.
	AsksMe []Review
	Said   []Opinion
	// PastReview is what others changed past the review that the charter asks for, as far as it
	// was not told yet.
	PastReview []PastReview
	// KeptBack is what looks like a secret; the files it is in were not sent.
	KeptBack []Leak
	// Drafts are here only: nobody else has them, and a sync leaves them so.
	Drafts []Item
	// Unseen says why it could not be told what reviewers said; nil: it is known.
	Unseen error
	Head   string // the newest commit of the trunk that this clone has
	Place  string // where what was sent went, where git knows several places; else ""
	ToSend []Item // with DryRun: what would go
}

// Opinion is a verdict on one contribution.
type Opinion struct {
	Review Review
	forge.Verdict
}

// RewrittenError says that the shared history was replaced: the newest commit does not
// contain what this clone had received before.
type RewrittenError struct{ Old, New repo.Hash }

func (e *RewrittenError) Error() string {
	return "the shared pool's history was replaced by a different one"
}

// GoneError says that the shared place no longer has the trunk.
type GoneError struct{ Branch string }

func (e *GoneError) Error() string {
	return fmt.Sprintf("the shared place no longer has %q", e.Branch)
}

// UnrelatedError says that this folder and the shared pool have different beginnings.
type UnrelatedError struct{}

func (e *UnrelatedError) Error() string {
	return "this folder and the shared pool have different beginnings"
}

// Sync exchanges everything once: it takes what was accepted, sends what may go
// directly and refreshes the user's contributions. It is safe to interrupt and to run
// again. Conflicts do not stop it; they are in the report.
func (p *Pool) Sync(ctx context.Context, o SyncOptions) (SyncReport, error) {
	var rep SyncReport
	if err := p.noPlace(); err != nil {
		return rep, err
	}
	unlock, err := p.lock(ctx)
	if err != nil {
		return rep, err
	}
	defer unlock()
	h, err := p.heads(ctx)
	if err != nil {
		return rep, err
	}
	if err := p.mustBeOnTrunk(h); err != nil {
		return rep, err
	}
	p.prescan(ctx)
	if err = p.fetch(ctx, o.AcceptRewrite); err != nil {
		return rep, err
	}
	p.invalidate()
	if o.DryRun {
		return p.preview(ctx)
	}
	if err := p.exchange(ctx, &rep, sending{allowed: o.Allow}); err != nil {
		return rep, err
	}
	if err := p.pollReviews(ctx, &rep); err != nil {
		return rep, err
	}
	return rep, p.finish(ctx, &rep)
}

// preview says what an exchange would do, after the fetch.
func (p *Pool) preview(ctx context.Context) (SyncReport, error) {
	st, err := p.state(ctx)
	if err != nil {
		return SyncReport{}, err
	}
	mine := st.status(p)
	rep := SyncReport{ToSend: mine.ToSend, Conflicts: mine.Conflicts, Drafts: mine.Drafts, Head: string(st.theirs)}
	arriving, err := p.repo.Diff(ctx, st.base, st.theirs)
	if err != nil {
		return rep, err
	}
	rep.Received = p.arrivals(arriving)
	return rep, nil
}

// exchange takes and sends until nothing is left to do, however often others are faster.
// extra adds edits of the caller's (a direct share); it is asked anew on every try,
// since taking may have merged something into the working files.
func (p *Pool) exchange(ctx context.Context, rep *SyncReport, with sending) error {
	for race := p.race(); ; {
		if err := p.take(ctx, rep); err != nil {
			return err
		}
		err := p.send(ctx, rep, with)
		if err == nil {
			return nil
		}
		if err := race.again(ctx, err); err != nil {
			return err
		}
	}
}

// take moves the local trunk to what the community accepted.
func (p *Pool) take(ctx context.Context, rep *SyncReport) error {
	h, err := p.heads(ctx)
	if err != nil {
		return err
	}
	if h.theirs == "" || h.ours == h.theirs {
		return p.settle(ctx)
	}
	if h.ours != "" && h.base == "" {
		return &UnrelatedError{}
	}
	if h.ours != "" && h.base != h.ours {
		return p.takeBesideUserCommits(ctx, h, rep)
	}
	return p.takeFrom(ctx, h.ours, h.theirs, nil, rep)
}

func (p *Pool) takeFrom(ctx context.Context, from, to repo.Hash, bases map[string]repo.Hash, rep *SyncReport) error {
	arrived, err := p.advance(ctx, from, to, bases)
	if err != nil {
		return err
	}
	if arrived, err = p.withoutLeaving(ctx, from, to, arrived); err != nil {
		return err
	}
	rep.Received = append(rep.Received, p.arrivals(arrived)...)
	if err := p.forgetAccepted(ctx); err != nil {
		return err
	}
	return p.settle(ctx)
}

// withoutLeaving keeps what the others did. Where the trunk is given back to what was accepted,
// what it had of the user's own differs, too: that leaves the trunk and stays in the files.
func (p *Pool) withoutLeaving(ctx context.Context, from, to repo.Hash, arrived []repo.Change) ([]repo.Change, error) {
	if from == "" || len(arrived) == 0 {
		return arrived, nil
	}
	base, err := p.repo.MergeBase(ctx, from, to)
	if err != nil || base == from || base == "" {
		return arrived, err
	}
	var theirs []repo.Change
	for _, c := range arrived {
		was, err := p.repo.Lookup(base, c.Path)
		if err != nil {
			return nil, err
		}
		if !same(was, c.After) {
			theirs = append(theirs, c)
		}
	}
	return theirs, nil
}

// settle ends conflicts that ended by themselves: the working file is the shared
// version now.
func (p *Pool) settle(ctx context.Context) error {
	unmerged, err := p.unmerged()
	if err != nil || len(unmerged) == 0 {
		return err
	}
	var edits []repo.IndexEdit
	for path, s := range unmerged {
		mine, err := p.workingID(path)
		if err != nil {
			return err
		}
		if same(mine, s.Theirs) {
			edits = append(edits, repo.IndexEdit{Path: path, Set: s.Theirs, Remove: s.Theirs == (repo.FileID{})})
		}
	}
	return p.repo.UpdateIndex(ctx, edits)
}

// arrivals turns changes into items.
func (p *Pool) arrivals(changes []repo.Change) []Item {
	var out []Item
	for _, c := range changes {
		if strings.HasPrefix(c.Path, practicesDir+"/") || strings.HasPrefix(c.Path, templatesDir+"/") {
			out = append(out, p.arrival(c))
		}
	}
	return out
}

func (p *Pool) arrival(c repo.Change) Item {
	it := Item{Path: c.Path, Title: c.Path, Change: Edited, before: c.Before, after: c.After}
	it.Address, _ = note.AddressOf(c.Path)
	id := c.After
	switch {
	case c.Before == (repo.FileID{}):
		it.Change = New
	case c.After == (repo.FileID{}):
		it.Change, id = Removed, c.Before
	}
	if it.Address == "" {
		return it
	}
	if b, err := p.repo.ReadBlob(id.Hash); err == nil {
		n := note.Parse(c.Path, b)
		it.Title, it.Type = n.Title, n.Type
		if it.Change == New {
			it.formerly = n.Formerly()
		}
	}
	return it
}

// tellMoves says of what arrived anew where it was before: a note says so itself, what belongs to it
// went along, and any other file that is the same as one that went is that one.
func tellMoves(items []Item) {
	went := map[string]repo.FileID{}
	for _, it := range items {
		if it.Change == Removed {
			went[it.Path] = it.before
		}
	}
	folders := map[string]string{} // of threads: new → old
	for i := range items {
		it := &items[i]
		for _, a := range it.formerly {
			if _, ok := went[a.Path()]; ok && it.Change == New {
				it.From = a.Path()
				folders[strings.TrimSuffix(it.Path, ".md")] = strings.TrimSuffix(it.From, ".md")
			}
		}
	}
	for i := range items {
		it := &items[i]
		if it.Change != New || it.From != "" {
			continue
		}
		if old, ok := folders[path.Dir(it.Path)]; ok {
			if _, ok := went[old+"/"+path.Base(it.Path)]; ok {
				it.From = old + "/" + path.Base(it.Path)
				continue
			}
		}
		for _, was := range slices.Sorted(maps.Keys(went)) {
			if same(went[was], it.after) {
				it.From = was
				break
			}
		}
	}
}

// finish tidies what was merged, re-reads the trunk and fills in the rest of the
// report.
func (p *Pool) finish(ctx context.Context, rep *SyncReport) error {
	if err := p.tidy(ctx); err != nil {
		return err
	}
	if err := p.settle(ctx); err != nil { // what others did to a contribution may be what was accepted
		return err
	}
	st, err := p.state(ctx)
	if err != nil {
		return err
	}
	mine := st.status(p)
	rep.Conflicts, rep.Drafts = mine.Conflicts, mine.Drafts
	rep.Received = distinct(rep.Received)
	tellMoves(rep.Received)
	rep.Head, rep.Place = string(st.theirs), p.several()
	if len(rep.Sent) > 0 || len(rep.Refreshed) > 0 {
		if err := p.confirm(ctx, rep); err != nil {
			return err
		}
	}
	if err := p.nextKeyDue(); err != nil {
		return err
	}
	if rep.PastReview, err = p.newPastReviews(ctx); err != nil {
		return err
	}
	return p.tellOutcomes(ctx, rep)
}

// confirm asks the shared place once more, so that a sync never says "sent" about
// something that is not there.
func (p *Pool) confirm(ctx context.Context, rep *SyncReport) error {
	if err := p.fetch(ctx, false); err != nil {
		return fmt.Errorf("confirm what was sent: %w", err)
	}
	tip, err := p.repo.Ref(p.trunk.tracking)
	if err != nil {
		return err
	}
	there, err := p.repo.IsAncestor(ctx, repo.Hash(rep.Head), tip)
	if err != nil {
		return err
	}
	if !there {
		return fmt.Errorf("confirm what was sent: %w", &RewrittenError{Old: repo.Hash(rep.Head), New: tip})
	}
	return nil
}

func distinct(items []Item) []Item {
	seen := map[string]int{}
	var out []Item
	for _, it := range items {
		if i, ok := seen[it.Path]; ok {
			out[i] = it
			continue
		}
		seen[it.Path] = len(out)
		out = append(out, it)
	}
	return out
}
