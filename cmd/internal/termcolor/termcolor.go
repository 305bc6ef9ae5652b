// Package termcolor knows whether the terminal is dark or light without ever
// asking it.
//
// Terminals can be asked for their background colour, but many places where
// commands run (CI, ssh without a window, programs that drive programs) never
// answer, and a library that asks waits for seconds. Environment variables
// decide here instead, and the styling library is told the result before any
// other package can ask.
//
// The order matters: a program initialises its packages by import path once
// their own imports are ready, so this package must keep a path that sorts
// before github.com/charmbracelet/bubbletea and must import nothing of it.
package termcolor

import (
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// init is the one deliberate side effect: see the package comment.
func init() {
	lipgloss.SetHasDarkBackground(Dark(os.Getenv))
}

// Dark reports whether text will stand on a dark background: COP_THEME (dark
// or light) decides, then COLORFGBG as terminals set it ("15;0" is white on
// black), else dark, which most terminals are.
func Dark(env func(string) string) bool {
	switch env("COP_THEME") {
	case "dark":
		return true
	case "light":
		return false
	}
	field := env("COLORFGBG")
	colour, err := strconv.Atoi(field[strings.LastIndexByte(field, ';')+1:])
	if err != nil {
		return true
	}
	return colour < 7 || colour == 8
}
