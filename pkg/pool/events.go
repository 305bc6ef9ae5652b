package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Meeting is the note of a meeting.
type Meeting struct {
	Address note.Address
	Title   string
	Date    time.Time // in its zone; zero when it has none
	Open    int       // actions that are not done
}

// Meetings lists the notes of meetings, the newest first.
func (p *Pool) Meetings(ctx context.Context) ([]Meeting, error) {
	var out []Meeting
	err := p.eachMeeting(ctx, func(c *index.Card, n *note.Note) {
		e, _ := meeting.Event(c, n)
		m := Meeting{Address: c.Address, Title: note.Clean(c.Title), Date: e.Start}
		for _, t := range n.Tasks() {
			if !t.Done {
				m.Open++
			}
		}
		out = append(out, m)
	})
	slices.SortFunc(out, func(a, b Meeting) int {
		if c := b.Date.Compare(a.Date); c != 0 {
			return c
		}
		return strings.Compare(string(a.Address), string(b.Address))
	})
	return out, err
}

// eachMeeting reads the notes of meetings; it opens no other file.
func (p *Pool) eachMeeting(ctx context.Context, f func(*index.Card, *note.Note)) error {
	if err := p.refresh(ctx); err != nil {
		return err
	}
	cards, err := p.db.Cards(ctx)
	if err != nil {
		return err
	}
	for i := range cards {
		if cards[i].Type != note.Event || cards[i].Status != "" {
			continue
		}
		b, err := p.readWorking(cards[i].Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", cards[i].Path, err)
		}
		f(&cards[i], note.Parse(cards[i].Path, b))
	}
	return nil
}

// MeetingText is the note that a meeting starts with: the community's template for an
// event, dated, with an agenda and what happened since the last one. Empty texts leave the
// template's own prompts. Errors: [UnclearError] when a calendar could not read the plan.
func (p *Pool) MeetingText(plan meeting.Plan, agenda, since string) ([]byte, error) {
	text, err := p.Text(Draft{Type: note.Event, Title: plan.Title})
	if err != nil {
		return nil, err
	}
	n := note.Parse("practices/events/new.md", text)
	if err := plan.Date(n); err != nil {
		return nil, err
	}
	if strings.TrimSpace(agenda) != "" {
		if err := people.SetSection(n, []string{"Agenda"}, strings.TrimSpace(agenda)); err != nil {
			return nil, err
		}
	}
	if strings.TrimSpace(since) != "" {
		if err := people.SetSection(n, []string{"Since last time"}, strings.TrimSpace(since)); err != nil {
			return nil, err
		}
	}
	return n.Bytes(), nil
}
