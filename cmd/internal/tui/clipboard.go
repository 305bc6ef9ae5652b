//go:build !windows

package tui

import (
	"errors"
	"os/exec"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// clipboards are the programs that put what they are given on a system's clipboard, the first
// that is there; see usable.
var clipboards = [][]string{
	{"pbcopy"},
	{"wl-copy"},
	{"xclip", "-in", "-selection", "clipboard"},
	{"xsel", "--input", "--clipboard"},
	{"termux-clipboard-set"},
	{"clip.exe"}, // a Linux within Windows
}

var errNoClipboard = errors.New("this system has no program for its clipboard")

// toClipboard puts a text on the system's clipboard. A library that does so looks through the
// whole PATH for these programs whenever cop starts.
func toClipboard(text string, s *term.Streams) error {
	for _, c := range clipboards {
		if path := s.Program(c[0]); path != "" && usable(c[0], s.Env) {
			cmd := exec.Command(path, c[1:]...)
			cmd.Stdin = strings.NewReader(text)
			return cmd.Run()
		}
	}
	return errNoClipboard
}

// usable reports that a program's display is there.
func usable(program string, env func(string) string) bool {
	return program != "wl-copy" || env("WAYLAND_DISPLAY") != ""
}
