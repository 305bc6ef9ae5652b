package evidence

import (
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Contested is the state of a note whose reports disagree.
const Contested = "contested"

// StateOf is the one word that says how far to rely on a note or, of a question, what it
// waits for: its status, contested, answered, open, stale, or its maturity; "" where there is
// nothing to say. Whether it is stale by now, a clock decides, so the caller says it.
func StateOf(c *index.Card, stale bool) string {
	question := c.Type == note.Question
	switch {
	case c.Status != "":
		return c.Status
	case c.Contested:
		return Contested
	case question && c.Accepted:
		return "answered"
	case question:
		return "open"
	case stale:
		return "stale"
	case c.Maturity == "" && (c.Type == "" || c.Type == note.Practice):
		return Untried
	}
	return c.Maturity
}
