package pool

import (
	"context"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Rubric is what the community asks of a contribution, in markdown; see [Panel].
func (p *Pool) Rubric() string {
	rubric, err := p.template("review")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(rubric))
}

// Panel is what helps to judge a contribution.
type Panel struct {
	// Rubric is what the community asks of a contribution, in markdown: its own
	// templates/review.md, else the built-in one.
	Rubric string
	// Similar are notes that may say the same as a new one.
	Similar []Likeness
	// Problems are those of the changed notes, links that lead nowhere among them.
	Problems []note.Problem
}

// Likeness is a note that says much the same as another.
type Likeness struct {
	Of, Note note.Address
	Title    string
}

// Panel gathers what helps to judge a contribution that was read whole.
func (p *Pool) Panel(ctx context.Context, r Review) (Panel, error) {
	var out Panel
	if rubric := p.Rubric(); rubric != "" {
		out.Rubric = rubric
	}
	if err := p.refresh(ctx); err != nil {
		return out, err
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return out, err
	}
	known, err := p.know(ctx, snap)
	if err != nil {
		return out, err
	}
	for _, n := range r.Notes {
		known.Replace(n.Path, n.New)
	}
	for _, n := range r.Notes {
		if n.Address == "" || n.New == nil {
			continue
		}
		text := note.Parse(n.Path, n.New)
		out.Problems = append(append(out.Problems, note.CheckNote(text)...), known.Check(text)...)
		if n.Change != New {
			continue
		}
		if _, isEntry := note.EntryOf(n.Path); isEntry {
			continue
		}
		hits, err := p.Similar(ctx, n.New)
		if err != nil {
			return out, err
		}
		out.Similar = append(out.Similar, likenesses(n.Address, hits)...)
	}
	return out, nil
}

func likenesses(of note.Address, hits []index.Hit) []Likeness {
	var out []Likeness
	for _, h := range hits {
		if h.Address != of {
			out = append(out, Likeness{Of: of, Note: h.Address, Title: h.Title})
		}
	}
	return out
}
