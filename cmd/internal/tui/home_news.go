package tui

import (
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/digest"
)

// homeNews is what of a breakfast home tells: the breakfast itself holds the
// index's cards, which take several times what is kept.
type homeNews struct {
	onYours   []aboutYours
	news      []card // what others wrote or changed and this person has not seen
	questions []card // that nobody has settled, those that ask for this person first
	evidence  []card // practices that just became proven or contested
	welcome   []card // cards of new members
	yearAgo   []card
	own       map[note.Address]bool // changed, but by this person alone
	act       pool.Suggestion
	about     string // the title of the note that act is about, unless it says so itself

	newsTotal, questionsTotal int
}

// aboutYours is what somebody said about a note of this person's.
type aboutYours struct {
	card
	word  string
	entry string // its file
	when  time.Time
}

const mostListed = 500 // notes of one kind that home lists; the pool has the rest

func newHomeNews(all *catalogue, b pool.Breakfast, stale func(index.Card) bool) homeNews {
	d := homeNews{act: b.Act, questionsTotal: len(b.Questions), own: map[note.Address]bool{}}
	for _, a := range b.Own {
		d.own[a] = true
	}
	for i := range all.cards {
		if c := &all.cards[i]; c.Address == b.Act.Address && !strings.Contains(b.Act.Why, c.Title) {
			d.about = c.Title
		}
	}
	var slim slimmer
	add := func(to *[]card, c *index.Card) {
		if len(*to) < mostListed {
			*to = append(*to, slim.card(c, stale(*c)))
		}
	}
	items := func(to *[]card, from []pool.NewsItem) {
		for i := range from {
			add(to, &from[i].Card)
		}
	}
	for i := range b.Questions {
		add(&d.questions, &b.Questions[i].Card)
	}
	for i := range b.OnYours {
		s := &b.OnYours[i]
		d.onYours = append(d.onYours, aboutYours{
			slim.card(&s.Card, stale(s.Card)), digest.ReplyWords(s.Entry.Who(), s.Entry.EntryName.Type, s.Entry.Outcome), s.Entry.File, s.Entry.When(),
		})
	}
	if !b.First {
		d.newsTotal = len(b.News)
		items(&d.news, b.News)
		items(&d.evidence, append(b.Contested, b.Proven...))
		items(&d.welcome, b.Welcome)
	}
	if b.YearAgo.Address != "" {
		add(&d.yearAgo, &b.YearAgo.Card)
	}
	return d
}
