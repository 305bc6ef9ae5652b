package tui

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// reviews is the tab where contributions are judged: the queue, or one of them. What was
// known last is shown until the place of review has answered, and when it does not.
type reviews struct {
	*shared
	queue  list
	all    []pool.Review
	asOf   time.Time // of what is shown; zero: just now
	away   error     // why the place could not be asked
	asking bool      // it is being asked
	placed bool      // the pool has a place to be reviewed at
	ask    ticket

	open   string // the name of the contribution on the screen; "": the queue
	view   ReviewView
	layout ReviewLayout
	err    error
	lines  list
	get    ticket // of the contribution
	laying ticket // of its layout

	width, height int
}

// Messages of the tab.
type (
	queued struct {
		n    int
		list []pool.Review
		at   time.Time
		err  error
	}
	reviewRead struct {
		n      int
		view   ReviewView
		layout ReviewLayout
		width  int // it is laid out for
		lost   int
		err    error
	}
	reviewLaid struct {
		n      int
		view   term.ProseView
		layout ReviewLayout
	}
	reviewKept struct {
		draft term.EditResult
		err   error
	}
)

func newReviews(s *shared) *reviews { return &reviews{shared: s} }

// know takes what was known last.
func (v *reviews) know(list []pool.Review, at time.Time, remote bool) {
	v.placed = remote
	if v.all == nil && !at.IsZero() {
		v.fill(list, at)
	}
}

// fill shows a queue and keeps the cursor on its contribution.
func (v *reviews) fill(list []pool.Review, at time.Time) {
	was, _ := v.chosen()
	v.all, v.asOf = list, at
	if v.all == nil {
		v.all = []pool.Review{}
	}
	v.queue.grow(len(list))
	for i, r := range list {
		if r.ID == was.ID {
			v.queue.choose(i)
		}
	}
}

// chosen is the contribution under the cursor of the queue.
func (v *reviews) chosen() (pool.Review, bool) {
	if v.queue.cursor >= len(v.all) {
		return pool.Review{}, false
	}
	return v.all[v.queue.cursor], true
}

// forMe lists what asks for the user.
func (v *reviews) forMe() []pool.Review {
	var out []pool.Review
	for _, r := range v.all {
		if r.AsksMe {
			out = append(out, r)
		}
	}
	return out
}

// returned is what this person offered and what somebody wants changed.
func (v *reviews) returned() []pool.Review {
	return v.ownThat(func(r pool.Review) bool { return r.Gate.Has(forge.ChangesAsked) })
}

// ready is what this person offered and what nothing stands against any more.
func (v *reviews) ready() []pool.Review {
	return v.ownThat(func(r pool.Review) bool { return r.Standing() == pool.StandsReady })
}

func (v *reviews) ownThat(is func(pool.Review) bool) []pool.Review {
	return slices.DeleteFunc(slices.Clone(v.all), func(r pool.Review) bool { return !r.Mine || r.State != forge.Open || !is(r) })
}

// load asks the place of review for the queue.
func (v *reviews) load() tea.Cmd {
	ctx, n := v.ask.next(v.ctx)
	v.asking = true
	return func() tea.Msg {
		m := v.session.queue(ctx)
		m.n = n
		return m
	}
}

// queue asks the place of review what is offered; where that fails it is as known last.
func (d *session) queue(ctx context.Context) (m queued) {
	m.err = d.apart(ctx, func(p *pool.Pool) (err error) {
		m.list, err = p.Reviews(ctx, forge.Filter{})
		if err != nil {
			m.list, m.at = p.KnownReviews()
		}
		return err
	})
	return m
}

func (v *reviews) takeQueue(m queued) {
	if m.n != v.ask.n {
		return
	}
	v.asking, v.away = false, m.err
	if m.err == nil || !m.at.IsZero() {
		v.fill(m.list, m.at)
	}
}

// show opens a contribution.
func (v *reviews) show(name string) tea.Cmd {
	if v.open != name {
		v.view = ReviewView{View: v.view.View}
		v.layout, v.err = ReviewLayout{}, nil
		v.lines.reset(0)
	}
	v.open = name
	return v.read()
}

// read asks for the contribution on the screen as it is now.
func (v *reviews) read() tea.Cmd {
	if v.open == "" {
		return nil
	}
	ctx, n := v.get.next(v.ctx)
	name, way, o := v.open, v.view.View, v.layoutOptions(v.columns())
	return func() tea.Msg {
		m := reviewRead{n: n, view: ReviewView{View: way}, width: o.width}
		m.err = v.session.apart(ctx, func(p *pool.Pool) error { return m.read(ctx, p, name) })
		if m.err == nil {
			m.layout = layoutReview(m.view, o)
		}
		return m
	}
}

func (m *reviewRead) read(ctx context.Context, p *pool.Pool, name string) (err error) {
	if m.view.Review, err = p.Review(ctx, name); err != nil {
		return err
	}
	panel, err := p.Panel(ctx, m.view.Review)
	if err != nil {
		return err
	}
	m.view.Panel = &panel
	m.view.Draft, m.lost, err = p.ShowReview(ctx, m.view.Review)
	return err
}

// take shows what was read. Where the view or the width is another by now, it is laid out
// once more.
func (v *reviews) take(m reviewRead) tea.Cmd {
	if m.n != v.get.n {
		return nil
	}
	if v.err = m.err; m.err != nil {
		return nil
	}
	way := v.view.View
	v.view = m.view
	v.replace(m.layout)
	if way == m.view.View && m.width == v.columns() {
		v.laying.void()
		return nil
	}
	return v.lay(way)
}

// replace shows another layout of the same contribution; the cursor stays on its words, and
// these where they are on the screen.
func (v *reviews) replace(layout ReviewLayout) (stayed bool) {
	was, row := v.spot(), v.lines.cursor-v.lines.top
	nth := 0
	for i := v.lines.cursor; i > 0 && i < len(v.layout.Spots) && v.layout.Spots[i-1] == was; i-- {
		nth++
	}
	v.layout = layout
	v.lines.grow(len(layout.Lines))
	if was == (ReviewSpot{}) {
		return false
	}
	for i, s := range layout.Spots {
		if s == was {
			v.lines.choose(min(i+nth, len(layout.Spots)-1))
			v.lines.top = min(max(v.lines.cursor-row, 0), max(v.lines.n-v.lines.height, 0))
			return true
		}
	}
	return false
}

// lay lays the contribution out again: in another view, or for another width.
func (v *reviews) lay(way term.ProseView) tea.Cmd {
	if v.open == "" || v.view.Review.ID == "" {
		return nil
	}
	_, n := v.laying.next(v.ctx)
	view, o := v.view, v.layoutOptions(v.columns())
	view.View = way
	return func() tea.Msg { return reviewLaid{n, way, layoutReview(view, o)} }
}

// takeLaid shows another view of the same, at the change one was looking at.
func (v *reviews) takeLaid(m reviewLaid) {
	if m.n != v.laying.n {
		return
	}
	at := v.change()
	v.view.View = m.view
	if !v.replace(m.layout) && at >= 0 && at < len(v.layout.Changes) {
		v.goTo(v.layout.Changes[at])
	}
}

// change is the number of the change the cursor is in or after, -1 before the first.
func (v *reviews) change() int {
	at := -1
	for i, line := range v.layout.Changes {
		if line <= v.lines.cursor {
			at = i
		}
	}
	return at
}

// jump goes to the next change, or the previous one.
func (v *reviews) jump(dir int) {
	best := -1
	for _, line := range v.layout.Changes {
		if dir > 0 && line > v.lines.cursor {
			best = line
			break
		}
		if dir < 0 && line < v.lines.cursor {
			best = line
		}
	}
	if best >= 0 {
		v.goTo(best)
	}
}

// goTo puts the cursor on a line with a little of what stands before it in sight.
func (v *reviews) goTo(line int) {
	v.lines.choose(line)
	v.lines.top = min(max(line-2, 0), max(v.lines.n-v.lines.height, 0))
}

// spot is what the line under the cursor is about.
func (v *reviews) spot() ReviewSpot {
	if v.open == "" || v.lines.cursor >= len(v.layout.Spots) {
		return ReviewSpot{}
	}
	return v.layout.Spots[v.lines.cursor]
}

// columns is the width a contribution is laid out in: the cursor stands left of it.
func (v *reviews) columns() int { return max(min(v.width-2, mostText), 10) }

// again asks anew for what is on the screen, and for a contribution that is open.
func (v *reviews) again(here bool) tea.Cmd {
	var cmds []tea.Cmd
	if here {
		cmds = append(cmds, v.load())
	}
	return tea.Batch(append(cmds, v.read())...)
}

// window is the list that has the keys.
func (v *reviews) window() *list {
	if v.open == "" {
		return &v.queue
	}
	return &v.lines
}

// click puts the cursor on a row and reports whether that opens it.
func (v *reviews) click(y int) (opens bool) {
	w, row := v.window(), y
	if v.open == "" {
		row = (y - queueHead) / v.rowHeight()
		if y < queueHead {
			return false
		}
	}
	row += w.top
	if row >= w.n {
		return false
	}
	opens = v.open == "" && row == w.cursor
	w.choose(row)
	return opens
}

const queueHead = 2 // rows above the queue

func (v *reviews) resize(width, height int) tea.Cmd {
	before := v.columns()
	v.width, v.height = width, height
	v.queue.resize(max((height-queueHead)/v.rowHeight(), 1))
	v.lines.resize(height)
	if before == v.columns() {
		return nil
	}
	return v.lay(v.view.View)
}

// obey moves the cursor.
func (v *reviews) obey(a action) tea.Cmd {
	switch {
	case v.open == "":
		v.queue.obey(a)
	case a == nextView:
		return v.lay((v.view.View + 1) % term.ProseViews)
	case a == prevView:
		return v.lay((v.view.View + term.ProseViews - 1) % term.ProseViews)
	case a == nextChange:
		v.jump(1)
	case a == prevChange:
		v.jump(-1)
	default:
		v.lines.obey(a)
	}
	return nil
}
