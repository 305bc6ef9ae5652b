package tui

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// browser is the root model. Its methods run on the loop of the program.
type browser struct {
	*shared
	at       screens
	from     screens // where the note page was opened from
	home     *home
	noteList *noteList
	page     *page

	reviews *reviews
	over    overlay // nil: none
	later   overlay // waits until no line is being typed

	name    string // of the community
	root    string // the pool's folder
	status  pool.Status
	load    ticket // of the catalogue
	ask     ticket // of the status
	notice  string // what the last action has to say, already painted
	working string // what takes so long
	running *running
	past    []string // commands typed, oldest first

	pick   bool
	picked string
	tty    io.Writer

	painter       *painter          // nil in tests: nothing is drawn
	watch         func(root string) // begins to watch the files, once; nil: not, or already
	width, height int
}

// overlay is something that lies over the screen and has the keys.
type overlay interface {
	// key handles a key; the overlay it returns stays, nil closes it.
	key(tea.KeyMsg) (overlay, tea.Cmd)
	// view draws it in so many columns and at most so many rows.
	view(width, height int) []string
}

func newBrowser(ctx context.Context, h Host, d *session, start Start) *browser {
	s := &shared{ctx: ctx, host: h, session: d, reader: newReader(d), styles: newStyles(h.Streams), keys: keys(), breath: breath}
	b := &browser{shared: s, at: atHome, from: atHome, home: newHome(s), noteList: newNoteList(s), page: newPage(s), reviews: newReviews(s), pick: start.Pick}
	if start.Pool || start.Pick || start.Words != "" {
		b.at, b.from = atPool, atPool
	}
	b.noteList.filter.set(start.Words)
	b.noteList.typing = start.Pick
	return b
}

// Init asks for what the index knew last; what the files say follows.
func (b *browser) Init() tea.Cmd {
	return tea.Batch(b.session.listen(b.ctx), b.catalogue(false))
}

// catalogue asks for every note: as known last, or as the files have it.
func (b *browser) catalogue(fresh bool) tea.Cmd {
	ctx, n := b.load.next(b.ctx)
	old, known := b.noteList.all, b.home.seen
	urgency := soon
	if fresh {
		urgency = later
	}
	return func() tea.Msg {
		m := catalogued{n: n, fresh: fresh, seen: known}
		old.tidy()
		m.err = b.session.use(ctx, urgency, func(p *pool.Pool) error { return m.read(ctx, p, old) })
		if fresh {
			m.all.tidy()
		}
		return m
	}
}

const manyNotes = 20_000 // from here on memory is worth more collections

// tidy gives back what reading a large catalogue took: as much again as is kept.
func (c *catalogue) tidy() {
	if c != nil && len(c.cards) > manyNotes {
		debug.SetGCPercent(leanness)
		debug.FreeOSMemory()
	}
}

// read fills the message in. A catalogue that would be the same as old is old.
func (m *catalogued) read(ctx context.Context, p *pool.Pool, old *catalogue) (err error) {
	m.root, m.name = p.Root(), p.Name()
	m.me, _ = p.Me() // a nameless person has no notes of their own, but may read
	if m.seen == nil {
		if m.seen, err = p.Seen(); err != nil {
			return err
		}
	}
	var all *catalogueBuilder
	var builder *pool.BreakfastBuilder
	walk := p.WalkLast
	if m.fresh {
		walk = p.Walk
	}
	err = walk(ctx, func(most int) func(*index.Card) {
		all, builder = newCatalogueBuilder(most, p.Stale, old), p.BuildBreakfast(m.seen)
		return func(c *index.Card) {
			all.add(c)
			builder.Add(c)
		}
	})
	if err != nil {
		return err
	}
	m.all = all.build()
	m.today = newHomeNews(m.all, builder.Breakfast(ctx), p.Stale)
	return nil
}

// stated is what is not with the others yet.
type stated struct {
	n      int
	status pool.Status
	known  []pool.Review // what was in review last, and when
	when   time.Time
	remote bool
	err    error
}

func (b *browser) askStatus() tea.Cmd {
	ctx, n := b.ask.next(b.ctx)
	return func() tea.Msg {
		m := stated{n: n}
		m.err = b.session.use(ctx, later, func(p *pool.Pool) (err error) {
			m.status, err = p.Status(ctx)
			m.known, m.when = p.KnownReviews()
			_, m.remote = p.Remote()
			return err
		})
		return m
	}
}

// refresh looks at the files again: every screen follows.
func (b *browser) refresh() tea.Cmd {
	b.session.anew()
	return tea.Batch(b.catalogue(true), b.page.reload(), b.reviews.again(b.at == atReview))
}

// Update changes the browser as a message says.
func (b *browser) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := b.update(msg)
	if b.later != nil && !b.writing() {
		b.over, b.later = b.later, nil
	}
	if b.at == atHome && b.over == nil {
		b.home.markDrawn()
	}
	return b, cmd
}

func (b *browser) update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		return b.resize(m.Width, m.Height)
	case tea.KeyMsg:
		return b.typed(m)
	case tea.MouseMsg:
		return b.mouse(m)
	case tea.ResumeMsg:
		return b.refresh()
	case catalogued:
		return b.takeCatalogue(m)
	case stated:
		return b.takeStatus(m)
	case counted:
		return b.noteList.takeChoices(m)
	case narrowed:
		return b.settled(b.noteList.takeNarrowed(m))
	case foundText:
		return b.settled(b.noteList.takeFound(m))
	case foundWide:
		b.tellWide(m)
		return b.settled(b.noteList.takeWide(m))
	case previewed:
		b.noteList.takePreview(m)
	case paged:
		return b.page.take(m)
	case progressed:
		b.working = m.words()
		return b.session.listen(b.ctx)
	default:
		return b.news(msg)
	}
	return nil
}

// settled opens the note that enter was pressed for before it was found.
func (b *browser) settled(cmd tea.Cmd) tea.Cmd {
	if !b.noteList.eager || b.noteList.unsettled() {
		return cmd
	}
	b.noteList.eager = false
	return tea.Batch(cmd, b.enter())
}

// words says how far long work is.
func (m progressed) words() string {
	if m.total > 0 {
		return fmt.Sprintf("%s %s of %s", m.what, thousands(m.done), thousands(m.total))
	}
	return m.what
}

func (b *browser) takeCatalogue(m catalogued) tea.Cmd {
	if m.n != b.load.n {
		return nil
	}
	if m.fresh {
		b.working = ""
	}
	if m.err != nil {
		b.complain(m.err)
		return nil
	}
	b.root, b.name = m.root, m.name
	if m.fresh && b.watch != nil {
		b.watch(b.root)
		b.watch = nil
	}
	var cmds []tea.Cmd
	// An index that knows nothing yet is no empty pool.
	if m.fresh || len(m.all.cards) > 0 {
		b.home.put(m)
		if m.all != b.noteList.all {
			cmds = append(cmds, b.noteList.put(m.all), func() tea.Msg {
				m.all.at()
				return counted{m.all, m.all.choices()}
			})
		}
	}
	if !m.fresh {
		return tea.Batch(append(cmds, b.catalogue(true))...)
	}
	return tea.Batch(append(cmds, b.askStatus())...)
}

func (b *browser) takeStatus(m stated) tea.Cmd {
	if m.n != b.ask.n {
		return nil
	}
	if m.err != nil {
		b.complain(m.err)
		return nil
	}
	b.status = m.status
	b.home.status = &m.status
	b.reviews.know(m.known, m.when, m.remote)
	b.home.reviews, b.home.returned, b.home.ready = b.reviews.forMe(), b.reviews.returned(), b.reviews.ready()
	b.home.arrange()
	b.noteList.states = states(m.status)
	return nil
}

// complain shows an error where the next key takes it away.
func (b *browser) complain(err error) {
	if b.ctx.Err() != nil {
		return
	}
	msg, hint := b.host.Explain(err)
	b.notice = b.styles.bad(msg)
	if hint != "" {
		b.notice += b.styles.muted(" · " + hint)
	}
}

func (b *browser) say(format string, args ...any) {
	b.notice = b.styles.paint(term.Plain, fmt.Sprintf(format, args...))
}

// note is the one an action is about: what is read, or what is chosen.
func (b *browser) note() (note.Address, bool) {
	switch b.at {
	case atNote:
		return b.page.at, b.page.at != "" && b.page.pool == ""
	case atPool:
		return b.noteList.chosen()
	case atReview:
		return "", false
	}
	return b.home.chosen()
}

// file is the path of a note's file.
func (b *browser) file(a note.Address) string {
	return filepath.Join(b.root, filepath.FromSlash(a.Path()))
}

// remember keeps what has to outlive the browser.
func (b *browser) remember() error { return b.home.remember() }

const chrome = 2 // rows: the tabs above, the keys below

func (b *browser) resize(width, height int) tea.Cmd {
	b.width, b.height = width, height
	rows := max(height-chrome, 1)
	b.home.resize(width, rows)
	return tea.Batch(b.noteList.resize(width, rows), b.page.resize(width, rows), b.reviews.resize(width, rows))
}

// View draws the browser. Every line passes the last gate: colours and links,
// nothing else.
func (b *browser) View() string {
	if b.width == 0 || b.height == 0 {
		return ""
	}
	rows := max(b.height-chrome, 1)
	lines := append([]string{b.tabs()}, block(b.body(rows), rows)...)
	if b.height > 1 {
		foot := b.foot()
		lines = append(lines[:max(1, b.height-len(foot))], foot...)
	}
	lines = lines[:min(len(lines), b.height)]
	for i, line := range lines {
		lines[i] = strings.TrimRight(term.Safe(cut(line, b.width), true), " ")
	}
	return strings.Join(lines, "\n")
}

func (b *browser) body(rows int) []string {
	lines := b.screen()
	if b.over == nil {
		return lines
	}
	return lay(lines, b.over.view(b.width, rows), b.width, rows)
}

func (b *browser) screen() []string {
	switch b.at {
	case atPool:
		return b.noteList.view()
	case atNote:
		return b.page.lines()
	case atReview:
		return b.reviews.screen()
	}
	return b.home.view()
}

// lay puts a block over the last rows of a screen.
func lay(screen, over []string, width, rows int) []string {
	screen = block(screen, rows)
	over = over[:min(len(over), rows)]
	for i, line := range over {
		screen[rows-len(over)+i] = fit(line, width)
	}
	return screen
}
