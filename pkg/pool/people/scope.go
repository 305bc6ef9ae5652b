package people

import (
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Expert is a member worth asking, and why.
type Expert struct {
	Handle   note.Handle
	Name     string
	Score    float64   // orders one answer and means nothing else
	Reasons  []string  // plain and true, the weightiest first; never empty
	Last     time.Time // the newest of what speaks for them; zero when nothing has a date
	Presence string    // Away when their card says so
}

// Asking narrows whom to ask. The zero value is up to five people.
type Asking struct {
	Limit  int           // 0: five
	Except []note.Handle // not these
}

const usualExperts = 5

// Scope is what somebody should know about.
type Scope struct {
	On    string // "on oncall", `about "retry budget"`: how reasons call it
	About string // what the card of a member may name
	Notes []Scoped
	Named []note.Handle // whom a question is for
}

// Scoped is a note and how much it is about the matter, 0 to 1.
type Scoped struct {
	index.Card
	Weight float64
}

const leastAbout = 0.2

// TopicScope is every note of a topic, named in full or by its last part in any
// spelling, or else with a tag.
func TopicScope(cards []index.Card, name string) Scope {
	slug := strings.ToLower(strings.Trim(name, "/"))
	if slug == "" {
		return Scope{}
	}
	spelled := note.Slug(slug)
	within := func(topic string) bool {
		t := strings.ToLower(topic)
		return t == slug || strings.HasPrefix(t, slug+"/") || strings.Contains("/"+t+"/", "/"+spelled+"/")
	}
	tagged := func(c *index.Card) bool {
		return slices.ContainsFunc(c.Tags, func(t string) bool { return strings.EqualFold(t, name) })
	}
	topic, tag := Scope{On: "on " + slug, About: name}, Scope{On: "on " + slug, About: name}
	for i := range cards {
		switch c := &cards[i]; {
		case c.Topic == Topic || c.Type == note.Person:
		case within(c.Topic):
			topic.Notes = append(topic.Notes, Scoped{*c, 1})
		case tagged(c):
			tag.Notes = append(tag.Notes, Scoped{*c, 1})
		}
	}
	if len(topic.Notes) > 0 {
		return topic
	}
	return tag
}

// Weighed are hits as notes of a scope: the best one counts in full.
func Weighed(hits []index.Hit) []Scoped {
	var out []Scoped
	for i := range hits {
		h := &hits[i]
		if h.Topic == Topic || h.Type == note.Person {
			continue
		}
		w := 1.0
		if best := hits[0].Score; best > 0 {
			w = max(h.Score/best, leastAbout)
		}
		out = append(out, Scoped{h.Card, w})
	}
	return out
}
