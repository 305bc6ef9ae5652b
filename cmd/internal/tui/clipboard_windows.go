package tui

import "github.com/atotto/clipboard"

// toClipboard puts a text on the system's clipboard.
func toClipboard(text string, _ func(string) string) error { return clipboard.WriteAll(text) }
