package tui

import (
	"github.com/atotto/clipboard"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// toClipboard puts a text on the system's clipboard.
func toClipboard(text string, _ *term.Streams) error { return clipboard.WriteAll(text) }
