package pool

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/linkcheck"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Edition is what of a pool may be published, as of one moment: what the others have,
// without what is private. It does not know the clock, so the same pool makes the same
// edition everywhere. Its methods may be called from several goroutines, for as long as the
// pool is open and does nothing else.
type Edition struct {
	Name     string
	Identity string // see Pool.Identity
	Charter  note.Charter
	AsOf     time.Time    // of the newest change that is in it; zero when there is none
	Notes    []index.Card // newest first
	People   []Person     // who opted in, by name
	Withheld []Withheld   // what is not in it, by path

	pool     *Pool
	within   bool
	place    filePages
	at       map[note.Address]int // of Notes
	hashes   map[string]string    // of files as they are published, by path
	accepted map[string]bool      // files that are published as accepted, not as they are in the folder
	drafts   map[string]bool      // files that the others do not have, and that are left out
	veils    bool                 // there is something to keep out of what it says, see veil
	veiled   map[note.Address]bool

	namingOnce sync.Once
	naming     map[string]bool // see names
	unshared   map[string]bool // files that they do not have, or not as they are, and that are in it
	threads    map[note.Address][]string

	calledOnce sync.Once
	called     map[string][]string // see Called

	known    linkcheck.Targets // of all notes, public or not: what a link means does not depend on that
	all      []Person          // with a card, published or not
	members  map[note.Handle]*Person
	who      people.Handles
	needs    *sync.Map   // of paths: see prerequisites
	weighing *sync.Mutex // judging uses the clone, which is not for several at once
}

// Withheld is a file that is not published, and why.
type Withheld struct {
	Path string
	Why  Reserve
	Leak *Leak // of HoldsSecret
}

// Reserve is a reason not to publish.
type Reserve string

// The reasons.
const (
	IsDraft     Reserve = "draft"        // the others do not have it yet
	IsPrivate   Reserve = "private"      // its front matter says so
	IsExcluded  Reserve = "excluded"     // the charter says so
	NotOptedIn  Reserve = "not_opted_in" // a member's card without publish: true
	HoldsSecret Reserve = "secret"       // as far as one can tell
	IsUnread    Reserve = "unreadable"
)

// EditionOptions say what an edition holds. The zero value is what the others have.
type EditionOptions struct {
	Drafts bool     // also what is not with the others yet
	Within bool     // also what the pool keeps to itself: for its members, nobody else
	Allow  []string // positions of what looks like a secret and is none: "practices/x.md:12"
}

// ErrUnclearPrivacy says that the charter keeps notes from being published in a way that
// cannot be understood: nothing may be published.
var ErrUnclearPrivacy = errors.New("the charter does not say clearly what is private")

// Edition gathers what may be published. Errors: [ErrUnclearPrivacy].
func (p *Pool) Edition(ctx context.Context, o EditionOptions) (*Edition, error) {
	cards, err := p.Cards(ctx)
	if err != nil {
		return nil, err
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	e := &Edition{
		pool: p, within: o.Within, Name: note.Clean(p.Name()), Identity: p.Identity(), Charter: p.Charter(), at: map[note.Address]int{}, hashes: map[string]string{},
		accepted: map[string]bool{}, veiled: map[note.Address]bool{}, drafts: map[string]bool{}, unshared: map[string]bool{}, threads: map[note.Address][]string{},
		members: map[note.Handle]*Person{}, needs: new(sync.Map), weighing: new(sync.Mutex),
	}
	e.excludeEarly()
	if e.Charter.Site.Unclear && !o.Within {
		return nil, ErrUnclearPrivacy
	}
	var beside sync.WaitGroup
	beside.Go(func() { e.known = p.knowBy(cards, snap) })
	defer beside.Wait()
	for _, f := range snap.Files() {
		if f.Mode != repo.Symlink {
			e.hashes[f.Path] = string(f.Hash)
		}
	}
	if err := e.leaveDrafts(ctx, o); err != nil {
		return nil, err
	}
	if err := e.gather(ctx, cards, o); err != nil {
		return nil, err
	}
	e.place = p.filePages()
	beside.Wait()
	if e.veils = len(e.Withheld) > 0; e.veils {
		for i := range e.Notes {
			e.veilCard(&e.Notes[i])
		}
	}
	return e, nil
}

// excludeEarly excludes, too, what a draft of the charter does: whoever wants something private
// does not wait for that to be accepted.
func (e *Edition) excludeEarly() {
	b, err := e.pool.readWorking(charterPath)
	if err != nil || e.pool.accepted() == "" {
		return
	}
	draft, _ := note.ReadCharter(note.Parse(charterPath, b))
	site := &e.Charter.Site
	site.Exclude, site.Unclear = slices.Concat(site.Exclude, draft.Site.Exclude), site.Unclear || draft.Site.Unclear
	slices.Sort(site.Exclude)
	site.Exclude = slices.Compact(site.Exclude)
}

// leaveDrafts finds what the others do not have, or have in another version. A pool of
// which nothing was accepted yet has no drafts: it is published as it is.
func (e *Edition) leaveDrafts(ctx context.Context, o EditionOptions) error {
	if e.pool.accepted() == "" {
		return nil
	}
	h, err := e.pool.heads(ctx)
	if err != nil {
		return err
	}
	changes, err := e.pool.mine(ctx, h)
	if err != nil {
		return err
	}
	for _, c := range changes {
		is, err := e.pool.repo.Lookup(e.pool.accepted(), c.Path)
		switch {
		case err != nil:
			return err
		case o.Drafts:
			e.unshared[c.Path] = true
		case is == (repo.FileID{}):
			e.drafts[c.Path] = true
		default:
			e.accepted[c.Path], e.hashes[c.Path] = true, string(is.Hash)
		}
	}
	return nil
}

// gather sorts the notes into what is published and what is not.
func (e *Edition) gather(ctx context.Context, cards []index.Card, o EditionOptions) error {
	withheldEntries, err := e.gatherThreads(ctx)
	if err != nil {
		return err
	}
	clean := e.pool.cleanFiles()
	if !e.within {
		e.lookForSecrets(cards, clean, o.Allow)
	}
	e.Notes = make([]index.Card, 0, len(cards))
	for i := range cards {
		c := cards[i]
		if err := e.asAccepted(&c); err != nil {
			e.withhold(c.Path, IsUnread, nil)
			continue
		}
		if why := e.reserve(&c); why != "" {
			e.withhold(c.Path, why, nil)
			continue
		}
		if l := e.secret(c.Path, clean, o.Allow); l != nil {
			e.withhold(c.Path, HoldsSecret, l)
			continue
		}
		if entries := e.threads[c.Address]; len(entries) > 0 {
			e.threads[c.Address] = slices.DeleteFunc(entries, func(path string) bool {
				l := e.secret(path, clean, o.Allow)
				if l != nil {
					e.withhold(path, HoldsSecret, l)
					withheldEntries[c.Address] = true
				}
				return l != nil
			})
		}
		if withheldEntries[c.Address] {
			if err := e.weighAnew(ctx, &c); err != nil {
				return err
			}
		}
		e.Notes = append(e.Notes, c)
	}
	for i := range e.Notes {
		c := &e.Notes[i]
		e.at[c.Address] = i
		e.AsOf = newer(newer(e.AsOf, c.Newest()), c.LastEntry)
	}
	slices.SortFunc(e.Withheld, func(a, b Withheld) int { return strings.Compare(a.Path, b.Path) })
	clean.keep()
	return e.readPeople(cards)
}

// gatherThreads lists the entries of each note that the others have, those written to an old
// address among them; and which notes have others.
func (e *Edition) gatherThreads(ctx context.Context) (map[note.Address]bool, error) {
	short := map[note.Address]bool{}
	paths, err := e.pool.db.EntriesSince(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		name, ok := note.EntryOf(path)
		switch {
		case !ok:
		case e.drafts[path]:
			short[name.Note] = true
		default:
			e.threads[name.Note] = append(e.threads[name.Note], path)
		}
	}
	return short, nil
}

// asAccepted makes a card of an edited note that of its accepted version.
func (e *Edition) asAccepted(c *index.Card) error {
	for _, alias := range c.Aliases {
		if old, ok := note.FormerAddress(alias); ok && old != c.Address && len(e.threads[old]) > 0 {
			e.threads[c.Address] = append(e.threads[c.Address], e.threads[old]...)
			delete(e.threads, old)
		}
	}
	if !e.accepted[c.Path] {
		return nil
	}
	b, err := e.Text(c.Path)
	if err != nil {
		return err
	}
	n := note.Parse(c.Path, b)
	c.Hash = e.hashes[c.Path]
	c.Title, c.Description, c.Type, c.Status = n.Title, n.Description, n.Type, n.Status
	c.Tags, c.Authors, c.Aliases = n.AllTags(), n.Authors, n.Aliases
	c.Date, c.ReviewBy, c.Modified = n.Date, n.ReviewBy, n.Modified
	c.Broken, c.Private = n.Err() != nil, n.Private || c.Private // in a draft: see excludeEarly
	return nil
}

// reserve is why a note is not published, "" when it is.
func (e *Edition) reserve(c *index.Card) Reserve {
	switch {
	case e.drafts[c.Path]:
		return IsDraft
	case e.within:
		return ""
	case c.Private:
		return IsPrivate
	case e.Charter.Site.Excludes(c.Address):
		return IsExcluded
	case c.Topic == people.Topic && c.Type == note.Person && !e.opted(c.Path):
		return NotOptedIn
	}
	return ""
}

func (e *Edition) opted(path string) bool {
	b, err := e.Text(path)
	if err != nil || !note.Parse(path, b).Opted() {
		return false
	}
	if !e.accepted[path] {
		return true
	}
	b, err = e.pool.readWorking(path) // who opts out does not wait for that to be accepted
	return err != nil || note.Parse(path, b).Opted()
}

func (e *Edition) withhold(path string, why Reserve, l *Leak) {
	e.Withheld = append(e.Withheld, Withheld{path, why, l})
}

// weighAnew judges a note by the entries that are published.
func (e *Edition) weighAnew(ctx context.Context, c *index.Card) error {
	b, err := e.Text(c.Path)
	if err != nil {
		return err
	}
	thread, err := e.Thread(c.Address)
	if err != nil {
		return err
	}
	why, err := e.pool.why(ctx, note.Parse(c.Path, b), thread)
	c.Facts = why.Facts
	return err
}

// readPeople reads the cards of all members: who opted in is named, and the others are
// counted.
func (e *Edition) readPeople(cards []index.Card) error {
	var err error
	if e.all, err = e.pool.peopleAmong(cards); err != nil {
		return err
	}
	if e.who, err = e.pool.handlesOf(e.all); err != nil {
		return err
	}
	for i := range e.all {
		if _, public := e.at[e.all[i].Address]; public {
			e.People = append(e.People, e.all[i])
		}
	}
	for i := range e.People {
		e.members[e.People[i].Handle] = &e.People[i]
	}
	return nil
}
