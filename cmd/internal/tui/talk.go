package tui

import (
	"fmt"
	"path"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Talking about a note: replying to an entry of its thread, accepting an answer, saying
// that it is still true, taking it out of use.

// chosenEntry is the chosen entry of the page's thread.
func (p *page) chosenEntry() (pool.Entry, bool) {
	at, ok := p.target()
	if !ok || at.entry == "" || p.view == nil {
		return pool.Entry{}, false
	}
	for _, e := range p.view.Thread {
		if e.File == at.entry {
			return e, true
		}
	}
	return pool.Entry{}, false
}

// reply opens the editor on a comment to the chosen entry; without one to the note.
func (b *browser) reply(n note.Address) tea.Cmd {
	e, ok := b.page.chosenEntry()
	if !ok {
		return b.compose(n, note.Comment, "", b.titleOf(n))
	}
	return b.compose(n, note.Comment, path.Base(e.File), fmt.Sprintf("what %s %s", e.By(), entryWords(e.EntryName)))
}

// titleOf is what a note is called, as far as the browser knows.
func (b *browser) titleOf(n note.Address) string {
	if b.noteList.all != nil {
		if c, ok := b.noteList.all.find(n); ok {
			return c.Title
		}
	}
	return string(n)
}

// accept says that the chosen answer settled the question; with a single answer none need
// be chosen.
func (b *browser) accept(n note.Address) tea.Cmd {
	v := b.page.view
	if v == nil {
		return nil
	}
	answer, ok := b.page.chosenEntry()
	if !ok {
		answer, ok = v.OnlyAnswer()
	}
	if !ok || answer.EntryName.Type != note.Answer {
		b.say("tab chooses an answer, A accepts it.")
		return nil
	}
	view := *v
	return b.add(n, note.Accept, term.EditResult{}, func(p *pool.Pool) error {
		_, err := p.AcceptAnswer(b.ctx, view, answer, "")
		return err
	})
}

// verify says that the note is still true. What never promised to be is left alone: one
// key is quickly pressed.
func (b *browser) verify(n note.Address) tea.Cmd {
	if c, ok := b.noteList.all.find(n); ok && (c.Type == note.Question || c.Type == note.Event || c.Type == note.Person) {
		b.say("v says that a practice is still true; this is no practice.")
		return nil
	}
	return b.add(n, note.Verify, term.EditResult{}, func(p *pool.Pool) error {
		_, err := p.Verify(b.ctx, n, "")
		return err
	})
}

// retire asks whether the note had its day.
func (b *browser) retire(n note.Address) tea.Cmd {
	text := []string{}
	for _, line := range []string{
		b.titleOf(n), string(n), "", "It stays readable and is marked as deprecated; s offers that to the others.",
		"What took its place is named with :retire " + n.Slug() + " --by ADDR",
	} {
		text = append(text, hang("", "", line, max(b.width-4, 10))...)
	}
	b.over = newOutput(b.shared, "Take it out of use?", strings.Join(text, "\n"), after{ask: []string{"retire", string(n)}, verb: "retires it"})
	return nil
}

// staleNotes lists what asks to be looked at again.
func (b *browser) staleNotes() tea.Cmd {
	b.at, b.noteList.typing, b.noteList.focus = atPool, false, listPane
	b.noteList.filter.set(everyStaleQuery)
	if b.noteList.all != nil && slices.ContainsFunc(b.noteList.all.cards, func(c card) bool { return c.Stale }) {
		b.say("These ask to be looked at again: v still true, e repair, R retire.")
	}
	return b.noteList.retype()
}

// add adds to a note's thread; the draft goes once that is done.
func (b *browser) add(to note.Address, kind note.Type, draft term.EditResult, entry func(*pool.Pool) error) tea.Cmd {
	return func() tea.Msg {
		err := b.session.use(b.ctx, soon, func(p *pool.Pool) error {
			v, err := p.Show(b.ctx, to)
			if err == nil {
				err = p.Reachable(v)
			}
			if err == nil {
				err = entry(p)
			}
			return err
		})
		if err == nil {
			err = draft.Discard()
		}
		return wrote{to: to, kind: kind, draft: draft.Draft, err: err}
	}
}
