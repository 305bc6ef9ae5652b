package tui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// takeReview shows a contribution that was read; of one's own it says what can be done.
func (b *browser) takeReview(m reviewRead) tea.Cmd {
	before := b.reviews.view.Review.ID
	cmd := b.reviews.take(m)
	r := b.reviews.view.Review
	if r.ID == before || !r.Mine || r.State != forge.Open {
		return cmd
	}
	words := "Yours: e edits it"
	if n := len(r.Suggested()); n > 0 {
		words += fmt.Sprintf(", a takes %s", tallied(n, "suggestion"))
	}
	b.say("%s.", words)
	return cmd
}

// own reports whether the contribution that is open is the user's and still in review, and
// says so where it is not.
func (b *browser) isOwn() bool {
	r := b.reviews.view.Review
	switch {
	case !r.Mine:
		b.say("Only %s can do that; s suggests other words.", term.Clean(string(r.Author)))
	case r.State != forge.Open:
		b.say("It is not in review any more.")
	default:
		return true
	}
	return false
}

// offeredEdited is what an editor made of a note that is in review.
type offeredEdited struct {
	note    note.Address
	code    int
	changed bool
}

// editOffered opens the editor on the note under the cursor, or on the first one that is offered.
func (b *browser) editOffered() tea.Cmd {
	if !b.isOwn() {
		return nil
	}
	n, ok := noteUnder(b.reviews.view.Review, b.reviews.spot().Path)
	if !ok {
		b.say("There is no note in it that could be edited.")
		return nil
	}
	file := filepath.Join(b.root, filepath.FromSlash(n.Path))
	m := offeredEdited{note: n.Address}
	return tea.Exec(lending{b.painter, func() {
		before, _ := os.ReadFile(file)
		m.code = b.host.Lend(b.ctx, []string{"edit", string(n.Address)}, false)
		after, _ := os.ReadFile(file)
		m.changed = !bytes.Equal(before, after)
	}}, func(error) tea.Msg { return m })
}

// noteUnder is the note of a contribution that has a path, else its first that is still there.
func noteUnder(r pool.Review, path string) (pool.ReviewedNote, bool) {
	var first *pool.ReviewedNote
	for i, n := range r.Notes {
		if n.Address == "" || n.New == nil {
			continue
		}
		if n.Path == path {
			return n, true
		}
		if first == nil {
			first = &r.Notes[i]
		}
	}
	if first == nil {
		return pool.ReviewedNote{}, false
	}
	return *first, true
}

// takeOfferedEdited asks whether the contribution is to have what was edited.
func (b *browser) takeOfferedEdited(m offeredEdited) tea.Cmd {
	switch {
	case m.code != 0:
		b.say("cop edit %s ended with %d.", m.note, m.code)
		return b.refresh()
	case !m.changed:
		b.say("Closed without a change.")
		return nil
	}
	args := []string{"share", string(m.note)}
	return tea.Batch(b.refresh(), b.run(after{ask: args, verb: "updates your contribution"}, append(args[:2:2], "--dry-run")...))
}

// takeSuggested shows what others suggest and asks whether to take it.
func (b *browser) takeSuggested() {
	if !b.isOwn() {
		return
	}
	all := b.reviews.view.Review.Suggested()
	if len(all) == 0 {
		b.say("Nobody suggests other words.")
		return
	}
	b.over = &suggestedBox{b, all}
}

// suggestedBox shows suggestions before they are taken.
type suggestedBox struct {
	b   *browser
	all []pool.Suggested
}

func (s *suggestedBox) key(k tea.KeyMsg) (overlay, tea.Cmd) {
	switch k.String() {
	case "enter":
		return nil, s.b.run(after{}, "review", s.b.reviews.view.Review.Name(), "--apply")
	case "esc", "q", "n", "ctrl+c":
		return nil, nil
	}
	return s, nil
}

// mostSuggested is how many suggestions are shown; all of them are taken.
const mostSuggested = 4

func (s *suggestedBox) view(width, _ int) []string {
	l := s.b.styles
	out := []string{l.muted(strings.Repeat("─", width)), cut(l.title("Take "+tallied(len(s.all), "suggestion")+" and send it?"), width)}
	for _, one := range s.all[:min(len(s.all), mostSuggested)] {
		where := fmt.Sprintf("%s, line %d: ", term.Clean(string(one.By)), one.First)
		switch {
		case one.Gone:
			where += "its lines changed since; it is left"
		case one.New == "":
			where += "without them"
		default:
			where += term.Clean(strings.Join(strings.Fields(one.New), " "))
		}
		out = append(out, cut("  "+l.muted(where), width))
	}
	if more := len(s.all) - mostSuggested; more > 0 {
		out = append(out, cut("  "+l.muted(fmt.Sprintf("and %d more", more)), width))
	}
	return append(out, l.hints(width, hint{"enter", "takes them", true}, hint{"esc", "not now", true}))
}
