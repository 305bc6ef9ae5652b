package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// triedForm asks how it went: the outcome, where, and a word about it.
type triedForm struct {
	b       *browser
	of      note.Address
	outcome int
	at      int // the line that has the keys: outcome, context, words
	context field
	words   field
}

func newTriedForm(b *browser, of note.Address) *triedForm { return &triedForm{b: b, of: of} }

func outcomes() []string { return []string{pool.Worked, pool.Partly, pool.Failed} }

const formLines = 3

func (f *triedForm) key(m tea.KeyMsg) (overlay, tea.Cmd) {
	switch m.String() {
	case "esc", "ctrl+c":
		return nil, nil
	case "tab", "down":
		f.at = (f.at + 1) % formLines
		return f, nil
	case "shift+tab", "up":
		f.at = (f.at + formLines - 1) % formLines
		return f, nil
	case "enter":
		if f.at < formLines-1 {
			f.at++
			return f, nil
		}
		return nil, f.send()
	case "ctrl+s":
		return nil, f.send()
	}
	switch f.at {
	case 1:
		f.context.typed(m)
	case 2:
		f.words.typed(m)
	default:
		f.choose(m.String())
	}
	return f, nil
}

// choose sets the outcome by arrow or by its first letter.
func (f *triedForm) choose(key string) {
	n := len(outcomes())
	switch key {
	case "right", "l", " ":
		f.outcome = (f.outcome + 1) % n
	case "left", "h":
		f.outcome = (f.outcome + n - 1) % n
	}
	for i, o := range outcomes() {
		if key == o[:1] {
			f.outcome = i
		}
	}
}

func (f *triedForm) send() tea.Cmd {
	r := pool.Report{Outcome: outcomes()[f.outcome], Context: f.context.value(), Body: f.words.value()}
	return f.b.add(f.of, note.Tried, term.EditResult{}, func(p *pool.Pool) error {
		_, err := p.Tried(f.b.ctx, f.of, r)
		return err
	})
}

func (f *triedForm) view(width, _ int) []string {
	l := f.b.styles
	label := func(i int, s string) string {
		return l.bar(i == f.at, true) + " " + fit(l.muted(s), 9)
	}
	var choice []string
	for i, o := range outcomes() {
		if i == f.outcome {
			choice = append(choice, l.reverse(" "+o+" "))
			continue
		}
		choice = append(choice, " "+l.paint(wording.OutcomeStyle(o), o)+" ")
	}
	room := max(width-12, 10)
	return []string{
		l.muted(strings.Repeat("─", width)),
		cut(l.title("You tried ")+l.topic(string(f.of)), width),
		label(0, "It") + strings.Join(choice, " "),
		label(1, "Where") + f.context.view(l, room, f.at == 1, "team, system, size"),
		label(2, "Words") + f.words.view(l, room, f.at == 2, "what happened, what you changed, or nothing"),
		l.hints(width, hint{"enter", "next, then writes it", true}, hint{"tab", "next line", false}, hint{"esc", "not now", true}),
	}
}
