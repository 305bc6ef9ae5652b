package pool

import (
	"context"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// CloseMeeting writes down what a meeting came to: what was said, and who does what until when,
// each as an item of a task list. What the note has already stays before it; prompts that nobody
// answered go. Nothing said and nothing agreed changes nothing.
func (p *Pool) CloseMeeting(ctx context.Context, a note.Address, said string, actions []string) error {
	text, err := p.readWorking(a.Path())
	if err != nil {
		return &NoNoteError{Typed: string(a)}
	}
	n := note.Parse(a.Path(), p.WithoutPrompts(text))
	if said = strings.TrimSpace(said); said != "" {
		if err := addTo(n, "Notes", said, "\n\n"); err != nil {
			return err
		}
	}
	var items []string
	for _, action := range actions {
		action = strings.TrimPrefix(note.Clean(strings.TrimSpace(action)), "- [ ] ")
		if action != "" {
			items = append(items, "- [ ] "+action)
		}
	}
	if len(items) > 0 {
		if err := addTo(n, "Actions", strings.Join(items, "\n"), "\n"); err != nil {
			return err
		}
	}
	if said == "" && len(items) == 0 {
		return nil
	}
	return p.Update(ctx, a, n.Bytes())
}

// addTo puts a text at the end of a section.
func addTo(n *note.Note, section, text, between string) error {
	if before := strings.TrimSpace(people.Section(n, section)); before != "" {
		text = before + between + text
	}
	return people.SetSection(n, []string{section}, text)
}

// LastMeeting is the newest meeting that is not to come; ok is false when there was none.
func (p *Pool) LastMeeting(ctx context.Context) (m Meeting, ok bool, err error) {
	all, err := p.Meetings(ctx)
	now := p.opt.now()
	i := slices.IndexFunc(all, func(m Meeting) bool { return !m.Date.IsZero() && !m.Date.After(now) })
	if err != nil || i < 0 {
		return Meeting{}, false, err
	}
	return all[i], true, nil
}
