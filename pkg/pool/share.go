package pool

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// ShareOptions says what to share and how. The zero value shares every draft.
type ShareOptions struct {
	Notes  []note.Address // only these; empty: every draft
	Title  string         // of the contribution; "": made from the notes
	Body   string         // words for the reviewers; "": made from the notes
	Draft  bool           // not done yet: it asks nobody for a review
	DryRun bool           // say what would leave this machine, change nothing
	Anyway bool           // share in spite of problems in the notes
	// Allow are places ("practices/x.md:12") of what looks like a secret and is none.
	Allow []string
	// Bundle is a file to write the contribution to, instead of sending it; "": send.
	Bundle string
}

// ShareReport says where the shared notes are now.
type ShareReport struct {
	Items  []Item // what was (or, with DryRun, would be) shared
	Direct bool   // it went straight to everyone
	// Straight is what of the items went straight to everyone though the rest is reviewed.
	Straight []Item
	Offered  []Contribution // contributions opened or updated
	// Waiting says why nothing was sent: the shared place is out of reach. Everything is
	// kept and goes with the next sync. Nil: sent.
	Waiting  error
	Local    bool           // the pool has no shared place; the notes are in its history
	Problems []note.Problem // what a reviewer will see
	Plans    []Plan         // with DryRun: the contributions that would be offered
	Bundled  string         // the file that holds the contribution; "": none was asked for
	Sync     SyncReport     // what else the exchange did, and what clashes and did not go
	Alone    bool           // nobody but the user is known in the pool, and the charter lets them accept it
}

// ErrNothingToShare says that no draft was found.
var ErrNothingToShare = errors.New("nothing to share: every note is with the others, or in review, already")

// ConflictError names notes that must be settled first.
type ConflictError struct{ Notes []note.Address }

func (e *ConflictError) Error() string {
	return "changed by you and by somebody else: " + joinAddresses(e.Notes)
}

// ProblemsError says that notes have problems that others should not get.
type ProblemsError struct{ Problems []note.Problem }

func (e *ProblemsError) Error() string {
	first := e.Problems[0]
	msg := fmt.Sprintf("%s:%d: %s", first.Path, first.Line, first.Message)
	if n := len(e.Problems) - 1; n > 0 {
		msg += fmt.Sprintf(" (and %d more)", n)
	}
	return msg
}

func joinAddresses(as []note.Address) string {
	var s []string
	for _, a := range as {
		s = append(s, string(a))
	}
	return strings.Join(s, ", ")
}

// Share offers drafts to the community: as a contribution to be reviewed, or straight
// to everyone where the charter says so. Sharing again after more edits updates the
// same contribution. Nothing is lost when the shared place cannot be reached.
func (p *Pool) Share(ctx context.Context, o ShareOptions) (ShareReport, error) {
	unlock, err := p.lock(ctx)
	if err != nil {
		return ShareReport{}, err
	}
	defer unlock()
	if len(p.trunk.unclear) > 0 {
		return ShareReport{}, p.noPlace()
	}
	if !o.DryRun {
		if err := p.takeDrafted(o.Notes); err != nil {
			return ShareReport{}, err
		}
	}
	st, err := p.state(ctx)
	if err != nil {
		return ShareReport{}, err
	}
	p.tellLeftOut(ctx)
	p.tellHooks()
	if err := p.mustBeOnTrunk(st.heads); err != nil {
		return ShareReport{}, err
	}
	if st.me.Handle == "" {
		return ShareReport{}, ErrNoIdentity
	}
	rep, err := p.prepare(st, o)
	if errors.Is(err, ErrNothingToShare) && !o.DryRun {
		return p.amend(ctx, st, o, err)
	}
	if err != nil {
		return rep, err
	}
	rep.Alone = !rep.Direct && p.Charter().Alone && p.alone(ctx)
	if o.DryRun {
		rep.Plans, err = p.plans(ctx, st, rep, o)
		return rep, err
	}
	if o.Bundle != "" {
		return rep, p.bundle(ctx, st, o, &rep)
	}
	if !p.trunk.remote {
		return rep, p.keepLocally(ctx, st, o, &rep)
	}
	if rep.Direct {
		return rep, p.shareDirectly(ctx, o, &rep)
	}
	return rep, p.offer(ctx, o, &rep)
}

// prepare chooses the items and looks for problems and secrets in them.
func (p *Pool) prepare(st state, o ShareOptions) (ShareReport, error) {
	items, clashing, err := p.chosen(st, o.Notes)
	if err != nil {
		return ShareReport{Sync: SyncReport{Conflicts: clashing}}, err
	}
	// Where nothing was accepted yet there is nothing to be reviewed against.
	secrets := &SecretsError{}
	for _, it := range items {
		find := p.secretsIn
		if it.before == (repo.FileID{}) && st.base == p.accepted() {
			find = p.secretsInNew
		}
		secrets.Secrets = append(secrets.Secrets, find(it.Path, o.Allow)...)
	}
	if len(secrets.Secrets) > 0 {
		return ShareReport{Items: items}, secrets
	}
	rep := ShareReport{Items: items, Sync: SyncReport{Conflicts: clashing}, Local: !p.trunk.remote, Direct: p.Charter().Practices == note.LaneDirect || st.theirs == "" && st.ours == ""}
	if !rep.Direct && !rep.Local && o.Bundle == "" {
		rep.Straight = p.straightOf(items)
		rep.Direct = p.allGo(items, rep.Straight, st.me)
	}
	if rep.Direct {
		rep.Straight = nil
	}
	bad, soft := p.problems(items)
	rep.Problems = append(bad, soft...)
	if len(bad) > 0 && !o.Anyway {
		return rep, &ProblemsError{Problems: bad}
	}
	return rep, nil
}

// chosen lists the drafts that the addresses mean, or all, and the conflicts among them. Only
// where there is nothing but conflicts that is an error.
func (p *Pool) chosen(st state, only []note.Address) ([]Item, []Conflict, error) {
	status := st.status(p)
	items, clashing := append(status.Drafts, status.ToSend...), status.Conflicts
	if len(only) > 0 {
		items, clashing = nil, nil
		for _, a := range only {
			found := p.itemsOf(a, status)
			clash := slices.IndexFunc(status.Conflicts, func(c Conflict) bool { return c.Address == a })
			switch {
			case clash >= 0:
				clashing = append(clashing, status.Conflicts[clash])
			case len(found) == 0:
				return nil, nil, fmt.Errorf("%s: %w", a, ErrNothingToShare)
			}
			items = append(items, found...)
		}
		items = distinct(items)
	}
	switch {
	case len(items) == 0 && len(clashing) > 0:
		return nil, clashing, conflictError(clashing)
	case len(items) == 0:
		return nil, nil, ErrNothingToShare
	}
	return items, clashing, nil
}

func conflictError(cs []Conflict) error {
	e := &ConflictError{}
	for _, c := range cs {
		e.Notes = append(e.Notes, c.Address)
	}
	return e
}

// itemsOf lists what belongs to a note: its file, entries in its thread, and the new
// pictures and files it shows.
func (p *Pool) itemsOf(a note.Address, status Status) []Item {
	shown := p.shownBy(a)
	var out []Item
	for _, list := range [][]Item{status.Drafts, status.ToSend} {
		for _, it := range list {
			if it.Address == a || shown[it.Path] || strings.HasPrefix(string(it.Address), string(a)+"/") || strings.HasPrefix(it.From, a.Path()) {
				out = append(out, it)
			}
		}
	}
	return out
}

func (p *Pool) shownBy(a note.Address) map[string]bool {
	out := map[string]bool{}
	n, ok := p.parseWorking(a.Path())
	if !ok {
		return out
	}
	r := note.Resolver{Shelf: &note.Names{}, Files: onDisk{context.Background(), p}}
	for _, l := range n.Links() {
		if file, ok := shownFile(r, n, l); ok {
			out[file] = true
		}
	}
	return out
}

// problems reads the chosen notes. bad ones would hurt the others: a front matter no
// tool can read, a prompt left unanswered, conflict markers.
func (p *Pool) problems(items []Item) (bad, soft []note.Problem) {
	for _, it := range items {
		n, ok := p.parseWorking(it.Path)
		if !ok {
			continue
		}
		for _, pr := range note.CheckNote(n) {
			switch {
			case stopsSharing[pr.Rule]:
				bad = append(bad, pr)
			case !pr.Advice:
				soft = append(soft, pr)
			}
		}
	}
	return bad, soft
}

// collect yields the chosen files as one commit, from the working files as they are
// now. Conflicts that taking brought are left out; the report of the exchange has them.
func (p *Pool) collect(items []Item, message string) collector {
	wanted := map[string]bool{}
	for _, it := range items {
		wanted[it.Path] = true
		if it.From != "" {
			wanted[it.From] = true
		}
	}
	return func(_ context.Context, st state) ([]pendingCommit, error) {
		pc := pendingCommit{message: message}
		for _, c := range st.changes {
			if _, clash := st.unmerged[c.Path]; clash || !wanted[c.Path] || p.speaks(c, st.me) {
				continue
			}
			edit, err := p.editOf(c)
			if err != nil {
				return nil, err
			}
			pc.paths = append(pc.paths, c.Path)
			pc.edits = append(pc.edits, edit)
		}
		if len(pc.edits) == 0 {
			return nil, nil
		}
		return []pendingCommit{pc}, nil
	}
}

// editOf reads a changed working file as an edit of a tree.
func (p *Pool) editOf(c repo.Change) (repo.Edit, error) {
	if c.After == (repo.FileID{}) {
		return repo.Edit{Path: c.Path, Delete: true}, nil
	}
	b, err := p.readWorking(c.Path)
	if err != nil {
		return repo.Edit{}, err
	}
	return repo.Edit{Path: c.Path, Data: b, Mode: c.After.Mode}, nil
}

func (p *Pool) shareDirectly(ctx context.Context, o ShareOptions, rep *ShareReport) error {
	extra := p.collect(rep.Items, message(o, rep.Items))
	rep.Sync.Conflicts = nil // the exchange finds them
	err := p.fetch(ctx, false)
	if outOfReach(err) {
		rep.Waiting = err
		return p.keepForLater(ctx, extra)
	}
	if err != nil {
		return err
	}
	if err := p.exchange(ctx, &rep.Sync, sending{extra, o.Allow}); err != nil {
		if outOfReach(err) {
			rep.Waiting = err
			return p.keepForLater(ctx, extra)
		}
		return err
	}
	if err := p.leaveClashes(ctx, rep); err != nil {
		return err
	}
	if rep.Sync.Batched != nil {
		rep.Direct = false
		rep.Offered = append(rep.Offered, *rep.Sync.Batched)
		rep.Offered = sentOnly(rep.Offered, rep.Sync.Refreshed)
	}
	return p.finish(ctx, &rep.Sync)
}

// leaveClashes takes out of the report's items what did not go: the exchange found that
// somebody else changed it, too.
func (p *Pool) leaveClashes(ctx context.Context, rep *ShareReport) error {
	unmerged, err := p.unmerged()
	if err != nil {
		return err
	}
	clashes := func(it Item) bool { _, clash := unmerged[it.Path]; return clash }
	rep.Items, rep.Straight = slices.DeleteFunc(rep.Items, clashes), slices.DeleteFunc(rep.Straight, clashes)
	return nil
}

// sentOnly replaces contributions by their state after sending.
func sentOnly(offered, sent []Contribution) []Contribution {
	for i, c := range offered {
		for _, s := range sent {
			if s.Branch == c.Branch {
				offered[i] = s
			}
		}
	}
	return offered
}

// outOfReach reports whether an error means: try again later. An answer never does.
func outOfReach(err error) bool {
	var host *forge.NetError
	return repo.ClassOf(err) == repo.Away || errors.As(err, &host) && !errors.As(err, new(*tls.CertificateVerificationError))
}

// keepForLater writes the commit that the next sync will send.
func (p *Pool) keepForLater(ctx context.Context, extra collector) error {
	st, err := p.state(ctx)
	if err != nil {
		return err
	}
	pending, err := extra(ctx, st)
	if err != nil || len(pending) == 0 {
		return err
	}
	base := st.base
	commit, err := p.commitOn(ctx, base, parents(base), pending[0].edits, pending[0].message)
	if errors.Is(err, repo.ErrNothingToCommit) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.putOutbox(ctx, batchName(pending), commit, st.outbox)
}

func parents(h repo.Hash) []repo.Hash {
	if h == "" {
		return nil
	}
	return []repo.Hash{h}
}

// keepLocally commits the drafts to the trunk of a pool that has no shared place.
func (p *Pool) keepLocally(ctx context.Context, st state, o ShareOptions, rep *ShareReport) error {
	rep.Local, rep.Direct = true, true
	pending, err := p.collectAll(rep.Items, message(o, rep.Items), st)
	if err != nil {
		return err
	}
	tip, err := p.commitOn(ctx, st.ours, parents(st.ours), pending, message(o, rep.Items))
	if err != nil {
		return err
	}
	_, err = p.advance(ctx, st.ours, tip, nil)
	return err
}

// collectAll is collect without a conversation lane of its own.
func (p *Pool) collectAll(items []Item, message string, st state) ([]repo.Edit, error) {
	st.me = Member{}
	pending, err := p.collect(items, message)(context.Background(), st)
	if err != nil || len(pending) == 0 {
		return nil, err
	}
	return pending[0].edits, nil
}

// offer makes or updates contributions, one for each that the items belong to already
// and one for all the rest, and sends them.
func (p *Pool) offer(ctx context.Context, o ShareOptions, rep *ShareReport) error {
	rep.Sync.Conflicts = nil // the exchange finds them
	err := p.fetch(ctx, false)
	if outOfReach(err) {
		rep.Waiting = err
	} else if err != nil {
		return err
	} else if err := p.take(ctx, &rep.Sync); err != nil {
		return err
	}
	st, err := p.joined(ctx, &rep.Sync)
	if err != nil {
		return err
	}
	if err := p.leaveClashes(ctx, rep); err != nil {
		return err
	}
	var clash *ConflictError
	for _, group := range p.groups(st, without(rep.Items, rep.Straight)) {
		c, err := p.extend(ctx, st, group, o)
		if errors.As(err, &clash) {
			rep.Items = without(rep.Items, group.items)
			continue
		}
		if err != nil {
			return err
		}
		if rep.Waiting == nil {
			sent, err := p.sendThrough(ctx, c, o, &rep.Sync)
			if outOfReach(err) {
				rep.Waiting = err
			} else if err != nil {
				return err
			} else {
				c = sent
			}
		}
		rep.Offered = append(rep.Offered, c)
	}
	if rep.Waiting != nil {
		rep.Sync.Conflicts = st.status(p).Conflicts
		if err := p.keepForLater(ctx, p.collect(rep.Straight, message(ShareOptions{}, rep.Straight))); err != nil {
			return err
		}
		if len(rep.Offered) == 0 && clash != nil {
			return clash
		}
		return nil // the report says why it waits
	}
	if err := p.sendEntries(ctx, o, rep); err != nil {
		return err
	}
	rep.Offered = sentOnly(rep.Offered, rep.Sync.Refreshed)
	return nil
}

// without leaves out the items of a group.
func without(items, group []Item) []Item {
	return slices.DeleteFunc(slices.Clone(items), func(it Item) bool {
		return slices.ContainsFunc(group, func(g Item) bool { return g.Path == it.Path })
	})
}

// sendThrough is sendContribution, again when somebody else moved the same branch meanwhile.
func (p *Pool) sendThrough(ctx context.Context, c Contribution, o ShareOptions, rep *SyncReport) (Contribution, error) {
	for race := p.race(); ; {
		sent, err := p.sendContribution(ctx, c, o)
		if err == nil {
			return sent, nil
		}
		if err := race.again(ctx, err); err != nil {
			return sent, err
		}
		if c.pushed, err = p.pushedTip(c.Branch); err != nil {
			return c, err
		}
		c.Sent = string(c.pushed) == c.Head
		if c, err = p.joinBranch(ctx, c, rep); err != nil {
			return c, err
		}
	}
}

// joined is the state after own contributions were brought together with what
// reviewers committed to them.
func (p *Pool) joined(ctx context.Context, rep *SyncReport) (state, error) {
	st, err := p.state(ctx)
	if err != nil {
		return st, err
	}
	moved := false
	for _, c := range st.open {
		if !c.Mine || c.Sent {
			continue
		}
		after, err := p.joinBranch(ctx, c, rep)
		if err != nil {
			return st, err
		}
		moved = moved || after.Head != c.Head
	}
	if !moved {
		return st, nil
	}
	return p.state(ctx)
}

// sendEntries sends along what needs no review: conversation entries, and notes of meetings
// where the charter lets them go.
func (p *Pool) sendEntries(ctx context.Context, o ShareOptions, rep *ShareReport) error {
	with := sending{allowed: o.Allow}
	if len(rep.Straight) > 0 {
		with.extra = p.collect(rep.Straight, message(ShareOptions{}, rep.Straight))
	}
	if err := p.exchange(ctx, &rep.Sync, with); err != nil {
		return err
	}
	if len(rep.Straight) > 0 {
		if err := p.leaveClashes(ctx, rep); err != nil {
			return err
		}
		if rep.Sync.Batched != nil {
			rep.Straight = nil
			rep.Offered = append(rep.Offered, *rep.Sync.Batched)
		}
	}
	return p.finish(ctx, &rep.Sync)
}
