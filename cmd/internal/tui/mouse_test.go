package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

func (s *stage) click(x, y int) {
	s.Helper()
	s.send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
}

func (s *stage) wheel(x, y int, down bool) {
	s.Helper()
	b := tea.MouseButtonWheelUp
	if down {
		b = tea.MouseButtonWheelDown
	}
	s.send(tea.MouseMsg{X: x, Y: y, Button: b, Action: tea.MouseActionPress})
}

// at is the first place of a text on the screen.
func (s *stage) at(text string) (x, y int) {
	s.Helper()
	for y, line := range strings.Split(s.screen(), "\n") {
		if i := strings.Index(line, text); i >= 0 {
			return len([]rune(line[:i])), y
		}
	}
	s.Fatalf("%q is not on the screen:\n%s", text, s.screen())
	return 0, 0
}

func TestMouse(t *testing.T) {
	s := newStage(t, breakfast(t), 120, 30, Start{})
	s.click(s.at("2 Pool"))
	s.sees("words, topic:")
	s.click(s.at("Rotate the pager"))
	s.sees("Who carries it for weeks")
	if s.b.at != atPool {
		t.Fatal("one click opened the note")
	}
	s.click(s.at("▌ Rotate the pager"))
	s.sees("3 rotate-the-pager")
	s.click(s.at("deploy/warm-the-cache"))
	s.sees("3 warm-the-cache")
	s.press("backspace")
	s.sees("3 rotate-the-pager")
	s.press("2")
	s.wheel(5, 5, true)
	s.wheel(5, 5, false)
	s.wheel(100, 5, true)
	s.click(5, 1)
	s.press("'pag")
	s.sees("/ pag")
}

// TestEverySize draws every screen in every size a window may be dragged to.
func TestEverySize(t *testing.T) {
	s := newStage(t, breakfast(t), 80, 24, Start{})
	for _, keys := range [][]string{{"1"}, {"2"}, {"f"}, {"esc", "g", "j", "enter"}, {"?"}, {"esc", ":"}, {"esc", "t"}, {"esc", "O"}} {
		s.press(keys...)
		for _, w := range []int{1, 7, 20, 39, 59, 60, 99, 100, 139, 140, 200} {
			for _, h := range []int{1, 2, 3, 8, 15, 16, 50} {
				s.send(tea.WindowSizeMsg{Width: w, Height: h})
				if n := strings.Count(s.b.View(), "\n") + 1; n > h {
					t.Errorf("after %v: %d lines in %dx%d", keys, n, w, h)
				}
			}
		}
		s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	}
}

// TestNoColor: without colours there is weight and reverse video at most.
func TestNoColor(t *testing.T) {
	s := newStage(t, breakfast(t), 100, 30, Start{Words: "rotate"})
	s.b.styles = newStyles(term.Test(map[string]string{"NO_COLOR": "1"}).Terminal(100).Streams)
	s.press("enter", "tab")
	view := s.b.View()
	for code := range 8 {
		for _, seq := range []string{fmt.Sprintf("\x1b[3%dm", code), fmt.Sprintf("\x1b[1;3%dm", code), fmt.Sprintf("\x1b[4%dm", code)} {
			if strings.Contains(view, seq) {
				t.Errorf("a colour %q with NO_COLOR:\n%q", seq, view)
			}
		}
	}
	if !strings.Contains(view, "\x1b[7m") {
		t.Error("the chosen link cannot be told from the others")
	}
}

// TestLightAndDark: both palettes draw the same text.
func TestLightAndDark(t *testing.T) {
	dir := breakfast(t)
	dark, light := newStage(t, dir, 80, 24, Start{}), newStage(t, dir, 80, 24, Start{})
	light.b.styles = newStyles(term.Test(map[string]string{"COP_THEME": "light"}).Terminal(80).Streams)
	if dark.screen() != light.screen() {
		t.Error("the text depends on the theme")
	}
	if dark.b.View() == light.b.View() {
		t.Error("the colours do not depend on the theme")
	}
}
