// Package people tells who the members of a community are and what they know: member cards,
// which spellings mean one person (handles, names, addresses, git's .mailmap), who looks after
// which files, whom to ask about a topic, and who could learn from whom.
//
// It is pure: cards, names of entries and charters in, an answer out, the same on every clone.
// It must not know files, the index's database or the network.
package people

import (
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Topic is the topic that member cards are in.
const Topic = "people"

// Presences a member may mark on their own card; nobody else decides that.
const (
	Away = "away" // back some day
	Left = "left"
)

// Card is what a member tells about themselves; all of it is optional.
type Card struct {
	Does    string // two sentences a newcomer understands
	AskMe   string // what they are glad to be asked about
	Learn   string // what they would like somebody to show them
	TZ      string // time zone, as they write it: "Europe/Lisbon", "UTC+1"
	Contact string // where they really read

	Presence string   // "", Away or Left
	Offers   []string // topics they would mentor in
	Wants    []string // topics they would like a mentor for
	Keys     []string // they sign with, as git's allowed signers write them
	Also     []string // other spellings of them: former handles, e-mail addresses, names
}

// IsZero says that the member tells nothing.
func (c Card) IsZero() bool {
	return strings.TrimSpace(c.Does+c.AskMe+c.Learn+c.TZ+c.Contact+c.Presence) == "" && len(c.Offers)+len(c.Wants)+len(c.Also)+len(c.Keys) == 0
}

// Person is a member with a card.
type Person struct {
	Handle  note.Handle
	Name    string
	Address note.Address
	Since   time.Time // the date on the card; zero for none
	// Former are the handles that the card was under before it moved.
	Former []note.Handle
	Card
}
