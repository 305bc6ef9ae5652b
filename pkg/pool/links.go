package pool

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/linkcheck"
	"github.com/breakfast-table/cop/pkg/repo"
)

// resolve lets ask follow links as the index knows the notes.
func (p *Pool) resolve(ctx context.Context, ask func(note.Resolver)) error {
	return p.db.Resolve(ctx, func(s note.LinkTargets) {
		ask(note.Resolver{Shelf: s, Files: onDisk{ctx, p}})
	})
}

// onDisk are the working files, each looked at when somebody asks.
type onDisk struct {
	ctx context.Context //nolint:containedctx // lives as long as one question
	p   *Pool
}

func (d onDisk) stat(file string) (os.FileInfo, error) {
	return os.Stat(filepath.Join(d.p.repo.Root(), filepath.FromSlash(file)))
}

// File is as note.Files says.
func (d onDisk) File(file string) bool {
	fi, err := d.stat(file)
	return err == nil && !fi.IsDir()
}

// Folder is as note.Files says.
func (d onDisk) Folder(file string) bool {
	fi, err := d.stat(file)
	return err == nil && fi.IsDir()
}

// Called is as note.Files says. It lists the files of the pool.
func (d onDisk) Called(name string) bool {
	snap, err := d.p.snapshot(d.ctx)
	if err != nil {
		return true // that is for others to tell
	}
	for _, f := range snap.Files() {
		if path.Base(f.Path) == name {
			return true
		}
	}
	return false
}

// know gathers what there is: every file, and by which other names notes go.
func (p *Pool) know(ctx context.Context, snap *repo.Snapshot) (linkcheck.Targets, error) {
	cards, err := p.db.Cards(ctx)
	if err != nil {
		return linkcheck.Targets{}, err
	}
	return p.knowBy(cards, snap), nil
}

// knowBy is know with the cards of all notes at hand.
func (p *Pool) knowBy(cards []index.Card, snap *repo.Snapshot) linkcheck.Targets {
	k := linkcheck.NewTargets(p.readWorking)
	named := make(map[note.Address]note.Named, len(cards))
	for i := range cards {
		named[cards[i].Address] = note.Named{Address: cards[i].Address, Title: cards[i].Title, Aliases: cards[i].Aliases}
	}
	for _, f := range snap.Files() {
		k.AddFile(f.Path)
		if a, ok := note.AddressOf(f.Path); ok && f.Mode != repo.Symlink {
			n := named[a]
			n.Address = a
			k.AddNote(n)
		}
	}
	for _, s := range snap.Skipped() {
		k.AddFile(s.Path)
	}
	return k
}

// placeKey is a link of a file as it is written.
type placeKey struct {
	path string
	wiki bool
	dest string
}

// Leads is where a link of the note, or of an entry of its thread, leads.
func (v View) Leads(n *note.Note, l note.Link) note.Place {
	return v.places[placeKey{n.Path, l.Wiki, l.Dest}]
}

// follow fills in where all links lead.
func (v *View) follow(r note.Resolver) {
	v.places = map[placeKey]note.Place{}
	of := []*note.Note{v.Note}
	for _, e := range v.Thread {
		of = append(of, e.Note)
	}
	for _, n := range of {
		for _, l := range n.Links() {
			key := placeKey{n.Path, l.Wiki, l.Dest}
			if _, known := v.places[key]; !known {
				v.places[key] = r.Resolve(n.Path, l)
			}
		}
	}
}

// Embeds is what the note, or an entry of its thread, shows of other notes, by destination.
func (v View) Embeds(n *note.Note) map[string]note.Embedded { return v.embeds[n.Path] }

// embed reads what is shown of other notes.
func (v *View) embed(r note.Resolver, read func(note.Address) ([]byte, error)) {
	v.embeds = map[string]map[string]note.Embedded{v.Note.Path: v.Note.Embeds(r, read)}
	for _, e := range v.Thread {
		v.embeds[e.Note.Path] = e.Note.Embeds(r, read)
	}
}

// neighbours lists the notes that the note links to, and those that it should find.
func (p *Pool) neighbours(ctx context.Context, v *View) ([]Neighbour, error) {
	var out []Neighbour
	seen := map[note.Address]bool{v.Address: true}
	for _, l := range v.Note.Links() {
		to := v.Leads(v.Note, l)
		if to.Note == "" || seen[to.Note] {
			continue
		}
		seen[to.Note] = true
		n, err := p.neighbour(ctx, to.Note)
		if err != nil {
			return nil, err
		}
		n.Missing = to.Leads == note.Nowhere
		out = append(out, n)
	}
	return out, nil
}

func (p *Pool) neighbour(ctx context.Context, a note.Address) (Neighbour, error) {
	card, ok, err := p.db.Card(ctx, a)
	if err != nil || !ok {
		return Neighbour{Address: a, Title: string(a)}, err
	}
	return Neighbour{Address: card.Address, Title: card.Title}, nil
}

// shownFile is the file in practices/ that a link of a note shows.
func shownFile(r note.Resolver, n *note.Note, l note.Link) (string, bool) {
	to := r.Resolve(n.Path, l)
	return to.File, to.Leads == note.ToFile && strings.HasPrefix(to.File, note.Root)
}
