package term

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

func TestColor(t *testing.T) {
	tests := []struct {
		name     string
		env      map[string]string
		terminal bool
		want     bool
	}{
		{"pipe", nil, false, false},
		{"terminal", nil, true, true},
		{"NO_COLOR", map[string]string{"NO_COLOR": "1"}, true, false},
		{"NO_COLOR wins", map[string]string{"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, true, false},
		{"CLICOLOR_FORCE in a pipe", map[string]string{"CLICOLOR_FORCE": "1"}, false, true},
		{"CLICOLOR_FORCE=0", map[string]string{"CLICOLOR_FORCE": "0"}, false, false},
		{"CLICOLOR=0", map[string]string{"CLICOLOR": "0"}, true, false},
		{"dumb", map[string]string{"TERM": "dumb"}, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Test(tt.env)
			if tt.terminal {
				s.Terminal(80)
			}
			if got := s.Color(); got != tt.want {
				t.Errorf("Color() = %v", got)
			}
			if painted := s.Paint(Good, "x") != "x"; painted != tt.want {
				t.Errorf("painted: %v", painted)
			}
		})
	}
}

func TestWidth(t *testing.T) {
	tests := []struct {
		columns  string
		terminal int
		want     int
	}{
		{"", 0, 80}, {"", 132, 132}, {"40", 132, 40}, {"nonsense", 132, 132}, {"-3", 0, 80}, {"3", 0, 20}, {"", 5, 20}, {"99999", 0, 1000},
	}
	for _, tt := range tests {
		s := Test(map[string]string{"COLUMNS": tt.columns})
		s.Size = func() (int, int) { return tt.terminal, 24 }
		if got := s.Width(); got != tt.want {
			t.Errorf("COLUMNS=%q on %d columns: %d, want %d", tt.columns, tt.terminal, got, tt.want)
		}
	}
}

func TestDark(t *testing.T) {
	tests := []struct {
		theme string
		env   map[string]string
		want  bool
	}{
		{"", nil, true},
		{"light", nil, false},
		{"auto", map[string]string{"COLORFGBG": "0;15"}, false},
		{"", map[string]string{"COLORFGBG": "15;0"}, true},
		{"", map[string]string{"COLORFGBG": "0;default;15"}, false},
		{"light", map[string]string{"COP_THEME": "dark"}, true},
		{"", map[string]string{"COP_THEME": "light", "COLORFGBG": "15;0"}, false},
	}
	for _, tt := range tests {
		s := Test(tt.env)
		s.Theme = tt.theme
		if got := s.Dark(); got != tt.want {
			t.Errorf("theme %q, %v: dark %v", tt.theme, tt.env, got)
		}
	}
}

func TestHyperlinksOnlyWhereKnown(t *testing.T) {
	for _, tt := range []struct {
		env  map[string]string
		want bool
	}{
		{nil, false},
		{map[string]string{"TERM_PROGRAM": "iTerm.app"}, true},
		{map[string]string{"VTE_VERSION": "7200"}, true},
		{map[string]string{"VTE_VERSION": "4000"}, false},
		{map[string]string{"TERM_PROGRAM": "iTerm.app", "NO_COLOR": "1"}, false},
		{map[string]string{"FORCE_HYPERLINK": "1"}, true},
		{map[string]string{"FORCE_HYPERLINK": "0", "VTE_VERSION": "7200"}, false},
	} {
		if got := Test(tt.env).Terminal(80).Hyperlinks(); got != tt.want {
			t.Errorf("%v: %v", tt.env, got)
		}
	}
	if Test(map[string]string{"VTE_VERSION": "7200"}).Hyperlinks() {
		t.Error("links in a pipe")
	}
}

// TestLinksWhereNothingIsKnown (L10): terminals that perhaps understand links get them, and
// the addresses beside.
func TestLinksWhereNothingIsKnown(t *testing.T) {
	for _, tt := range []struct {
		env   map[string]string
		links bool
	}{
		{map[string]string{"TERM": "xterm-256color"}, true},
		{map[string]string{"TERM": "tmux-256color", "TMUX": "x", "KITTY_WINDOW_ID": "1"}, true},
		{map[string]string{"TERM": "linux"}, false},
		{map[string]string{"TERM": "screen", "STY": "x"}, false},
		{map[string]string{"TERM": "xterm", "INSIDE_EMACS": "29"}, false},
		{map[string]string{"TERM": "xterm", "VTE_VERSION": "4000"}, false},
		{map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, false},
	} {
		o := Test(tt.env).Terminal(80).MarkdownOptions()
		out := Markdown("[text](https://example.org/a/b?x=1)", o)
		if got := strings.Contains(out, "\x1b]8;"); got != tt.links {
			t.Errorf("%v: links %v", tt.env, got)
		}
		if got := strings.TrimSpace(ansi.Strip(out)); got != "text (https://example.org/a/b?x=1)" {
			t.Errorf("%v: shows %q", tt.env, got)
		}
	}
}

// TestPagerWithoutLinks: a pager that would print links as rubbish gets none.
func TestPagerWithoutLinks(t *testing.T) {
	s := Test(map[string]string{"TERM": "xterm", "COP_PAGER": "more"})
	if s.pagerLinks(t.Context(), "/usr/bin/more") || s.pagerLinks(t.Context(), "/nowhere/less") {
		t.Error("a pager that cannot is believed to pass links on")
	}
	if got := withoutLinks("a \x1b]8;id=1;https://e.org\x1b\\b\x1b]8;;\x1b\\ c"); got != "a b c" {
		t.Errorf("%q", got)
	}
}

func TestAccessibleAndPrompting(t *testing.T) {
	if !Test(map[string]string{"ACCESSIBLE": "1"}).Accessible() || Test(map[string]string{"ACCESSIBLE": "0"}).Accessible() || !Test(map[string]string{"TERM": "dumb"}).Accessible() {
		t.Error("ACCESSIBLE is not obeyed")
	}
	s := Test(nil).Terminal(80)
	if !s.Prompting() {
		t.Error("cannot ask on a terminal")
	}
	s.NoInput = true
	if s.Prompting() {
		t.Error("asks with --no-input")
	}
	piped := Test(nil).Terminal(80)
	piped.InTTY = false
	if piped.Prompting() {
		t.Error("asks although the answer is a pipe")
	}
}

func TestPaint(t *testing.T) {
	dark, light := Palette{Color: true, Dark: true}, Palette{Color: true}
	if got := dark.Paint(Topic, "a\x1b[2Jb\nc"); got != "\x1b[36mab c\x1b[m" {
		t.Errorf("dark: %q", got)
	}
	if got := light.Paint(Topic, "a"); got != "\x1b[34ma\x1b[m" {
		t.Errorf("light: %q", got)
	}
	if got := dark.Paint(Plain, "a"); got != "a" {
		t.Errorf("plain: %q", got)
	}
	if got := (Palette{}).Mark(Title, "a word", [][2]int{{2, 6}}); got != "a word" {
		t.Errorf("without colour: %q", got)
	}
	if got := dark.Mark(Plain, "a word b", [][2]int{{2, 6}, {4, 5}, {7, 99}}); got != "a \x1b[1;35mword\x1b[m b" {
		t.Errorf("marked: %q", got)
	}
}

func TestAgo(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for want, t0 := range map[string]time.Time{
		"":              {},
		"now":           now.Add(-59 * time.Second),
		"1 minute ago":  now.Add(-time.Minute),
		"3 hours ago":   now.Add(-3*time.Hour - 59*time.Minute),
		"1 day ago":     now.Add(-25 * time.Hour),
		"2 weeks ago":   now.Add(-20 * day),
		"11 months ago": now.Add(-360 * day),
		"2025-11-01":    time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC),
		"2026-12-24":    now.AddDate(0, 0, 30),
	} {
		if got := Ago(t0, now); got != want {
			t.Errorf("Ago(%v) = %q, want %q", t0, got, want)
		}
	}
}

func TestHang(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"one two three", "- one two\n  three"},
		{"abcdefghij k", "- abcdefg\n  hij k"},
		{"--flag x", "- --flag\n  x"},
		{"日本語テキスト", "- 日本語\n  テキス\n  ト"},
		{"\x1b[1mone two three\x1b[m", "- \x1b[1mone two\x1b[m\n  \x1b[1mthree\x1b[m"},
	} {
		if got := Hang("- ", "  ", tt.text, 9); got != tt.want {
			t.Errorf("Hang(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
	// U27: an address that is too long for the line goes on within it, and what follows begins it.
	if got := Hang(" ", "    ", "abcdefghijklmnop  two three", 9); got != " abcdefgh\n    ijklm\n    nop\n    two\n    three" {
		t.Errorf("Hang: %q", got)
	}
	if got := Hang("", "", "  kept  as  is", 20); got != "  kept  as  is" {
		t.Errorf("Hang: %q", got)
	}
	if got := Fill("one two\nthree\n\n  kept line\nfour", 12); got != "one two\nthree\n\n  kept line\nfour" {
		t.Errorf("Fill: %q", got)
	}
	if got := Fill("one\ntwo", 80); got != "one two" {
		t.Errorf("Fill: %q", got)
	}
}

func TestSafe(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"plain\n\ttext", "plain\n\ttext"},
		{"\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m"},
		{"\x1b[38:5:1mred\x1b[m", "\x1b[38:5:1mred\x1b[m"},
		{"a\x1b[2Jb\x1b[?1049hc\x1b[1;1Hd", "abcd"},
		{"a\x1b]0;title\ab\x1b]52;c;eA==\x1b\\c", "abc"},
		{"\x1b]8;id=1;https://go.dev\x1b\\x\x1b]8;;\x1b\\", "\x1b]8;id=1;https://go.dev\x1b\\x\x1b]8;;\x1b\\"},
		{"\x1b]8;;https://go.dev\ax\x1b]8;;\a", "\x1b]8;;https://go.dev\ax\x1b]8;;\a"},
		{"\x1b]8;;file:///etc/passwd\x1b\\x", "x"},
		{"\x1b]8;;javascript:alert(1)\x1b\\x", "x"},
		{"\x1bP1q\x1b\\a\x1b_x\x1b\\b\x1b^x\x1b\\c", "abc"},
		{"a\x1b[3;mb\x1b[<5mc\x1b[>4md", "a\x1b[3;mbcd"},
		{"a\u009b2Jb\u202ec", "a2Jbc"},
		{"\x1b", ""},
		{"\x1b[", ""},
		{"\x1b]8;;https://go.dev", ""},
	} {
		if got := Safe(tt.in, true); got != tt.want {
			t.Errorf("Safe(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := Safe("\x1b[1mb\x1b[m\x1b]8;;https://go.dev\ax", false); got != "bx" {
		t.Errorf("without colour: %q", got)
	}
}

func FuzzSafe(f *testing.F) {
	f.Add("a\x1b[2Jb\x1b]8;;https://go.dev\x1b\\x")
	f.Fuzz(func(t *testing.T, text string) {
		checkSafe(t, Safe(text, true), true)
		checkSafe(t, Safe(text, false), false)
	})
}
