package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// typed takes the keys of one message apart: what is typed fast, or over a slow
// line, arrives as one. What was pasted stays one and is a text.
func (b *browser) typed(m tea.KeyMsg) tea.Cmd {
	if m.Type != tea.KeyRunes || m.Paste || len(m.Runes) < 2 {
		return b.key(m)
	}
	var cmds []tea.Cmd
	for _, r := range m.Runes {
		cmds = append(cmds, b.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: m.Alt}))
	}
	return tea.Batch(cmds...)
}

// key gives a key to whoever has them now: what lies on top, a line that is
// typed, else the screen.
func (b *browser) key(m tea.KeyMsg) tea.Cmd {
	if m.Paste && !b.writing() {
		return nil // a text among keys would do whatever its letters mean
	}
	b.notice, b.noteList.eager = "", false
	switch {
	case b.running != nil && (m.String() == "esc" || m.String() == "ctrl+c"):
		b.running.cancel()
		return nil
	case b.over != nil:
		return b.overKey(m)
	case b.at == atPool && b.noteList.typing:
		return b.typingKey(m)
	case b.at == atNote && b.page.find.typing && m.String() != "ctrl+z":
		b.page.findKey(m)
		return nil
	}
	return b.do(b.keys.lookup(b.where(), m.String()))
}

// writing reports whether a line is being typed.
func (b *browser) writing() bool {
	return b.over != nil || b.at == atPool && b.noteList.typing || b.at == atNote && b.page.find.typing
}

func (b *browser) overKey(m tea.KeyMsg) tea.Cmd {
	var cmd tea.Cmd
	if m.String() == "ctrl+z" {
		return b.suspend()
	}
	b.over, cmd = b.over.key(m)
	return cmd
}

func (b *browser) typingKey(m tea.KeyMsg) tea.Cmd {
	if b.pick && m.String() == "esc" {
		return tea.Quit
	}
	cmd, done := b.noteList.key(m)
	if done == none {
		return cmd
	}
	return b.do(done)
}

// do carries out an action where the person is.
func (b *browser) do(a action) tea.Cmd {
	switch a {
	case none:
		return nil
	case quit:
		return tea.Quit
	case suspend:
		return b.suspend()
	case help:
		b.over = newHelpBox(b.shared, b.where())
	case command:
		b.over = newPalette(b, "")
		return nil
	case findHere:
		b.page.find = finder{typing: true}
	case newNote:
		if b.at == atNote && b.page.find.active() {
			b.page.match(1)
			return nil
		}
		return b.lend(false, "add")
	case filter:
		b.at, b.noteList.typing, b.noteList.focus = atPool, true, listPane
	case toHome:
		b.at = atHome
	case toPool:
		b.at = atPool
	case toReviews:
		return b.toReviews()
	case toNote:
		if b.page.at != "" {
			b.at = atNote
		}
	case open:
		return b.enter()
	case back, backward:
		return b.retreat()
	case refresh:
		b.say("Looking at the files again.")
		return b.refresh()
	default:
		if cmd, ok := b.act(a); ok {
			return cmd
		}
		return b.move(a)
	}
	return nil
}

// enter opens what is chosen.
func (b *browser) enter() tea.Cmd {
	switch {
	case b.at == atNote:
		return b.follow()
	case b.at == atReview:
		if r, ok := b.reviews.chosen(); ok && b.reviews.open == "" {
			return b.openReview(string(r.ID))
		}
		return nil
	case b.at == atPool && b.noteList.focus == facetPane && !b.noteList.typing:
		return b.noteList.pickFacet()
	case b.at == atHome && b.home.review() != "":
		return b.openReview(b.home.review())
	case b.at == atHome && b.home.more():
		return nil
	case b.at == atHome && b.home.begins() != "":
		b.over = newPalette(b, b.home.begins())
		return nil
	case b.at == atPool && b.noteList.unsettled():
		b.noteList.eager = true
		return nil
	}
	a, ok := b.target()
	if !ok {
		return nil
	}
	if b.pick {
		b.picked = b.file(a.note)
		return tea.Quit
	}
	terms, inText := b.searched()
	entry := ""
	if b.at == atHome {
		entry = b.home.entry()
	}
	cmd := b.read(a, "")
	b.page.entryAt = entry
	b.page.seek(terms, inText)
	return cmd
}

// target is the note that enter opens, of whatever pool.
func (b *browser) target() (place, bool) {
	if there, ok := b.there(); ok {
		return there, true
	}
	a, ok := b.note()
	return place{"", a}, ok
}

// searched are the words that the list was searched for, as the chosen note
// has them, and whether it was found by its text alone.
func (b *browser) searched() (terms []string, inText bool) {
	if b.at != atPool {
		return nil, false
	}
	terms = b.noteList.parsed.query.Words()
	_, hit := b.noteList.card(b.noteList.list.cursor)
	if hit == nil {
		return terms, false
	}
	for _, m := range hit.marks {
		terms = append(terms, hit.snippet[m[0]:m[1]])
	}
	return terms, true
}

// read opens the page of a note.
func (b *browser) read(a place, anchor string) tea.Cmd {
	if b.at != atNote {
		b.from, b.page.history = b.at, nil
		b.page.at = ""
	}
	b.at = atNote
	b.noteList.typing = false
	if a.pool == "" {
		b.home.drawn[a.note] = true
	}
	return b.page.open(a, anchor)
}

// follow goes where the chosen link leads.
func (b *browser) follow() tea.Cmd {
	g, ok := b.page.target()
	switch {
	case !ok && len(b.page.layout.firsts) > 0:
		b.say("tab chooses a link, enter follows it")
	case !ok:
		return nil
	case g.note != "":
		return b.followNote(g)
	case g.entry != "":
		b.say("r replies to %s, A accepts an answer.", g.raw)
	case g.anchor != "":
		if line, ok := b.page.headingLine(g.anchor); ok {
			b.page.scroll.to(line)
			return nil
		}
		b.say("There is no heading #%s here.", g.anchor)
	case g.web != "":
		return b.visit(g.web)
	default:
		if name, there, ok := namedThere(g.raw); ok {
			return b.followThere(name, there)
		}
		b.say("%s is no note of this pool.", g.raw)
	}
	return nil
}

// followNote opens a linked note, also by an old address of it.
func (b *browser) followNote(g goal) tea.Cmd {
	if b.page.pool != "" {
		return b.followThere(b.page.pool, g)
	}
	if b.noteList.all == nil {
		return nil
	}
	if _, ok := b.noteList.all.find(g.note); ok {
		return b.read(place{"", g.note}, g.anchor)
	}
	return func() tea.Msg {
		var a note.Address
		err := b.session.use(b.ctx, soon, func(p *pool.Pool) (err error) {
			a, err = p.Address(b.ctx, string(g.note))
			return err
		})
		return led{goal: g, to: a, err: err}
	}
}

// led is where a link leads that is no address of a note as it stands.
type led struct {
	goal goal
	pool string // "": this one
	to   note.Address
	err  error
}

// retreat goes one level back.
func (b *browser) retreat() tea.Cmd {
	switch b.at {
	case atNote:
		if b.page.find.field.value() != "" {
			b.page.find = finder{}
			return nil
		}
		if cmd, ok := b.page.back(); ok {
			return cmd
		}
		b.at = b.from
	case atReview:
		if b.reviews.open == "" {
			b.at = atHome
			return nil
		}
		b.reviews.open = ""
		return b.toReviews()
	case atPool:
		if b.noteList.focus != listPane {
			b.noteList.focus = listPane
			if b.noteList.side {
				b.noteList.side = false
				return b.noteList.resize(b.noteList.width, b.noteList.height)
			}
			return nil
		}
		if cmd, ok := b.noteList.clear(); ok {
			return cmd
		}
		if b.pick {
			return tea.Quit
		}
	}
	return nil
}

// move moves within a screen.
func (b *browser) move(a action) tea.Cmd {
	switch b.at {
	case atNote:
		b.page.obey(a)
	case atReview:
		return b.reviews.obey(a)
	case atPool:
		switch a {
		case nextPane:
			b.noteList.turn(1)
		case prevPane:
			b.noteList.turn(-1)
		case facets:
			return b.noteList.toggleFacets()
		default:
			return b.noteList.obey(a)
		}
	default:
		switch a {
		case nextPane:
			b.home.jump(1)
		case prevPane:
			b.home.jump(-1)
		default:
			b.home.list.obey(a)
		}
	}
	return nil
}

// quotedLink is how a note is linked to from another one.
func quotedLink(a note.Address) string { return "[[" + strings.TrimSpace(string(a)) + "]]" }
