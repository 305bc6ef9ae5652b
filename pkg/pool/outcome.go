package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Change is what somebody else did to a contribution of the user's.
type Change struct {
	Contribution Contribution
	By           []string // names, as git has them
	Notes        []string // what they changed: addresses, paths of other files
}

// ended is an own contribution that is not in review any more. It is kept beside what was seen
// last until a report tells it: what stops a command in between does not silence it.
type ended struct {
	Contribution `json:"-"` // restored from the rest
	Branch       string
	Tip, Base    repo.Hash // its last state, and what that changes
	Review       *Review   `json:",omitempty"` // as it was seen last
}

// rememberEnded keeps, until it is told, that the user's contribution is over.
func (p *Pool) rememberEnded(c Contribution, review *Review) {
	e := ended{Branch: c.Branch, Tip: repo.Hash(c.Head), Base: c.base, Review: review}
	k := p.lastSeen()
	if slices.ContainsFunc(k.Ended, func(old ended) bool { return old.Branch == e.Branch && old.Tip == e.Tip }) {
		return
	}
	k.Host, k.Ended = p.address(), append(k.Ended, e)
	k.Reviews = slices.DeleteFunc(k.Reviews, c.reviewedAs) // whatever gets the name next is another one
	p.writeSeen(k)
}

// takeEnded hands out what ended and was not told, once.
func (p *Pool) takeEnded(ctx context.Context) ([]ended, error) {
	k := p.lastSeen()
	if len(k.Ended) == 0 {
		return nil, nil
	}
	list := k.Ended
	for i := range list {
		e := &list[i]
		e.Contribution = Contribution{Branch: e.Branch, Name: strings.TrimPrefix(e.Branch, review.BranchPrefix), Head: string(e.Tip), Review: e.Review, base: e.Base}
		var err error
		if e.files, err = p.repo.Diff(ctx, e.Base, e.Tip); err != nil {
			return nil, fmt.Errorf("read contribution %s: %w", e.Name, err)
		}
		if err := p.describe(&e.Contribution); err != nil {
			return nil, err
		}
	}
	k.Ended = nil
	p.writeSeen(k)
	return list, nil
}

// outcome is what a contribution came to, as far as the clone knows.
func (c Contribution) outcome(result Standing) Outcome {
	o := Outcome{Name: c.Name, Title: c.Title, Result: result, Notes: c.Notes, Files: map[string]repo.Hash{}}
	for _, f := range c.files {
		o.Files[f.Path] = f.After.Hash
	}
	if c.Review != nil {
		o.Name, o.Title, o.URL = c.Review.Name(), c.Review.Title, c.Review.URL
	}
	return o
}

// endedAt remembers, until the report is made, that the user's contribution is no longer
// where it was.
func (p *Pool) endedAt(ctx context.Context, branch string, tip repo.Hash) error {
	h, err := p.heads(ctx)
	if err != nil {
		return err
	}
	me, _ := p.Me()
	c, _, err := p.contribution(ctx, branch, tip, tip, h, me)
	if err != nil {
		return err
	}
	p.rememberEnded(c, c.among(p.lastSeen().Reviews))
	return nil
}

// tellOutcomes says of everything that ended what became of it.
func (p *Pool) tellOutcomes(ctx context.Context, rep *SyncReport) error {
	list, err := p.takeEnded(ctx)
	if err != nil {
		return err
	}
	for _, e := range list {
		if slices.ContainsFunc(rep.Outcomes, func(o Outcome) bool { return o.Name == e.Name || o.Name == e.reviewName() }) {
			continue
		}
		o, err := p.outcomeOf(ctx, e)
		if err != nil {
			return err
		}
		rep.Outcomes = append(rep.Outcomes, o)
		if !slices.Contains(rep.Closed, e.Name) {
			rep.Closed = append(rep.Closed, e.Name)
		}
		if o.Result == StandsDeclined {
			p.rememberDeclined(e.Branch, o)
		}
	}
	return nil
}

func (e ended) reviewName() string {
	if e.Review == nil {
		return e.Name
	}
	return e.Review.Name()
}

// outcomeOf asks the place of review, and where it does not tell, the trunk.
func (p *Pool) outcomeOf(ctx context.Context, e ended) (Outcome, error) {
	news, _, err := p.news(ctx, e.base, p.accepted(), e.files, false)
	if err != nil {
		return Outcome{}, err
	}
	o := e.outcome(StandsDeclined)
	if !news {
		o.Result = StandsAccepted
	}
	if c, known := p.askAfter(ctx, e); known {
		p.tellClosing(ctx, &o, c, news)
	}
	if o.Result == StandsAccepted && o.By == "" {
		o.By, o.ByMe = p.acceptedBy(ctx, repo.Hash(e.Head))
		if o.By == "" {
			o.By = p.tookOver(ctx, e)
		}
	}
	return o, nil
}

// askAfter reads what the place of review says of something that ended. It is never a reason
// to fail.
func (p *Pool) askAfter(ctx context.Context, e ended) (forge.Contribution, bool) {
	slow, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	pl, err := p.forge(slow)
	if err != nil || !pl.token {
		return forge.Contribution{}, false
	}
	var id forge.ID
	switch {
	case pl.plain():
		id = forge.ID(e.Name)
	case e.Review != nil:
		id = e.Review.ID
	default:
		return forge.Contribution{}, false
	}
	c, err := pl.Get(slow, id)
	return c, err == nil && c.State != forge.Open
}

// tellClosing takes over who ended it, how and why.
func (p *Pool) tellClosing(ctx context.Context, o *Outcome, c forge.Contribution, news bool) {
	var login forge.Login
	if pl, err := p.forge(ctx); err == nil {
		login, _ = pl.nameIn(ctx, c)
	}
	o.By, o.Words = string(c.Closing.By), c.Closing.Words
	o.ByMe = c.Closing.By != "" && strings.EqualFold(string(c.Closing.By), string(login))
	if c.Title != "" {
		o.Title = c.Title
	}
	switch {
	case c.State == forge.Merged:
		o.Result = StandsAccepted
	case o.ByMe:
		o.Result = StandsWithdrawn
	case news || o.By != "":
		o.Result = StandsDeclined
	}
}

// acceptedBy finds who brought a commit into the trunk: the author of the commit on the
// line that has it as a parent, else nobody.
func (p *Pool) acceptedBy(ctx context.Context, tip repo.Hash) (name string, me bool) {
	const most = 200
	base, err := p.repo.MergeBase(ctx, tip, p.accepted())
	if err != nil {
		return "", false
	}
	log, err := p.repo.Between(ctx, base, p.accepted())
	if err != nil {
		return "", false
	}
	who, _ := p.Me()
	for _, c := range log[:min(len(log), most)] {
		if len(c.Parents) > 1 && slices.Contains(c.Parents[1:], tip) {
			return c.Author.Name, who.Email != "" && c.Author.Email == who.Email
		}
	}
	return "", false
}

// tookOver finds who put a contribution into the trunk in a commit of their own, as squashing and
// rebasing do: its committer, unless that is the user, of whose commits anybody may have moved
// the trunk to; "" when there is none.
func (p *Pool) tookOver(ctx context.Context, e ended) string {
	if h, known := p.offlineHost(); known && h.Kind != forge.Plain {
		return "" // its commits are its own
	}
	log, err := p.repo.Between(ctx, e.base, p.accepted())
	if err != nil {
		return ""
	}
	me, _ := p.Me()
	for _, c := range log {
		if c.Committer.Email == me.Email || len(c.Parents) != 1 {
			continue
		}
		has := func(f repo.Change) bool {
			id, made, err := p.madeBy(c, f.Path)
			return err == nil && made && same(id, f.After)
		}
		if slices.ContainsFunc(e.files, has) {
			return c.Committer.Name
		}
	}
	return ""
}

// amended says what others did to a contribution of the user's since the state before.
func (p *Pool) amended(ctx context.Context, c Contribution, before repo.Hash) ([]Change, error) {
	base, err := p.repo.MergeBase(ctx, before, c.pushed)
	if err != nil {
		return nil, err
	}
	log, err := p.repo.Between(ctx, before, c.pushed)
	if err != nil {
		return nil, err
	}
	log, err = p.notAccepted(ctx, log)
	if err != nil {
		return nil, err
	}
	files, err := p.repo.Diff(ctx, base, c.pushed)
	if err != nil {
		return nil, fmt.Errorf("read contribution %s: %w", c.Name, err)
	}
	me, _ := p.Me()
	out := Change{Contribution: c}
	for i := len(log) - 1; i >= 0; i-- {
		if who := log[i].Author; who.Email != me.Email && !slices.Contains(out.By, who.Name) {
			out.By = append(out.By, who.Name)
		}
	}
	if len(out.By) == 0 {
		return nil, nil // the user's own hand, on another machine
	}
	for _, f := range files {
		if f.After.Hash != "" && f.After.Hash == p.sharedBlob(f.Path) {
			continue // it came along from what was accepted
		}
		name := f.Path
		if a, ok := note.AddressOf(f.Path); ok {
			name = string(a)
		}
		out.Notes = append(out.Notes, name)
	}
	return []Change{out}, nil
}

// notAccepted leaves out the commits that everyone has: whoever brings a contribution up to date
// brings them along, and their authors did nothing to it.
func (p *Pool) notAccepted(ctx context.Context, log []repo.CommitInfo) ([]repo.CommitInfo, error) {
	var out []repo.CommitInfo
	for _, c := range log {
		known, err := p.includes(ctx, p.accepted(), c.Hash)
		if err != nil {
			return nil, err
		}
		if !known {
			out = append(out, c)
		}
	}
	return out, nil
}

// declined is what is remembered of an offer that was declined: it is no more than a reminder.
type declined struct {
	Outcome
	Branch string               `json:",omitempty"` // that it was here
	Files  map[string]repo.Hash // what was offered
	When   time.Time
}

const mostDeclined = 50

func (p *Pool) rememberDeclined(branch string, o Outcome) {
	k := p.lastSeen()
	k.Host = p.address()
	k.Declined = append(k.Declined, declined{o, branch, o.Files, p.opt.now().UTC()})
	k.Declined = k.Declined[max(0, len(k.Declined)-mostDeclined):]
	p.writeSeen(k)
}

// forgetDeclined is for files that are offered anew.
func (p *Pool) forgetDeclined(paths []string) {
	k := p.lastSeen()
	n := len(k.Declined)
	k.Declined = slices.DeleteFunc(k.Declined, func(d declined) bool {
		return slices.ContainsFunc(paths, func(path string) bool { _, ok := d.Files[path]; return ok })
	})
	if len(k.Declined) != n {
		p.writeSeen(k)
	}
}

// withDeclined notes of drafts that they were declined.
func (p *Pool) withDeclined(items []Item) []Item {
	if len(items) == 0 {
		return items
	}
	for _, d := range p.lastSeen().Declined {
		for i, it := range items {
			if _, ok := d.Files[it.Path]; ok && it.Contribution == "" {
				items[i].Declined = &d.Outcome
			}
		}
	}
	return items
}

// errNoWords says that declining takes a reason.
var errNoWords = &forge.UsageError{Text: "say why: the author should know what to do better"}

// SaidOnlyError says that words or a verdict about a contribution were sent, and what was to
// follow was not done, since somebody changed it meanwhile.
type SaidOnlyError struct{ Not string } // "declined", "accepted"

func (e *SaidOnlyError) Error() string {
	return "what you said was sent, but it was changed meanwhile, so it was not " + e.Not
}

// Decline takes somebody else's contribution out of review, with a reason. Its notes become
// drafts of its author's again.
//
// Errors: [forge.UsageError] without words, [forge.ErrStaleHead] when it was changed
// meanwhile, [SaidOnlyError] when that was between the words and the end, [ErrNoReview].
func (p *Pool) Decline(ctx context.Context, r Review, words string) error {
	if strings.TrimSpace(words) == "" {
		return errNoWords
	}
	pl, err := p.forge(ctx)
	if err != nil {
		return err
	}
	if r.Mine {
		return &forge.UsageError{Text: "it is yours: cop share --withdraw " + r.Name() + " takes it back"}
	}
	if _, err := pl.Submit(ctx, r.ID, forge.Review{Opinion: forge.Commented, Head: r.Head, Body: words}); err != nil {
		return notFound(r.ID, err)
	}
	err = pl.Withdraw(ctx, r.ID, r.Head)
	if errors.Is(err, forge.ErrStaleHead) {
		return &SaidOnlyError{Not: "declined"}
	}
	if err != nil && !errors.Is(err, forge.ErrNotFound) {
		return notFound(r.ID, err)
	}
	p.remember(nil, r.ID)
	p.forgetShown(r.ID)
	return nil
}
