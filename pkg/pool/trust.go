package pool

import (
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Trust is the one word that says how far a note may be trusted or, of a question, what it
// waits for: its status, contested, answered, open, stale, or its maturity; "" where there is
// nothing to say. stale is what [Pool.Stale] says of the card.
func Trust(c *index.Card, stale bool) string {
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
