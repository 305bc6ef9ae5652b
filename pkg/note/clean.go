package note

import "github.com/breakfast-table/cop/pkg/printable"

// Clean makes one harmless line of text that came out of a pool; see [printable.Line].
func Clean(s string) string { return printable.Line(s) }

// CleanText is [Clean] for text of several lines: newlines and tabs stay, CRLF becomes LF.
func CleanText(s string) string { return printable.Text(s) }
