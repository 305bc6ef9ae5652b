package tui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"mvdan.cc/sh/v3/shell"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// palette is a line to type any command on, with what could come next.
type palette struct {
	*shared
	line    field
	offers  []offer
	list    list
	picked  bool // the cursor was moved onto an offer
	ask     ticket
	past    []string
	at      int // in past
	problem string
	ran     func(line string)
}

// offer is a word that could come next.
type offer struct{ word, does string }

// completed brings the words that could come next.
type completed struct {
	n      int
	offers []offer
}

func newPalette(b *browser, start string) *palette {
	p := &palette{shared: b.shared, past: b.past, at: len(b.past)}
	p.ran = func(line string) { b.past = append(b.past, line) }
	p.line.set(start)
	p.list.resize(mostOffers)
	p.offers = p.commands("")
	p.list.reset(len(p.offers))
	return p
}

const mostOffers = 8

// commands are those whose name begins with a word.
func (p *palette) commands(word string) []offer {
	var out []offer
	for _, c := range p.host.Commands {
		if strings.HasPrefix(c.Name, word) {
			out = append(out, offer{c.Name, c.Short})
		}
	}
	return out
}

func (p *palette) key(m tea.KeyMsg) (overlay, tea.Cmd) {
	switch m.String() {
	case "esc", "ctrl+c":
		p.ask.void()
		return nil, nil
	case "enter":
		return p.run()
	case "tab":
		return p, p.accept()
	case "down", "ctrl+n":
		p.list.move(1)
		p.picked = true
		return p, nil
	case "up", "ctrl+p":
		if p.line.value() == "" || p.at < len(p.past) {
			return p, p.recall()
		}
		p.list.move(-1)
		p.picked = true
		return p, nil
	}
	if p.line.typed(m) {
		p.problem, p.at = "", len(p.past)
		return p, p.complete()
	}
	return p, nil
}

// recall brings the command before back.
func (p *palette) recall() tea.Cmd {
	if p.at == 0 {
		return nil
	}
	p.at--
	p.line.set(p.past[p.at])
	return p.complete()
}

// run closes the palette and runs what was typed. A command of which only the
// beginning was typed is completed when an offer was chosen.
func (p *palette) run() (overlay, tea.Cmd) {
	if p.picked && p.list.cursor < len(p.offers) {
		return p, p.accept()
	}
	args, err := words(p.line.value())
	if err != nil {
		p.problem = err.Error()
		return p, nil
	}
	p.ask.void()
	if len(args) == 0 {
		return nil, nil
	}
	p.ran(p.line.value())
	return nil, func() tea.Msg { return perform{args} }
}

// words splits a line as a shell would; nothing in it is carried out.
func words(line string) ([]string, error) {
	line = strings.TrimPrefix(strings.TrimSpace(line), "cop ")
	return shell.Fields(line, func(string) string { return "" })
}

// accept puts the chosen offer in place of the word that is being typed.
func (p *palette) accept() tea.Cmd {
	if p.list.cursor >= len(p.offers) {
		return nil
	}
	word := p.offers[p.list.cursor].word
	if strings.ContainsAny(word, " '\"$*") {
		word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	line := p.line.value()
	cutAt := strings.LastIndexByte(line, ' ') + 1
	if !strings.HasSuffix(word, "=") && !strings.HasSuffix(word, "/") {
		word += " "
	}
	p.line.set(line[:cutAt] + strings.TrimRight(word, " "))
	if strings.HasSuffix(word, " ") {
		p.line.insert([]rune(" "))
	}
	return p.complete()
}

// complete asks what could come next. The first word is known here; for the
// others the commands themselves are asked, as a shell would.
func (p *palette) complete() tea.Cmd {
	p.picked = false
	line := p.line.value()
	first, rest, more := strings.Cut(line, " ")
	if !more {
		p.ask.void()
		p.offers = p.commands(first)
		p.list.reset(len(p.offers))
		return nil
	}
	typed := rest[strings.LastIndexByte(rest, ' ')+1:]
	before, err := words(line[:len(line)-len(typed)])
	if err != nil {
		return nil
	}
	ctx, n := p.ask.next(p.ctx)
	args := append(append([]string{"__complete"}, before...), typed)
	return func() tea.Msg { return completed{n, p.fetch(ctx, args)} }
}

// fetch reads completions as cobra writes them: a word, a tab, what it does;
// the last line, which begins with a colon, is for shells.
func (p *palette) fetch(ctx context.Context, args []string) []offer {
	text, _ := p.host.Run(ctx, args, 1000, func(string) {})
	var out []offer
	for line := range strings.Lines(text) {
		word, does, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if strings.HasPrefix(word, ":") {
			break
		}
		if word != "" && len(out) < 200 {
			out = append(out, offer{term.Clean(word), term.Clean(does)})
		}
	}
	return out
}

func (p *palette) take(m completed) {
	if m.n != p.ask.n {
		return
	}
	p.offers = m.offers
	p.list.reset(len(p.offers))
}

func (p *palette) view(width, height int) []string {
	l := p.styles
	out := []string{l.muted(strings.Repeat("─", width))}
	p.list.resize(min(mostOffers, max(height-3, 1)))
	from, to := p.list.visible()
	widest := 0
	for _, o := range p.offers[from:to] {
		widest = max(widest, min(len([]rune(o.word)), width/2))
	}
	for i := from; i < to; i++ {
		o := p.offers[i]
		out = append(out, cut(l.bar(i == p.list.cursor, p.picked)+" "+fit(l.paint(term.Plain, o.word), widest)+"  "+l.muted(o.does), width))
	}
	if p.problem != "" {
		out = append(out, cut(l.warn(p.problem), width))
	}
	return append(out, l.accent(":")+" "+p.line.view(l, width-2, true, "a command, as after cop, tab completes"))
}
