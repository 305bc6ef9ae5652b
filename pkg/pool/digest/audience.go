package digest

import (
	"slices"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/pool/review"
)

// Audience knows what makes news for one person. It is pure.
type Audience struct {
	Now     time.Time
	Me      note.Handle
	Name    string // that git has for them
	Who     people.Handles
	Charter note.Charter
	Since   time.Time
	Seen    *Seen // nil: what happened is told by dates
	First   bool
}

// change is what happened to a note since this person looked; "" for nothing.
func (m Audience) change(c *index.Card) review.Kind {
	if m.Seen != nil {
		switch l := VersionOf(c); {
		case m.Seen.Knows(l):
			return ""
		case m.Seen.knew(l):
			return review.Edited
		}
		return review.New
	}
	switch {
	case !c.Created.Before(m.Since), !c.Added.Before(m.Since) && !c.Imported():
		return review.New
	case !c.Updated.Before(m.Since) || !c.LastEntry.Before(m.Since):
		return review.Edited
	}
	return ""
}

// turned reports a note that is in a state it was not in when this person looked. By
// dates this says only that it may be so: its thread has something newer.
func (m Audience) turned(c *index.Card, state string) bool {
	l := VersionOf(c)
	if l.State != state {
		return false
	}
	if m.Seen != nil {
		return !m.Seen.knewState(l)
	}
	return !c.LastEntry.Before(m.Since)
}

// wrote reports one of the authors.
func (m Audience) wrote(c *index.Card) bool {
	if m.Me == "" {
		return false
	}
	if len(c.Authors) == 0 {
		return m.isMe(c.By)
	}
	return slices.ContainsFunc(c.Authors, func(a string) bool { return m.Who.Of(a) == m.Me })
}

// wroteAlone reports a note that only this person had their hands in.
func (m Audience) wroteAlone(c *index.Card) bool {
	if !m.wrote(c) || c.Answers+c.Comments+c.Worked+c.Partly+c.Failed > 0 {
		return false
	}
	for _, a := range c.Authors {
		if m.Who.Of(a) != m.Me {
			return false
		}
	}
	return c.By == "" || m.isMe(c.By)
}

// isMe compares with the name that git has for a change.
func (m Audience) isMe(name string) bool {
	return name != "" && (name == m.Name || m.Who.Of(name) == m.Me)
}

// looksAfter reports a steward of a note. Who looks after everything need not answer
// everything.
func (m Audience) looksAfter(c *index.Card) bool {
	for i := range m.Charter.Stewards {
		one := note.Charter{Stewards: m.Charter.Stewards[i : i+1]}
		if one.Stewards[0].Pattern != "**" && slices.Contains(one.StewardsOf(c.Address), m.Me) && m.Me != "" {
			return true
		}
	}
	return false
}
