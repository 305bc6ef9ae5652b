package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/linkcheck"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Mend repairs what can be repaired without a doubt: links to a note's old address, or to
// one that only one note can mean, lead to the note, and of two notes of which one replaces
// the other both say so. It returns what it did, one problem each.
func (p *Pool) Mend(ctx context.Context, only []note.Address) ([]note.Problem, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	k, err := p.know(ctx, snap)
	if err != nil {
		return nil, err
	}
	var out []note.Problem
	for _, file := range snap.Files() {
		a, ok := note.AddressOf(file.Path)
		if !ok || file.Mode == repo.Symlink || len(only) > 0 && !slices.Contains(only, a) {
			continue
		}
		mended, err := p.mend(ctx, a, k)
		out = append(out, mended...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func (p *Pool) mend(ctx context.Context, a note.Address, k linkcheck.Targets) ([]note.Problem, error) {
	b, err := p.readWorking(a.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	n := note.Parse(a.Path(), b)
	out, err := p.mendLinks(ctx, n, k)
	if err == nil && len(out) > 0 {
		err = p.write(a.Path(), n.Bytes())
	}
	if err != nil {
		return nil, err
	}
	more, err := p.mendSides(n, k)
	return append(out, more...), err
}

// mendLinks corrects the destinations of links in n.
func (p *Pool) mendLinks(ctx context.Context, n *note.Note, k linkcheck.Targets) (out []note.Problem, err error) {
	r := k.Resolver()
	n.Retarget(func(l note.Link) (string, bool) {
		to := r.Resolve(n.Path, l)
		want := to.Note
		switch _, wrong := k.Problem(n, l, to); {
		case !wrong || want == "":
			return "", false
		case to.Leads == note.Nowhere:
			found, failed := p.db.Lookup(ctx, string(want))
			if err = errors.Join(err, failed); len(found) != 1 {
				return "", false
			}
			want = found[0]
		case to.By != note.ByFormer && to.By != note.ByCase:
			return "", false
		}
		dest, change := r.Respell(n.Path, l, want)
		if change {
			out = append(out, note.Problem{Path: n.Path, Line: l.Line, Rule: "broken-link",
				Fix: fmt.Sprintf("link to %s leads to %s", note.Clean(l.Dest), want)})
		}
		return dest, change
	})
	return out, err
}

// mendSides lets the notes that n replaces, or is replaced by, say so too.
func (p *Pool) mendSides(n *note.Note, k linkcheck.Targets) ([]note.Problem, error) {
	own, _ := note.AddressOf(n.Path)
	var out []note.Problem
	for _, pr := range k.OneSided(n, n.Links()) {
		for _, l := range n.Links() {
			to := k.Resolver().Resolve(n.Path, l)
			back := linkcheck.OtherSide(l.Key)
			if back == "" || l.Line != pr.Line || to.Leads != note.ToNote || k.Says(to.Note, back, own) {
				continue
			}
			text, err := p.withOtherSide(to.Note, back, own)
			if err == nil {
				err = p.write(to.Note.Path(), text)
			}
			if err != nil {
				return out, err
			}
			out = append(out, note.Problem{Path: to.Note.Path(), Rule: pr.Rule, Fix: fmt.Sprintf("%s names %s", back, own)})
		}
	}
	return out, nil
}

// withOtherSide is the text of a note that names the other end of a replacement. A note may
// replace several.
func (p *Pool) withOtherSide(a note.Address, key string, other note.Address) ([]byte, error) {
	if key == "superseded_by" {
		return p.withValues(a, map[string]any{"status": "superseded", key: string(other)})
	}
	b, err := p.readWorking(a.Path())
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", a.Path(), err)
	}
	names := []string{}
	for _, l := range note.Parse(a.Path(), b).Links() {
		if l.Key == key {
			names = append(names, l.Dest)
		}
	}
	switch {
	case slices.Contains(names, string(other)):
		return b, nil
	case len(names) == 0:
		return p.withValues(a, map[string]any{key: string(other)})
	}
	return p.withValues(a, map[string]any{key: append(names, string(other))})
}
