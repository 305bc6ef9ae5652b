package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
)

// The frame of every screen: the tabs above it, and below it what goes on, what was
// said or the keys that work now.

// tab is one of the names on top.
type tab struct {
	at    screens
	text  string
	start int // column
}

func (b *browser) tabList() []tab {
	tabs := []tab{{at: atHome, text: " 1 Home "}, {at: atPool, text: " 2 Pool "}}
	room := 24
	if b.reviewable() {
		room += 11
	}
	if b.page.at != "" {
		title := term.Clean(place{b.page.pool, note.Address(b.page.at.Slug())}.String())
		tabs = append(tabs, tab{at: atNote, text: " 3 " + cut(title, max(b.width-room, 6)) + " "})
	}
	if b.reviewable() {
		tabs = append(tabs, tab{at: atReview, text: " 4 Review "})
	}
	x := 0
	for i := range tabs {
		tabs[i].start = x
		x += ansi.StringWidth(tabs[i].text) + 1
	}
	return tabs
}

// reviewable reports that the pool is shared, so that there may be something to review.
func (b *browser) reviewable() bool { return b.reviews.placed || b.at == atReview }

func (b *browser) tabs() string {
	var out strings.Builder
	used := 0
	for _, t := range b.tabList() {
		if t.at == b.at {
			out.WriteString(b.styles.reverse(t.text) + " ")
		} else {
			out.WriteString(b.styles.muted(t.text) + " ")
		}
		used += ansi.StringWidth(t.text) + 1
	}
	name, room := term.Clean(b.name), b.width-used-2
	if ansi.StringWidth(name) > room && room < leastName {
		name = ""
	}
	name = cut(name, max(room, 0))
	return spread(out.String(), b.styles.title(name), b.width)
}

// where is the place that the keys belong to.
func (b *browser) where() screens {
	if b.at == atReview && b.reviews.open != "" {
		return atChange
	}
	return b.at
}

const (
	mostFoot  = 5  // rows of it
	leastName = 20 // columns of a name that is cut
)

// foot is what goes on, what was said, or the keys that work now: one line, more
// when what was said needs them.
func (b *browser) foot() []string {
	switch {
	case b.notice != "":
		said := hang("", "", b.notice, b.width)
		return said[:min(len(said), mostFoot)]
	case b.running != nil:
		stop := b.styles.hints(b.width, hint{"esc", "stops it", true})
		line := b.styles.accent(b.running.title()) + "  " + b.styles.muted(b.running.line)
		if ansi.StringWidth(line)+ansi.StringWidth(stop) < b.width {
			return []string{spread(line, stop, b.width)}
		}
		said := hang("", "", line, b.width)
		return append(said[:min(len(said), mostFoot-1)], stop)
	case b.over != nil:
		return []string{""}
	case b.at == atPool && b.noteList.typing:
		hints := []hint{{"enter", "open", false}, {"↑ ↓", "choose", false}, {"esc", "to the list", true}}
		if b.host.Several || b.noteList.wide {
			hints = append(hints, hint{"ctrl+o", b.noteList.otherScope(), false})
		}
		return []string{b.styles.hints(b.width, hints...)}
	}
	if b.at == atNote && b.page.find.typing {
		return []string{b.page.findLine(b.width)}
	}
	if b.at == atNote && b.page.pool != "" && b.working == "" {
		return []string{b.styles.hints(b.width, hint{"enter", "follow", false}, hint{"tab", "link", false}, hint{"backspace", "back", false}, hint{"T", "take it over", true}, hint{"?", "keys", true})}
	}
	right := b.working
	if right == "" && b.at == atNote {
		right = b.page.position()
	}
	if right == "" {
		return []string{b.keys.footer(b.where(), b.styles, b.width)}
	}
	right = b.styles.muted(cut(right, b.width-len("? keys")-2))
	room := b.width - ansi.StringWidth(right) - 2
	return []string{fit(b.keys.footer(b.where(), b.styles, room), room) + "  " + right}
}
