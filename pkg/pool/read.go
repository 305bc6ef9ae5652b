package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// refresh makes the index tell the truth about the working files of this moment.
func (p *Pool) refresh(ctx context.Context) error {
	if err := p.openIndex(ctx); err != nil {
		return err
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return err
	}
	src := index.Source{
		ID: snap.ID, Since: snap.Since, Changed: notesOnly(snap.Changed),
		List: func() []index.File { return noteFiles(snap) }, Read: p.readWorking,
	}
	was, heard := p.db.ID(), p.listen(ctx)
	_, err = p.db.Refresh(ctx, src, func(done, total int) { p.opt.progress("reading notes", done, total) })
	h := heard()
	if err != nil {
		return fmt.Errorf("refresh the index: %w", err)
	}
	moved, err := p.refreshTimes(ctx, h)
	if err != nil {
		return err
	}
	return p.refreshFacts(ctx, moved || was != snap.ID)
}

func (p *Pool) openIndex(ctx context.Context) error {
	if p.db != nil {
		return nil
	}
	db, err := index.Open(ctx, p.repo.LocalDir())
	if err != nil {
		return fmt.Errorf("open the index: %w", err)
	}
	p.db = db
	return nil
}

func notesOnly(paths []string) []string {
	var out []string
	for _, path := range paths {
		if _, ok := note.AddressOf(path); ok {
			out = append(out, path)
		}
	}
	return out
}

func noteFiles(s *repo.Snapshot) []index.File {
	out := make([]index.File, 0, len(s.Files))
	for _, f := range s.Files {
		if _, ok := note.AddressOf(f.Path); ok && f.Mode != repo.Symlink {
			out = append(out, index.File{Path: f.Path, Hash: string(f.Hash)})
		}
	}
	return out
}

// listen begins to read what git's history says beyond what the index knows, while the
// caller indexes files: neither needs the other, and each leaves a core idle at times. The
// function it returns waits for the end.
func (p *Pool) listen(ctx context.Context) func() heard {
	h := heard{since: repo.Hash(p.db.TimesRev())}
	head, err := p.repo.Head()
	if h.head, h.err = head.Hash, err; err != nil || h.head == "" || h.head == h.since {
		h.head = ""
		return func() heard { return h }
	}
	done := make(chan heard, 1)
	go func() {
		if h.since != "" {
			if grew, err := p.repo.IsAncestor(ctx, h.since, h.head); err != nil || !grew {
				h.since = ""
			}
		}
		h.hearing = newHearing()
		h.err = p.repo.Touched(ctx, h.head, h.since, h.commit)
		done <- h
	}()
	return func() heard { return <-done }
}

// heard is what the commits after since up to head say. head is "" when there are none
// that the index does not know.
type heard struct {
	*hearing
	since, head repo.Hash
	err         error
}

// refreshTimes tells the index what git's history says of notes and entries; moved is
// false when it knew already.
func (p *Pool) refreshTimes(ctx context.Context, h heard) (moved bool, err error) {
	if h.err != nil {
		return false, fmt.Errorf("read the dates of the notes: %w", h.err)
	}
	if h.head == "" {
		return false, nil
	}
	return true, p.db.SetHistory(ctx, index.History{
		Rev: string(h.head), Times: h.times, Voices: h.voices(), Anew: h.since == "",
	})
}

// Query is a search; see ParseQuery.
type Query = index.Query

// ParseQuery reads what a user typed: words, "phrases", pre*, -not, key:value.
func ParseQuery(s string) (Query, error) { return index.ParseQuery(s) }

// Results is the outcome of a search.
type Results struct {
	index.Result
	Suggest []string // nearest spellings of unknown words, only when nothing was found
	// Nearly is the note that has most of the words, at least half of them, only when
	// nothing was found; nil for none.
	Nearly *index.Partial
}

// Find searches the pool as its files are at this moment. Nothing found is no error.
func (p *Pool) Find(ctx context.Context, q Query) (Results, error) {
	if err := p.refresh(ctx); err != nil {
		return Results{}, err
	}
	q.Stale = p.Stale
	res, err := p.db.Find(ctx, q)
	if err != nil {
		return Results{}, fmt.Errorf("find: %w", err)
	}
	f := Results{Result: res}
	p.judge(f.Hits)
	if len(res.Hits) == 0 && len(q.Words()) > 0 {
		if f.Suggest, err = p.db.Suggest(ctx, q.Words()); err != nil {
			return f, fmt.Errorf("find: %w", err)
		}
		some, err := p.db.Most(ctx, q, 1)
		if err != nil {
			return f, err
		}
		if len(some) > 0 {
			f.Nearly = &some[0]
		}
	}
	return f, nil
}

func (p *Pool) judge(hits []index.Hit) {
	for i := range hits {
		p.dress(&hits[i].Card)
	}
}

// dress fills in what a card lacks: dates of notes that were never committed.
func (p *Pool) dress(c *index.Card) {
	if c.Created.IsZero() {
		c.Created = c.Date
	}
	if !c.Updated.IsZero() && !c.Created.IsZero() {
		return
	}
	fi, err := os.Lstat(filepath.Join(p.repo.Root(), filepath.FromSlash(c.Path)))
	if err != nil {
		return
	}
	if c.Updated.IsZero() {
		c.Updated = fi.ModTime().UTC()
	}
	if c.Created.IsZero() {
		c.Created = c.Updated
	}
}

// Cards lists every note, newest first.
func (p *Pool) Cards(ctx context.Context) ([]index.Card, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	cards, err := p.db.Cards(ctx)
	for i := range cards {
		p.dress(&cards[i])
	}
	return cards, err
}

// Walk shows every note's card as the files are at this moment, in no order that means
// anything; see [index.DB.Walk].
func (p *Pool) Walk(ctx context.Context, start func(most int) (see func(*index.Card))) error {
	if err := p.refresh(ctx); err != nil {
		return err
	}
	return p.WalkLast(ctx, start)
}

// WalkLast is Walk as the index knew the notes last, without a look at the files: what a
// browser draws first. It shows none when there is no index yet.
func (p *Pool) WalkLast(ctx context.Context, start func(most int) (see func(*index.Card))) error {
	if err := p.openIndex(ctx); err != nil {
		return err
	}
	return p.db.Walk(ctx, func(most int) func(*index.Card) {
		see := start(most)
		return func(c *index.Card) {
			p.dress(c)
			see(c)
		}
	})
}

// Values counts the topics, tags, authors, types or statuses in use.
func (p *Pool) Values(ctx context.Context, key string) ([]index.Count, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	return p.db.Values(ctx, key)
}

// ErrNoNote says that no note has that address.
var ErrNoNote = errors.New("no such note")

// NoNoteError says which address was not found and which come near.
type NoNoteError struct {
	Typed string
	Near  []note.Address
}

func (e *NoNoteError) Error() string { return fmt.Sprintf("no note %q", note.Clean(e.Typed)) }

// Unwrap makes errors.Is(err, ErrNoNote) true.
func (e *NoNoteError) Unwrap() error { return ErrNoNote }

// AmbiguousError says that several notes go by what was typed.
type AmbiguousError struct {
	Typed string
	Notes []note.Address
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q could be %d notes", note.Clean(e.Typed), len(e.Notes))
}

// Address finds the note a user means: an address, an old address, any unique ending or
// unambiguous beginning of one, or the path of its file. Errors: *NoNoteError,
// *AmbiguousError.
func (p *Pool) Address(ctx context.Context, typed string) (note.Address, error) {
	typed = strings.TrimSpace(typed)
	if a, ok := p.fromPath(typed); ok {
		return a, nil
	}
	if err := p.refresh(ctx); err != nil {
		return "", err
	}
	clean := strings.Trim(strings.TrimSuffix(filepath.ToSlash(typed), ".md"), "/")
	found, err := p.db.Lookup(ctx, clean)
	if err != nil {
		return "", err
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		near, err := p.near(ctx, clean)
		if err != nil {
			return "", err
		}
		return "", &NoNoteError{Typed: typed, Near: near}
	}
	return "", &AmbiguousError{Typed: typed, Notes: found}
}

// fromPath recognises the path of an existing note's file.
func (p *Pool) fromPath(typed string) (note.Address, bool) {
	if !strings.HasSuffix(typed, ".md") {
		return "", false
	}
	rel := filepath.ToSlash(typed)
	if filepath.IsAbs(typed) {
		r, err := filepath.Rel(p.repo.Root(), typed)
		if err != nil {
			return "", false
		}
		rel = filepath.ToSlash(r)
	}
	a, ok := note.AddressOf(rel)
	if !ok {
		return "", false
	}
	_, err := os.Lstat(p.File(a))
	return a, err == nil
}

// near proposes notes for an address that does not exist: those that its words find.
func (p *Pool) near(ctx context.Context, typed string) ([]note.Address, error) {
	words := strings.FieldsFunc(typed, func(r rune) bool { return !isWordRune(r) })
	for len(words) > 0 {
		q, err := index.ParseQuery(strings.Join(words, " "))
		if err != nil {
			return nil, nil //nolint:nilerr // no words to search for: nothing is near
		}
		q.Limit = 3
		res, err := p.db.Find(ctx, q)
		if err != nil {
			return nil, err
		}
		if len(res.Hits) > 0 {
			var out []note.Address
			for _, h := range res.Hits {
				out = append(out, h.Address)
			}
			return out, nil
		}
		words = words[1:]
	}
	return nil, nil
}

func isWordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}

// View is a note with everything around it.
type View struct {
	index.Card
	Note      *note.Note
	Thread    []Entry
	Why       Why
	Links     []Neighbour // notes it links to, in order of appearance
	Backlinks []Neighbour
	Draft     Kind // how it differs from what the others have; "" for not at all
}

// Neighbour is a note at the other end of a link.
type Neighbour struct {
	Address note.Address
	Title   string
	Missing bool // the link leads nowhere
}

// Show reads a note as it is in the working files.
func (p *Pool) Show(ctx context.Context, a note.Address) (View, error) {
	if err := p.refresh(ctx); err != nil {
		return View{}, err
	}
	b, err := p.readWorking(a.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return View{}, &NoNoteError{Typed: string(a)}
	}
	if err != nil {
		return View{}, fmt.Errorf("read %s: %w", a.Path(), err)
	}
	v := View{Note: note.Parse(a.Path(), b)}
	card, ok, err := p.db.Card(ctx, a)
	if err != nil {
		return v, err
	}
	if !ok {
		card = index.Card{Address: a, Path: a.Path(), Title: v.Note.Title, Type: v.Note.Type, Topic: a.Topic()}
	}
	p.dress(&card)
	v.Card = card
	if err := p.around(ctx, &v); err != nil {
		return v, err
	}
	return v, p.compare(ctx, &v)
}

// around fills in the thread, the evidence and the neighbours.
func (p *Pool) around(ctx context.Context, v *View) error {
	var err error
	if v.Thread, err = p.thread(ctx, v.Address, v.Note.Aliases); err != nil {
		return err
	}
	if v.Why, err = p.why(ctx, v.Note, v.Thread); err != nil {
		return err
	}
	now := v.Card
	now.Facts = v.Why.Facts
	v.Why.Stale = p.Stale(now)
	back, err := p.db.Backlinks(ctx, v.Address)
	if err != nil {
		return err
	}
	for _, a := range back {
		v.Backlinks = append(v.Backlinks, p.neighbour(ctx, a))
	}
	seen := map[note.Address]bool{v.Address: true}
	for _, l := range v.Note.Links() {
		a, ok := v.Note.Target(l)
		if !ok || seen[a] {
			continue
		}
		seen[a] = true
		v.Links = append(v.Links, p.neighbour(ctx, a))
	}
	return nil
}

func (p *Pool) neighbour(ctx context.Context, a note.Address) Neighbour {
	found, err := p.db.Lookup(ctx, string(a))
	if err != nil || len(found) != 1 {
		return Neighbour{Address: a, Title: string(a), Missing: true}
	}
	card, ok, err := p.db.Card(ctx, found[0])
	if err != nil || !ok {
		return Neighbour{Address: a, Title: string(a), Missing: true}
	}
	return Neighbour{Address: card.Address, Title: card.Title}
}

// compare fills in whether the note is a draft.
func (p *Pool) compare(ctx context.Context, v *View) error {
	h, err := p.heads(ctx)
	if err != nil {
		return err
	}
	accepted := h.theirs
	if accepted == "" {
		accepted = h.ours
	}
	v.Draft, err = p.draftKind(v.Path, accepted)
	return err
}

func (p *Pool) draftKind(path string, accepted repo.Hash) (Kind, error) {
	if accepted == "" {
		return New, nil
	}
	was, err := p.repo.Lookup(accepted, path)
	if err != nil {
		return "", err
	}
	if was == (repo.FileID{}) {
		return New, nil
	}
	is, err := p.workingID(path)
	if err != nil || same(was, is) {
		return "", err
	}
	return Edited, nil
}

// Read is the text of a note's file as it is now.
func (p *Pool) Read(a note.Address) ([]byte, error) { return p.readWorking(a.Path()) }

// ReadAt is the text of a note as it was at a revision: a commit id.
func (p *Pool) ReadAt(a note.Address, rev string) ([]byte, error) {
	h, err := p.repo.Resolve(rev)
	if err != nil {
		return nil, fmt.Errorf("%s at %s: %w", a, rev, err)
	}
	b, err := p.repo.ReadFile(h, a.Path())
	if err != nil {
		return nil, fmt.Errorf("%s at %s: %w", a, rev, err)
	}
	return b, nil
}
