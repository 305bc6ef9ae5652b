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

// ErrNothingToShare says that no draft was found. What wraps it says where the notes are.
var ErrNothingToShare = errors.New("nothing to share")

func (p *Pool) nothingToShare() error {
	if !p.trunk.remote {
		return fmt.Errorf("%w: every note is kept already, and this pool is on this machine only", ErrNothingToShare)
	}
	return fmt.Errorf("%w: every note is with the others, or in review, already", ErrNothingToShare)
}

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
	switch {
	case !errors.Is(err, ErrNothingToShare):
	case p.unsent(st) && o.Bundle == "":
		rep.Direct, err = true, nil // the pool itself goes
	case !o.DryRun:
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
	err = p.offer(ctx, o, &rep)
	rep.Alone = rep.Alone && p.alone(ctx) // others may have come meanwhile
	return rep, err
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

func (p *Pool) shareDirectly(ctx context.Context, o ShareOptions, rep *ShareReport) error {
	extra := func(ctx context.Context, st state) ([]pendingCommit, error) {
		rep.Items = p.whereNow(rep.Items, st)
		return p.collect(rep.Items, message(o, rep.Items))(ctx, st)
	}
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
	if err := p.leaveClashes(rep); err != nil {
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
func (p *Pool) leaveClashes(rep *ShareReport) error {
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
		if err := p.leaveClashes(rep); err != nil {
			return err
		}
		if rep.Sync.Batched != nil {
			rep.Straight = nil
			rep.Offered = append(rep.Offered, *rep.Sync.Batched)
		}
	}
	return p.finish(ctx, &rep.Sync)
}
