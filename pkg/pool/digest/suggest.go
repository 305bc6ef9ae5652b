package digest

import (
	"fmt"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Routable are the questions without an answer, as places in qs: those of topics this
// person wrote in first, since they are most likely theirs.
func Routable(qs []Waiting, m Audience, cards []index.Card) []int {
	mine := map[string]bool{}
	for i := range cards {
		if c := &cards[i]; c.Type != note.Question && c.Topic != "" && !mine[c.Topic] && m.wrote(c) {
			mine[c.Topic] = true
		}
	}
	var first, rest []int
	for i := range qs {
		switch q := &qs[i]; {
		case q.Answers > 0:
		case q.Mine || mine[q.Topic]:
			first = append(first, i)
		default:
			rest = append(rest, i)
		}
	}
	return append(first, rest...)
}

// Suggest chooses one thing to do: what others wait for first, then what would help the pool. tried
// is asked about practices that may be worth trying.
func (b *Breakfast) Suggest(now time.Time, tried func(*index.Card) bool) Suggestion {
	on := func(why, verb string, a note.Address, rest string) Suggestion {
		return Suggestion{Why: why, Command: "cop " + verb + " " + string(a) + rest, Address: a}
	}
	if len(b.Conflicts) > 0 {
		c := &b.Conflicts[0]
		return on("You and somebody else changed "+note.Quoted(note.Clean(c.Title))+" at once.", "resolve", c.Address, "")
	}
	if len(b.Reviews) > 0 {
		r := &b.Reviews[0]
		return Suggestion{Why: fmt.Sprintf("%s waits for your review of %s.", r.Author, note.Quoted(note.Clean(r.Title))), Command: "cop review " + r.Name()}
	}
	if s, ok := b.ownAct(); ok {
		return s
	}
	for i := range b.Questions {
		switch q := &b.Questions[i]; {
		case q.Mine && q.Answers == 0:
			return on(asker(q)+" asks something you know about.", "answer", q.Address, "")
		case q.Own && q.Answers > 0:
			return on("Your question was answered; say which answer helped.", "show", q.Address, "")
		}
	}
	if len(b.Contested) > 0 {
		return on("Reports disagree; see what they say.", "show", b.Contested[0].Address, " --why")
	}
	if len(b.Welcome) > 0 {
		return on(note.Clean(b.Welcome[0].Title)+" is new here; read their card and say hello.", "show", b.Welcome[0].Address, "")
	}
	if q := b.Questions; len(q) > 0 && q[0].Answers == 0 && !q[0].Own {
		why := fmt.Sprintf("A question has waited for %s; an idea is better than silence.", waited(now.Sub(q[0].Dated())))
		return on(why, "answer", q[0].Address, "")
	}
	for _, d := range b.News {
		if (d.Type == note.Practice || d.Type == "") && d.Status == "" && d.Maturity != evidence.Proven && !d.Own && !tried(&d.Card) {
			return on("Try this practice, and tell how it went.", "tried", d.Address, " worked")
		}
	}
	if a := b.YearAgo.Address; a != "" {
		return on("Is this note, a year old, still true?", "verify", a, "")
	}
	return Suggestion{Why: "What did you learn lately? One line is enough.", Command: `cop til "…"`}
}

// ownAct is what this person's own contributions wait for.
func (b *Breakfast) ownAct() (Suggestion, bool) {
	if len(b.Returned) > 0 {
		r := &b.Returned[0]
		return Suggestion{Why: fmt.Sprintf("Changes were asked for to %s.", note.Quoted(note.Clean(r.Title))), Command: "cop review " + r.Name()}, true
	}
	if len(b.Ready) > 0 {
		r := &b.Ready[0]
		return Suggestion{Why: fmt.Sprintf("Nothing stands against %s; you can accept it.", note.Quoted(note.Clean(r.Title))), Command: "cop review " + r.Name() + " --merge"}, true
	}
	if len(b.Declined) > 0 {
		d := &b.Declined[0]
		return Suggestion{Why: note.Quoted(note.Clean(d.Title)) + " was declined; its notes are drafts of yours again.", Command: "cop status"}, true
	}
	return Suggestion{}, false
}

func asker(q *Waiting) string {
	if len(q.Authors) == 0 {
		return "Somebody"
	}
	return note.Clean(q.Authors[0])
}

func waited(d time.Duration) string {
	switch days := int(d.Hours() / 24); {
	case days < 1:
		return "less than a day"
	case days < 14:
		return people.Numbered(days, "day")
	case days < 60:
		return people.Numbered(days/7, "week")
	default:
		return people.Numbered(days/30, "month")
	}
}
