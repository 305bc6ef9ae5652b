package term

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/breakfast-table/cop/pkg/printable"
)

// Hyperlinks reports whether Out surely understands OSC 8, so that what a link
// leads to need not be printed. Terminals cannot be asked, many places where
// commands run never answer: only those that name themselves count.
// FORCE_HYPERLINK=1 or 0 decides otherwise.
func (s *Streams) Hyperlinks() bool {
	links, sure := s.hyperlinks()
	return links && sure
}

// hyperlinks reports whether links may be written to Out, and whether it is sure
// that they will be links there. Most terminals pass over sequences they do not
// know, so the others get them too, and the destinations beside; those that are
// known to print them as rubbish get none.
func (s *Streams) hyperlinks() (links, sure bool) {
	if force := s.Env("FORCE_HYPERLINK"); force != "" {
		return force != "0" && s.Color(), true
	}
	switch {
	case !s.OutTTY || !s.Color() || s.Accessible():
		return false, true
	case s.namesItself():
		return true, true
	}
	return !s.printsSequences(), false
}

// namesItself reports a terminal that is known to understand OSC 8.
func (s *Streams) namesItself() bool {
	if s.Env("TMUX") != "" || s.Env("STY") != "" {
		return false // what is around it may be anything
	}
	for _, name := range []string{"WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "WEZTERM_PANE", "ALACRITTY_WINDOW_ID", "DOMTERM", "GHOSTTY_RESOURCES_DIR"} {
		if s.Env(name) != "" {
			return true
		}
	}
	if vte, err := strconv.Atoi(s.Env("VTE_VERSION")); err == nil && vte >= 5000 {
		return true
	}
	return slices.Contains([]string{"iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "rio", "mintty", "Tabby", "WarpTerminal"}, s.Env("TERM_PROGRAM")) ||
		slices.Contains([]string{"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour", "wezterm", "rio"}, s.Env("TERM"))
}

// printsSequences reports a terminal that is known to print sequences it does
// not understand, or to choke on them.
func (s *Streams) printsSequences() bool {
	name := s.Env("TERM")
	switch {
	case name == "", name == "linux", strings.HasPrefix(name, "vt"), strings.HasPrefix(name, "eterm"), strings.HasPrefix(name, "cons"), s.Env("STY") != "":
		return true
	case s.Env("INSIDE_EMACS") != "" && !strings.Contains(s.Env("INSIDE_EMACS"), "vterm"):
		return true
	case s.Env("VTE_VERSION") != "": // an old one: see namesItself
		return true
	}
	return s.Env("COLORTERM") == "gnome-terminal" || s.Env("COLORTERM") == "xfce4-terminal"
}

// pagerLinks reports a pager that passes OSC 8 on: less does since version 566,
// others show it as rubbish.
func (s *Streams) pagerLinks(ctx context.Context, pager string) bool {
	name := strings.TrimSuffix(filepath.Base(pager), ".exe")
	if name != "less" {
		return slices.Contains([]string{"bat", "batcat", "moar", "moor", "ov"}, name)
	}
	out, err := exec.CommandContext(ctx, pager, "--version").Output()
	if err != nil {
		return false
	}
	digits := strings.TrimPrefix(string(out), "less ")
	if end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }); end >= 0 {
		digits = digits[:end]
	}
	version, err := strconv.Atoi(digits)
	return err == nil && version >= 566
}

const osc8 = "\x1b]8;"

// withoutLinks is text without the sequences that make parts of it links.
func withoutLinks(text string) string {
	var b strings.Builder
	for {
		at := strings.Index(text, osc8)
		if at < 0 {
			return b.String() + text
		}
		b.WriteString(text[:at])
		text = text[at+printable.EscapeLength(text[at:]):]
	}
}
