package tui

import (
	tea "github.com/charmbracelet/bubbletea"
)

const wheelRows = 3

// mouse handles wheel and click; nothing needs the mouse.
func (b *browser) mouse(m tea.MouseMsg) tea.Cmd {
	by := 0
	switch m.Button {
	case tea.MouseButtonWheelUp:
		by = -wheelRows
	case tea.MouseButtonWheelDown:
		by = wheelRows
	case tea.MouseButtonLeft:
		if m.Action != tea.MouseActionPress {
			return nil
		}
	default:
		return nil
	}
	if b.over != nil {
		return b.overWheel(by)
	}
	if by != 0 {
		return b.wheel(m.X, m.Y-1, by)
	}
	b.notice = ""
	return b.click(m.X, m.Y)
}

// overWheel turns the wheel into arrows for what lies on top.
func (b *browser) overWheel(by int) tea.Cmd {
	arrow := tea.KeyMsg{Type: tea.KeyDown}
	if by < 0 {
		arrow.Type = tea.KeyUp
	}
	if by == 0 {
		return nil
	}
	return b.overKey(arrow)
}

func (b *browser) wheel(x, y, by int) tea.Cmd {
	switch b.at {
	case atPool:
		return b.noteList.wheel(x, y, by)
	case atNote:
		b.page.scroll.to(b.page.scroll.top + by)
		b.page.want = -1
	case atReview:
		b.reviews.window().wheel(by)
	default:
		b.home.list.wheel(by)
	}
	return nil
}

func (b *browser) click(x, y int) tea.Cmd {
	if y == 0 {
		for _, t := range b.tabList() {
			if x >= t.start && x < t.start+len([]rune(t.text)) {
				if t.at == atReview {
					return b.toReviews()
				}
				b.at, b.noteList.typing = t.at, false
			}
		}
		return nil
	}
	y--
	switch b.at {
	case atReview:
		if b.reviews.click(y) {
			return b.enter()
		}
		return nil
	case atPool:
		cmd, again := b.noteList.click(x, y)
		if again {
			return b.enter()
		}
		return cmd
	case atNote:
		if b.page.click(x, y) {
			return b.follow()
		}
		return nil
	}
	if y == 0 {
		return b.do(filter)
	}
	if b.home.click(y) {
		return b.enter()
	}
	return nil
}
