package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// wordsForm asks for one line of words.
type wordsForm struct {
	b     *browser
	title string
	words field
	done  func(words string) tea.Cmd
}

func newWordsForm(b *browser, title, words string, done func(string) tea.Cmd) *wordsForm {
	f := &wordsForm{b: b, title: title, done: done}
	f.words.set(words)
	return f
}

func (f *wordsForm) key(m tea.KeyMsg) (overlay, tea.Cmd) {
	switch m.String() {
	case "esc", "ctrl+c":
		return nil, nil
	case "enter", "ctrl+s":
		words := strings.TrimSpace(f.words.value())
		if words == "" {
			return nil, nil
		}
		return nil, f.done(words)
	}
	f.words.typed(m)
	return f, nil
}

func (f *wordsForm) view(width, _ int) []string {
	l := f.b.styles
	return []string{
		l.muted(strings.Repeat("─", width)),
		cut(l.title(f.title), width),
		l.bar(true, true) + " " + f.words.view(l, max(width-3, 10), true, "your words"),
		l.hints(width, hint{"enter", "keeps it", true}, hint{"esc", "not now", true}),
	}
}

// verdictForm asks what one decides and what one has to say about the whole.
type verdictForm struct {
	b      *browser
	choice int
	at     int // the line that has the keys: choice, words
	words  field
}

// verdictChoices are the verdicts: a word, what it is told as, and its flag.
var verdictChoices = []struct {
	word, flag string
	style      term.Style
}{{"approve", "--approve", term.Good}, {"changes", "--request-changes", term.Bad}, {"just comment", "--comment", term.Muted}}

func newVerdictForm(b *browser) *verdictForm { return &verdictForm{b: b} }

func (f *verdictForm) key(m tea.KeyMsg) (overlay, tea.Cmd) {
	switch m.String() {
	case "esc", "ctrl+c":
		return nil, nil
	case "tab", "down", "shift+tab", "up":
		f.at = 1 - f.at
		return f, nil
	case "enter":
		if f.at == 0 {
			f.at = 1
			return f, nil
		}
		return nil, f.send()
	case "ctrl+s":
		return nil, f.send()
	}
	if f.at == 1 {
		f.words.typed(m)
		return f, nil
	}
	n := len(verdictChoices)
	switch m.String() {
	case "right", "l", " ":
		f.choice = (f.choice + 1) % n
	case "left", "h":
		f.choice = (f.choice + n - 1) % n
	case "a":
		f.choice = 0
	case "c":
		f.choice = 1
	case "j":
		f.choice = 2
	}
	return f, nil
}

func (f *verdictForm) send() tea.Cmd {
	return f.b.run(after{}, verdictArgs(f.b.reviews.view.Review, f.choice, f.words.value())...)
}

// verdictArgs is the command line that sends a verdict.
func verdictArgs(r pool.Review, choice int, words string) []string {
	args := reviewArgs(r, verdictChoices[choice].flag)
	if words = strings.TrimSpace(words); words != "" {
		args = append(args, "--body", words)
	}
	return args
}

func (f *verdictForm) view(width, _ int) []string {
	l := f.b.styles
	var choice []string
	for i, c := range verdictChoices {
		if i == f.choice {
			choice = append(choice, l.reverse(" "+c.word+" "))
			continue
		}
		choice = append(choice, " "+l.paint(c.style, c.word)+" ")
	}
	title := l.title("Your verdict")
	if n := f.b.reviews.view.Draft.Comments(); n > 0 {
		title += l.muted(" · " + tallied(n, "comment") + " of yours go with it")
	}
	return []string{
		l.muted(strings.Repeat("─", width)),
		cut(title, width),
		cut(l.bar(f.at == 0, true)+" "+strings.Join(choice, " "), width),
		l.bar(f.at == 1, true) + " " + f.words.view(l, max(width-3, 10), f.at == 1, "words about the whole, or nothing"),
		l.hints(width, hint{"enter", "next, then sends it", true}, hint{"esc", "not now", true}),
	}
}

// mergeBox asks whether to accept, or says reason by reason why that cannot be.
type mergeBox struct{ b *browser }

func newMergeBox(b *browser) *mergeBox { return &mergeBox{b} }

func (m *mergeBox) key(k tea.KeyMsg) (overlay, tea.Cmd) {
	switch k.String() {
	case "enter":
		if !m.b.reviews.view.Review.Gate.Mergeable {
			return nil, nil
		}
		return nil, m.b.run(after{}, reviewArgs(m.b.reviews.view.Review, "--merge")...)
	case "esc", "q", "n", "ctrl+c":
		return nil, nil
	}
	return m, nil
}

func (m *mergeBox) view(width, _ int) []string {
	l, r := m.b.styles, m.b.reviews.view.Review
	out := []string{l.muted(strings.Repeat("─", width))}
	if r.Gate.Mergeable {
		out = append(out, hang("", "", l.title("Accept "+note.Quoted(term.Clean(r.Title))+" by "+term.Clean(string(r.Author))+"?"), width)...)
		return append(out, l.hints(width, hint{"enter", "everyone gets it", true}, hint{"esc", "not now", true}))
	}
	out = append(out, l.title("It cannot be accepted yet"))
	for _, reason := range r.Gate.Reasons {
		out = append(out, hang("  ", "    ", l.paint(term.Plain, reason.Text), width)...)
	}
	return append(out, l.hints(width, hint{"esc", "closes", true}))
}
