package pool

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Which notes and entries a share takes, and the commit that they make.

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
				return nil, nil, fmt.Errorf("%s: %w", a, p.nothingToShare())
			}
			items = append(items, found...)
		}
		items = distinct(items)
	}
	switch {
	case len(items) == 0 && len(clashing) > 0:
		return nil, clashing, conflictError(clashing)
	case len(items) == 0:
		return nil, nil, p.nothingToShare()
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

// collectAll is collect without a conversation lane of its own.
func (p *Pool) collectAll(items []Item, message string, st state) ([]repo.Edit, error) {
	st.me = Member{}
	pending, err := p.collect(items, message)(context.Background(), st)
	if err != nil || len(pending) == 0 {
		return nil, err
	}
	return pending[0].edits, nil
}
