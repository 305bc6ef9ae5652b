package pool

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
)

// Actions lists what meetings agreed on: what is open, or everything. What is due comes
// first, then what was said longest ago.
func (p *Pool) Actions(ctx context.Context, all bool) ([]meeting.Action, error) {
	var out []meeting.Action
	err := p.eachMeeting(ctx, func(c *index.Card, n *note.Note) {
		for _, t := range n.Tasks() {
			if all || !t.Done {
				out = append(out, meeting.ActionOf(c.Address, meeting.Day(c), t))
			}
		}
	})
	slices.SortStableFunc(out, meeting.ByDue)
	return out, err
}

// ErrNoAction says that there is no open action at that place.
var ErrNoAction = errors.New("there is no open action there")

// Finish ticks an action off in the note of its meeting; the file changes in that one
// place. Errors: [ErrNoAction] when the line holds none, or one that is done.
func (p *Pool) Finish(ctx context.Context, a note.Address, line int) error {
	old, err := p.Read(a)
	if err != nil {
		return &NoNoteError{Typed: string(a)}
	}
	n := note.Parse(a.Path(), old)
	if !slices.ContainsFunc(n.Tasks(), func(t note.Task) bool { return t.Line == line && !t.Done }) {
		return ErrNoAction
	}
	lines := strings.SplitAfter(string(old), "\n")
	box := strings.Index(lines[line-1], "[ ]")
	if box < 0 {
		return ErrNoAction
	}
	lines[line-1] = lines[line-1][:box] + "[x]" + lines[line-1][box+3:]
	return p.Replace(ctx, a, old, []byte(strings.Join(lines, "")))
}
