package tui

import (
	"context"
	"fmt"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/digest"
)

// plainHome is what home tells, in plain lines.
type plainHome struct {
	seen  *pool.Seen
	all   []index.Card
	told  map[note.Address]bool // as news, or read
	lists map[string]plainList  // by the word that shows them
	asked int                   // reviews that ask for this person
	own   []string              // what is to be said of this person's own contributions
	news  bool                  // what is listed now is news
}

// plainList is some of the notes under a title.
type plainList struct {
	title string
	cards []index.Card
	news  bool
}

// home says what is new and what waits, and by which word that is listed.
func (f *plainBrowser) home(ctx context.Context) error {
	if err := f.wake(ctx); err != nil {
		return err
	}
	if f.asked > 0 {
		f.print(fmt.Sprintf("Reviews that ask for you: %d. r shows them.", f.asked))
	}
	for _, line := range f.own {
		f.print(line + " r shows them.")
	}
	for _, word := range []string{"new", "questions", "mine"} {
		if l := f.lists[word]; len(l.cards) > 0 {
			f.print(fmt.Sprintf("%s: %d. The word %s lists them.", l.title, len(l.cards), word))
		}
	}
	return nil
}

// wake finds out what home tells.
func (f *plainBrowser) wake(ctx context.Context) error {
	return f.session.use(ctx, soon, func(p *pool.Pool) (err error) {
		if f.seen == nil {
			if f.seen, err = p.Seen(); err != nil {
				return err
			}
		}
		if f.all, err = p.Cards(ctx); err != nil {
			return err
		}
		builder := p.BuildBreakfast(f.seen)
		for i := range f.all {
			builder.Add(&f.all[i])
		}
		st, err := p.Status(ctx)
		f.sort(builder.Breakfast(ctx), st)
		return err
	})
}

// sort makes lists of what there is to tell.
func (f *plainBrowser) sort(b pool.Breakfast, st pool.Status) {
	f.lists, f.states, f.asked = map[string]plainList{}, states(st), len(b.Reviews)
	f.own = nil
	if n := len(b.Returned); n > 0 {
		f.own = append(f.own, fmt.Sprintf("Yours, with changes asked for: %d.", n))
	}
	if n := len(b.Ready); n > 0 {
		f.own = append(f.own, fmt.Sprintf("Yours that can be accepted: %d.", n))
	}
	if n := len(b.Declined); n > 0 {
		f.own = append(f.own, fmt.Sprintf("Yours that were declined, and are drafts again: %d.", n))
	}
	if f.told == nil {
		f.told = map[note.Address]bool{}
	}
	for _, a := range b.Own {
		f.told[a] = true // who wrote it alone knows it
	}
	news := plainList{title: "New since you last looked", news: true}
	for i := range b.OnYours {
		news.cards = append(news.cards, b.OnYours[i].Card)
	}
	for _, items := range [][]pool.NewsItem{b.Contested, b.Proven, b.News, b.Welcome} {
		for i := range items {
			news.cards = append(news.cards, items[i].Card)
		}
	}
	if b.First {
		news.cards = nil // nothing is news on the first visit
	}
	f.lists["new"] = news
	waiting := plainList{title: "Questions waiting"}
	for i := range b.Questions {
		waiting.cards = append(waiting.cards, b.Questions[i].Card)
	}
	f.lists["questions"] = waiting
	mine := plainList{title: "Yours, not with the others yet"}
	for i := range f.all {
		if f.states[f.all[i].Address] != "" {
			mine.cards = append(mine.cards, f.all[i])
		}
	}
	f.lists["mine"] = mine
}

// show lists what home tells of by a word.
func (f *plainBrowser) show(ctx context.Context, word string) error {
	if err := f.wake(ctx); err != nil {
		return err
	}
	l := f.lists[word]
	f.cards, f.title, f.search, f.from, f.news = l.cards, l.title, "", 0, l.news
	if len(l.cards) == 0 {
		f.print(l.title + ": none.")
		return nil
	}
	f.list()
	return nil
}

// remember keeps what was told or read for the next visit.
func (f *plainBrowser) remember() error {
	if f.seen == nil {
		return nil
	}
	version := func(i int) pool.NoteVersion { return digest.VersionOf(&f.all[i]) }
	return f.seen.Keep(len(f.all), version, func(i int) bool { return f.told[f.all[i].Address] })
}
