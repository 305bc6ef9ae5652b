package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/health"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
)

// What may be asked of an edition: nothing in it that is withheld.

// Note is the card of a public note.
func (e *Edition) Note(a note.Address) (*index.Card, bool) {
	i, ok := e.at[a]
	if !ok {
		return nil, false
	}
	return &e.Notes[i], true
}

// Draft reports a file that is in this edition and that the others do not have as it is.
func (e *Edition) Draft(path string) bool { return e.unshared[path] }

// Hash says what a file holds; "" when there is none. Files with one hash hold the same.
func (e *Edition) Hash(path string) string { return e.hashes[path] }

// Called are the files of a name, whatever upper and lower case, by path.
func (e *Edition) Called(name string) []string {
	e.calledOnce.Do(func() {
		e.called = map[string][]string{}
		for p := range e.hashes {
			key := strings.ToLower(path.Base(p))
			e.called[key] = append(e.called[key], p)
		}
		for _, paths := range e.called {
			slices.Sort(paths)
		}
	})
	return e.called[strings.ToLower(name)]
}

// Text is what a file of a note or an entry says to the public: see veil for what it does not.
func (e *Edition) Text(path string) ([]byte, error) {
	b, err := e.text(path)
	return e.veil(path, b), err
}

func (e *Edition) text(path string) ([]byte, error) {
	if !e.accepted[path] {
		return e.pool.readWorking(path)
	}
	e.weighing.Lock()
	defer e.weighing.Unlock()
	return e.pool.repo.ReadFile(e.pool.accepted(), path)
}

// Open opens a picture or another file that notes show. ok is false when there is none, or
// when it is not published.
func (e *Edition) Open(path string) (f *os.File, ok bool) {
	if !e.known.File(path) || e.drafts[path] || !strings.HasPrefix(path, note.Root) ||
		e.Charter.Site.Excludes(note.Address(strings.TrimPrefix(path, note.Root))) {
		return nil, false
	}
	full := e.pool.Path(path)
	if fi, err := os.Lstat(full); err != nil || !fi.Mode().IsRegular() {
		return nil, false
	}
	f, err := os.Open(full)
	return f, err == nil
}

// Entries are the paths of a note's public entries; what they say has to be read.
func (e *Edition) Entries(a note.Address) []string { return e.threads[a] }

// Thread reads a note's public entries, oldest first.
func (e *Edition) Thread(a note.Address) ([]Entry, error) {
	var out []Entry
	for _, path := range e.threads[a] {
		name, _ := note.EntryOf(path)
		b, err := e.Text(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		if n := note.Parse(path, b); !n.Private {
			out = append(out, Entry{EntryName: name, Note: n, File: path})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return evidence.Before(out[i], out[j]) })
	e.weighing.Lock()
	defer e.weighing.Unlock()
	return out, e.pool.attribute(context.Background(), out)
}

// Why explains what a note's thread says about it.
func (e *Edition) Why(ctx context.Context, n *note.Note, thread []Entry) (Why, error) {
	e.weighing.Lock()
	defer e.weighing.Unlock()
	return e.pool.why(ctx, n, thread)
}

// Leads is where a link of a file leads. A note that is not published is [note.Nowhere], and
// then secret is true.
func (e *Edition) Leads(from string, l note.Link) (to note.Place, secret bool) {
	to = e.known.Resolver().Resolve(from, l)
	if _, private := e.private(to); private || l.Dest == masked {
		return note.Place{Leads: note.Nowhere}, true
	}
	return to, false
}

// Embeds is what a note shows of others, by destination: of public ones alone.
func (e *Edition) Embeds(n *note.Note) map[string]note.Embedded {
	return n.Embeds(e.known.Resolver(), func(a note.Address) ([]byte, error) {
		if _, public := e.at[a]; !public {
			return nil, fs.ErrNotExist
		}
		return e.Text(a.Path())
	})
}

// Named is the member that a spelling means; nil for who did not opt in to be named.
func (e *Edition) Named(author string) *Person { return e.members[e.who.Of(author)] }

// Naming is all that decides which name stands where a spelling stood: as long as it is the same,
// [Edition.Named] says the same.
func (e *Edition) Naming() []string {
	var out []string
	for i := range e.People {
		out = append(out, string(e.People[i].Handle), e.People[i].Name, string(e.People[i].Address))
	}
	e.who.Each(func(spelling string, h note.Handle) {
		if e.members[h] != nil {
			out = append(out, spelling, string(h))
		}
	})
	return out
}

// Grounds are what [Edition.Past] and [Edition.Health] go by besides notes and their threads: who
// is a member, what was accepted when, and what was taken over from other pools.
func (e *Edition) Grounds(ctx context.Context) []string {
	out := []string{string(e.pool.accepted())}
	if from, err := e.pool.db.Adapted(ctx); err == nil {
		out = append(out, fmt.Sprint(from))
	}
	for i := range e.all {
		out = append(out, string(e.all[i].Address), e.hashes[e.all[i].Address.Path()])
	}
	e.who.Each(func(spelling string, h note.Handle) { out = append(out, spelling, string(h)) })
	return out
}

// StaleAt is when a note's promise to be true runs out, zero for never.
func (e *Edition) StaleAt(c *index.Card) time.Time { return evidence.StaleAt(*c, e.Charter) }

// Pages are where the pool's host shows a file and lets one edit it; "" where no host is known.
func (e *Edition) Pages(path string) (view, edit string) { return e.place.of(path) }

// filePages knows the addresses of files on a host.
type filePages struct {
	host   forge.Host
	remote forge.Remote
	branch string
}

func (p *Pool) filePages() filePages {
	h, known := p.offlineHost()
	r, err := p.forgeRemote()
	if !known || err != nil {
		return filePages{}
	}
	return filePages{h, r, p.trunk.branch}
}

func (f filePages) of(path string) (view, edit string) {
	return f.host.FilePages(f.remote, forge.Branch(f.branch), path)
}

// EachLink calls f for every link to a note that a public note or its thread holds, in the
// order of the index: the note, the link, and where it leads, which is Nowhere for a note
// that is not public; then secret is true.
func (e *Edition) EachLink(ctx context.Context, f func(from note.Address, l note.Link, to note.Place, secret bool)) error {
	return e.pool.db.EachLink(ctx, func(path string, links []note.Link) {
		from, _ := note.AddressOf(path)
		if entry, ok := note.EntryOf(path); ok {
			from = entry.Note
		}
		if _, public := e.at[from]; !public || e.drafts[path] {
			return
		}
		for _, l := range links {
			to, secret := e.Leads(path, l)
			f(from, l, to, secret)
		}
	})
}

// Withholds reports a file of the pool that is kept from the public.
func (e *Edition) Withholds(path string) bool {
	if e.drafts[path] || e.Charter.Site.Excludes(note.Address(strings.TrimPrefix(path, note.Root))) {
		return true
	}
	a, isNote := note.AddressOf(path)
	if !isNote {
		return false
	}
	if entry, ok := note.EntryOf(path); ok {
		a = entry.Note
	}
	_, public := e.at[a]
	return !public
}

// Health counts how the community is doing as far as this edition tells, as of its newest change.
func (e *Edition) Health() (Health, error) {
	var paths []string
	for _, entries := range e.threads {
		paths = append(paths, entries...)
	}
	x := health.NewCounter(e.who, e.all, paths, e.AsOf)
	for i := range e.Notes {
		c := &e.Notes[i]
		end := e.StaleAt(c)
		x.Note(c, !end.IsZero() && e.AsOf.After(end))
	}
	actions, err := e.Actions()
	if err != nil {
		return Health{}, err
	}
	x.Actions(actions)
	return x.Overview(), nil
}

// Actions lists what is open from the meetings that are published.
func (e *Edition) Actions() ([]meeting.Action, error) {
	var out []meeting.Action
	for i := range e.Notes {
		c := &e.Notes[i]
		if c.Type != note.Event || c.Status != "" {
			continue
		}
		b, err := e.Text(c.Path)
		if err != nil {
			return nil, err
		}
		for _, t := range note.Parse(c.Path, b).Tasks() {
			if !t.Done {
				out = append(out, meeting.ActionOf(c.Address, meeting.Day(c), t))
			}
		}
	}
	return out, nil
}
