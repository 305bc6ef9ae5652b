package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// helpBox lists every key, made from the key map; what is typed narrows it.
type helpBox struct {
	*shared
	at     screens
	filter field
	scroll scroller
}

func newHelpBox(s *shared, at screens) *helpBox { return &helpBox{shared: s, at: at} }

func (h *helpBox) key(m tea.KeyMsg) (overlay, tea.Cmd) {
	switch m.String() {
	case "esc", "ctrl+c", "enter":
		return nil, nil
	case "?", "q":
		if h.filter.value() == "" {
			return nil, nil
		}
	case "up", "ctrl+p":
		h.scroll.obey(up)
		return h, nil
	case "down", "ctrl+n":
		h.scroll.obey(down)
		return h, nil
	case "pgdown":
		h.scroll.obey(pageDown)
		return h, nil
	case "pgup":
		h.scroll.obey(pageUp)
		return h, nil
	}
	if h.filter.typed(m) {
		h.scroll.to(0)
	}
	return h, nil
}

// rows are the lines of the help: the keys of this screen, then the others'.
func (h *helpBox) rows(width int) []string {
	var out []string
	for _, group := range []struct {
		title string
		of    func(binding) bool
	}{
		{"Here", func(b binding) bool { return b.where&h.at != 0 }},
		{"Elsewhere", func(b binding) bool { return b.where&h.at == 0 && h.keys.lookup(h.at, b.keys[0]) != b.act }},
	} {
		rows := h.group(group.of, width)
		if len(rows) > 0 {
			out = append(append(out, h.styles.title(group.title)), rows...)
		}
	}
	if len(out) == 0 {
		out = append(out, h.styles.muted("No key does that."))
	}
	return out
}

func (h *helpBox) group(of func(binding) bool, width int) []string {
	labels := 15
	if width < stackFrom {
		labels = 9
	}
	want := strings.ToLower(strings.TrimSpace(h.filter.value()))
	var out []string
	for _, b := range h.keys {
		if !of(b) || !strings.Contains(strings.ToLower(b.label()+" "+b.does), want) {
			continue
		}
		does := h.styles.paint(term.Plain, b.does)
		if b.where&h.at == 0 {
			does += h.styles.muted(" (" + b.where.String() + ")")
		}
		label := h.styles.accent(b.label())
		if ansi.StringWidth(b.label()) > labels {
			out, label = append(out, "  "+label), ""
		}
		out = append(out, hang("  "+fit(label, labels)+" ", strings.Repeat(" ", labels+3), does, width)...)
	}
	return out
}

// String names a place for the help.
func (p screens) String() string {
	switch p {
	case atHome:
		return "home"
	case atPool:
		return "pool"
	case atNote:
		return "note"
	case atReview:
		return "review"
	case atChange:
		return "a contribution"
	case atHome | atPool:
		return "home and pool"
	}
	return ""
}

func (h *helpBox) view(width, height int) []string {
	rows := h.rows(width)
	h.scroll.resize(len(rows), height-1)
	top := h.styles.title("Keys") + "  " + h.filter.view(h.styles, max(width-26, 10), true, "type to narrow")
	out := []string{spread(top, h.styles.muted(h.more()), width)}
	return append(out, block(rows[h.scroll.top:], height-1)...)
}

// more says how much lies below.
func (h *helpBox) more() string {
	if below := h.scroll.n - h.scroll.top - h.scroll.height; below > 0 {
		return fmt.Sprintf("↓ %d more · esc", below)
	}
	return "esc"
}

// output is what a command wrote; it may ask whether to go on with another.
type output struct {
	*shared
	title  string
	text   []string
	after  after
	scroll scroller
}

func newOutput(s *shared, title, text string, next after) *output {
	return &output{shared: s, title: title, text: strings.Split(strings.TrimRight(text, "\n"), "\n"), after: next}
}

func (o *output) key(m tea.KeyMsg) (overlay, tea.Cmd) {
	switch m.String() {
	case "enter":
		if o.after.ask != nil {
			return nil, func() tea.Msg { return perform{o.after.ask} }
		}
		return nil, nil
	case "esc", "q", "ctrl+c", "n":
		return nil, nil
	}
	if len(o.text) > o.scroll.height && o.scroll.obey(o.keys.lookup(everywhere, m.String())) {
		return o, nil
	}
	return nil, func() tea.Msg { return m } // meant for what is beneath
}

func (o *output) view(width, height int) []string {
	rows := min(len(o.text), max(height-3, 1))
	o.scroll.resize(len(o.text), rows)
	out := []string{o.styles.muted(strings.Repeat("─", width)), o.styles.title(o.title)}
	for _, line := range o.text[o.scroll.top : o.scroll.top+rows] {
		out = append(out, "  "+line)
	}
	if o.after.ask != nil {
		return append(out, o.styles.hints(width, hint{"enter", o.after.verb, true}, hint{"esc", "not now", true}))
	}
	return append(out, o.styles.hints(width, hint{"esc", "closes", true}))
}

// outlineBox is a page's headings to jump to; what is typed narrows it.
type outlineBox struct {
	page   *page
	filter field
	list   list
	shown  []int // of the headings
}

func newOutline(p *page) *outlineBox {
	o := &outlineBox{page: p}
	o.list.resize(1)
	o.narrow()
	o.list.choose(p.section())
	return o
}

// narrow shows the headings that have what is typed.
func (o *outlineBox) narrow() {
	want := strings.ToLower(strings.TrimSpace(o.filter.value()))
	o.shown = o.shown[:0]
	for i, h := range o.page.layout.headings {
		if strings.Contains(strings.ToLower(h.Text), want) {
			o.shown = append(o.shown, i)
		}
	}
	o.list.reset(len(o.shown))
}

func (o *outlineBox) key(m tea.KeyMsg) (overlay, tea.Cmd) {
	switch key := m.String(); key {
	case "esc", "ctrl+c":
		return nil, nil
	case "q", "O":
		if o.filter.value() == "" {
			return nil, nil
		}
	case "enter":
		if o.list.cursor < len(o.shown) && o.shown[o.list.cursor] < len(o.page.layout.headings) {
			o.page.scroll.to(o.page.layout.headings[o.shown[o.list.cursor]].Line)
		}
		return nil, nil
	case "up", "ctrl+p", "down", "ctrl+n", "pgup", "pgdown", "home", "end":
		o.list.obey(o.page.keys.lookup(everywhere, key))
		return o, nil
	}
	if o.filter.typed(m) {
		o.narrow()
	}
	return o, nil
}

func (o *outlineBox) view(width, height int) []string {
	l := o.page.styles
	if len(o.shown) > len(o.page.layout.headings) || o.filter.value() == "" && len(o.shown) != len(o.page.layout.headings) {
		o.narrow() // the note was read anew meanwhile
	}
	o.list.resize(min(height-2, max(o.list.n, 1)))
	top := l.title("Outline") + "  " + o.filter.view(l, max(width-12, 10), true, "type to narrow")
	out := []string{l.muted(strings.Repeat("─", width)), cut(top, width)}
	if len(o.shown) == 0 {
		return append(out, "  "+l.muted("No heading has that."))
	}
	from, to := o.list.visible()
	for i := from; i < to; i++ {
		if o.shown[i] < len(o.page.layout.headings) {
			out = append(out, o.page.outlineLine(o.shown[i], i == o.list.cursor, width))
		}
	}
	return out
}
