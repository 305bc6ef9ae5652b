package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// page is one note with everything around it, and the way that led there.
type page struct {
	*shared
	pool    string       // "": the one that is browsed
	at      note.Address // "": no note was opened yet
	anchor  string       // heading to go to once it is there
	layout  layout
	view    *pool.View // nil until thread and neighbours are there
	err     error
	loading bool
	scroll  scroller
	entryAt string // the file of the entry that one came for; "": none
	want    int    // where to scroll to once enough is laid out; -1: nowhere
	link    int    // the chosen link, -1 for none
	history []visit
	find    finder
	ask     ticket

	width, height int
}

// visit is a note that was read and where in it.
type visit struct {
	pool      string
	at        note.Address
	top, link int
}

// paged is a note that was laid out; view comes with the second of two.
type paged struct {
	n      int
	layout layout
	view   *pool.View
	whole  bool // nothing was left out
	err    error
}

func newPage(s *shared) *page { return &page{shared: s, link: -1, want: -1} }

// open reads a note and remembers where one was.
func (p *page) open(a place, anchor string) tea.Cmd {
	if p.at != "" && p.place() != a {
		p.history = append(p.history, visit{p.pool, p.at, p.scroll.top, p.link})
	}
	return p.turn(visit{a.pool, a.note, 0, -1}, anchor)
}

// place is where the note is.
func (p *page) place() place { return place{p.pool, p.at} }

// back returns to the note before; false: this was the first.
func (p *page) back() (tea.Cmd, bool) {
	n := len(p.history)
	if n == 0 {
		return nil, false
	}
	v := p.history[n-1]
	p.history = p.history[:n-1]
	return p.turn(v, ""), true
}

func (p *page) turn(v visit, anchor string) tea.Cmd {
	if v.at != p.at || v.pool != p.pool {
		p.layout, p.view, p.err, p.find = layout{}, nil, nil, finder{}
	}
	p.pool, p.at, p.anchor, p.link, p.want, p.entryAt = v.pool, v.at, anchor, v.link, v.top, ""
	p.scroll.top = 0
	return p.load()
}

// reload reads the note again and stays where one is.
func (p *page) reload() tea.Cmd {
	if p.at == "" {
		return nil
	}
	p.want = p.scroll.top
	return p.load()
}

func (p *page) load() tea.Cmd {
	ctx, n := p.ask.next(p.ctx)
	a, o := p.place(), p.layoutOptions(p.columns())
	p.loading = true
	return func() tea.Msg {
		s, whole, err := p.reader.first(ctx, a, o)
		return paged{n: n, layout: s, whole: whole, err: err}
	}
}

// take shows what was read; the file comes first and asks for the rest.
func (p *page) take(m paged) tea.Cmd {
	if m.n != p.ask.n {
		return nil
	}
	p.err = m.err
	if m.err != nil {
		p.loading = false
		return nil
	}
	// The file alone never replaces a page that has more.
	if m.view != nil || p.view == nil {
		p.layout, p.view = m.layout, m.view
		p.scroll.resize(len(p.layout.lines), p.height)
		p.arrive(m.view != nil || m.whole)
		p.found()
		p.toEntry()
	}
	if m.view != nil {
		p.loading = false
		return nil
	}
	return p.rest()
}

// toEntry chooses the entry that one came for, once it is there.
func (p *page) toEntry() {
	if p.entryAt == "" || p.view == nil {
		return
	}
	for i := range p.layout.firsts {
		if at, ok := p.layout.link(i); ok && at.goal.entry == p.entryAt {
			p.link, p.want = i, -1
			p.scroll.reveal(at.line)
		}
	}
	p.entryAt = ""
}

// rest asks for thread, reports and neighbours.
func (p *page) rest() tea.Cmd {
	ctx, n := p.ask.next(p.ctx)
	a, o := p.place(), p.layoutOptions(p.columns())
	return func() tea.Msg {
		s, v, err := p.reader.whole(ctx, a, o)
		return paged{n: n, layout: s, view: &v, whole: true, err: err}
	}
}

// arrive scrolls to where one wanted to be, as soon as that is laid out.
func (p *page) arrive(all bool) {
	if p.anchor != "" {
		if line, ok := p.headingLine(p.anchor); ok {
			p.scroll.to(line)
			p.anchor, p.want = "", -1
		}
		return
	}
	if p.want < 0 {
		return
	}
	p.scroll.to(p.want)
	if all && p.view != nil || p.scroll.top == p.want {
		p.want = -1
	}
	p.link = min(p.link, len(p.layout.firsts)-1)
}

// headingLine finds a heading by its anchor or its words.
func (p *page) headingLine(anchor string) (int, bool) {
	want := anchorOf(anchor)
	for _, h := range p.layout.headings {
		if anchorOf(h.Text) == want {
			return h.Line, true
		}
	}
	return 0, false
}

// anchorOf is what links say of a heading: small letters, no punctuation,
// hyphens for spaces.
func anchorOf(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case strings.ContainsRune("!\"#$%&'()*+,./:;<=>?@[\\]^`{|}~", r):
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(s)))
}

// Columns: text wider than mostText is harder to read; from outlineFrom there
// is room for the outline beside it.
const (
	mostText    = 96
	outlineFrom = 110
	outlineCols = 32
)

func (p *page) outlined() bool { return p.width >= outlineFrom && len(p.layout.headings) > 2 }

// columns is the width text is laid out in. It does not depend on the text.
func (p *page) columns() int {
	w := p.width - 2
	if p.width >= outlineFrom {
		w -= outlineCols + 1
	}
	return max(min(w, mostText), 10)
}

func (p *page) resize(width, height int) tea.Cmd {
	before := p.columns()
	p.width, p.height = width, height
	p.scroll.resize(len(p.layout.lines), height)
	if p.at == "" || before == p.columns() {
		return nil
	}
	p.view = nil
	return p.reload()
}

// obey moves through the page.
func (p *page) obey(a action) {
	switch a {
	case nextLink:
		p.step(1)
	case prevLink:
		p.step(-1)
	case nextHeading:
		p.heading(1)
	case prevHeading:
		p.heading(-1)
	case prevMatch:
		p.match(-1)
	default:
		if p.scroll.obey(a) {
			p.want = -1
		}
	}
}

// step chooses the next link from what is on the screen, or the previous one.
func (p *page) step(dir int) {
	n := len(p.layout.firsts)
	if n == 0 {
		return
	}
	at, ok := p.layout.link(p.link)
	seen := ok && p.visible(at.line)
	switch {
	case seen || p.link >= 0 && !p.anyVisible():
		p.link = (p.link + dir + n) % n
	default:
		p.link = p.entry(dir)
	}
	if at, ok := p.layout.link(p.link); ok {
		p.scroll.show(at.line)
	}
}

func (p *page) visible(line int) bool {
	return line >= p.scroll.top && line < p.scroll.top+p.scroll.height
}

func (p *page) anyVisible() bool {
	for _, l := range p.layout.links {
		if p.visible(l.line) {
			return true
		}
	}
	return false
}

// entry is the first link from the top of the screen on, or the last one up to
// its end.
func (p *page) entry(dir int) int {
	n := len(p.layout.firsts)
	for i := range n {
		k := i
		if dir < 0 {
			k = n - 1 - i
		}
		at, _ := p.layout.link(k)
		line := at.line
		if dir > 0 && line >= p.scroll.top || dir < 0 && line < p.scroll.top+p.scroll.height {
			return k
		}
	}
	return 0
}

func (p *page) heading(dir int) {
	best := -1
	for _, h := range p.layout.headings {
		if dir > 0 && h.Line > p.scroll.top {
			best = h.Line
			break
		}
		if dir < 0 && h.Line < p.scroll.top {
			best = h.Line
		}
	}
	if best >= 0 {
		p.scroll.to(best)
	}
}

// target is where the chosen link leads.
func (p *page) target() (goal, bool) {
	at, ok := p.layout.link(p.link)
	return at.goal, ok
}

// lines draws the page.
func (p *page) lines() []string {
	if p.at == "" {
		return centred([]string{p.styles.muted("No note was opened yet. 2 shows the pool.")}, p.width, p.height)
	}
	if p.err != nil {
		return block(unreadable(p.shared, p.err, p.width-2), p.height)
	}
	if len(p.layout.lines) == 0 {
		return centred([]string{p.styles.muted("Reading " + string(p.at) + "…")}, p.width, p.height)
	}
	text := p.text()
	if !p.outlined() {
		return text
	}
	return p.styles.beside(text, p.outlineLines(), p.width-outlineCols-1)
}

func (p *page) text() []string {
	chosen, _ := p.layout.link(p.link)
	out := make([]string, 0, p.height)
	for i := p.scroll.top; i < min(p.scroll.top+p.height, len(p.layout.lines)); i++ {
		out = append(out, " "+p.find.mark(p.layout.shown(i, chosen, p.styles), p.styles))
	}
	return block(out, p.height)
}

// section is the heading one is reading below.
func (p *page) section() int {
	at := 0
	for i, h := range p.layout.headings {
		if h.Line <= p.scroll.top+1 {
			at = i
		}
	}
	return at
}

func (p *page) outlineLines() []string {
	at := p.section()
	from := max(min(at-p.height/2, len(p.layout.headings)-p.height), 0)
	var out []string
	for i := from; i < min(from+p.height, len(p.layout.headings)); i++ {
		out = append(out, p.outlineLine(i, i == at, outlineCols))
	}
	return block(out, p.height)
}

func (p *page) outlineLine(i int, here bool, width int) string {
	h := p.layout.headings[i]
	style := term.Muted
	if here {
		style = term.Title
	}
	indent := strings.Repeat("  ", min(max(h.Level-1, 0), 4))
	return fit(p.styles.bar(here, false)+" "+indent+p.styles.paint(style, h.Text), width)
}

// click chooses the link at a place and reports whether there is one.
func (p *page) click(x, y int) bool {
	if p.outlined() && x >= p.width-outlineCols {
		from := max(min(p.section()-p.height/2, len(p.layout.headings)-p.height), 0)
		if i := from + y; i < len(p.layout.headings) {
			p.scroll.to(p.layout.headings[i].Line)
		}
		return false
	}
	line := p.scroll.top + y
	n, last := -1, 0
	for _, l := range p.layout.links {
		if l.n != last {
			n, last = n+1, l.n
		}
		if l.line == line && x-1 >= l.start && x-1 < l.end {
			p.link = n
			return true
		}
	}
	return false
}
