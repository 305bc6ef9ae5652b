package forge

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/printable"
)

// Line makes one harmless line of a host's text; white space is single blanks.
func Line(s string) string { return strings.Join(strings.Fields(Text(s)), " ") }

// Text makes a host's text of several lines harmless. Newlines and tabs stay, CRLF
// becomes LF, bytes that are not UTF-8 go.
func Text(s string) string { return printable.Text(strings.ToValidUTF8(s, "")) }
