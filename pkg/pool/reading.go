package pool

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Reading is a path through a topic: what a newcomer reads, in order.
type Reading struct {
	Topic  string
	Steps  []ReadingStep
	More   int            // notes of the topic beyond these
	Circle []note.Address // prerequisites that wait for each other; nil for none
	First  Suggestion     // a small thing to begin with
}

// ReadingStep is a note of a path and why it is where it is.
type ReadingStep struct {
	index.Card
	Why []string
}

// Reading is the path through a topic and what is below it: practices, stories and decisions
// that are not retired, each after those it names as prerequisites, which may be of other
// topics. Of the rest those are early that members began with, that others of the topic link to,
// and that are proven. The same notes give the same path on every clone. limit 0 is all of it;
// a topic without notes has no steps.
func (p *Pool) Reading(ctx context.Context, topic string, limit int) (Reading, error) {
	cards, err := p.Cards(ctx)
	if err != nil {
		return Reading{}, err
	}
	who, _, err := p.handles(ctx)
	if err != nil {
		return Reading{}, err
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return Reading{}, err
	}
	entries, err := p.db.EntriesSince(ctx, time.Time{})
	if err != nil {
		return Reading{}, err
	}
	l := librarian{names: func(path string) []string { return prerequisitesOf(p.parseWorking(path)) }, cards: cards, at: map[note.Address]*reading{}}
	l.choose(topic)
	begins(l.at, topic, entries, who)
	resolver := p.knowBy(cards, snap).Resolver()
	err = p.db.EachLink(ctx, func(path string, links []note.Link) { l.follow(path, links, resolver) })
	if err != nil {
		return Reading{}, err
	}
	me, _ := p.Me() // nobody has written anything
	return l.reading(topic, limit, func(c *index.Card) bool {
		return slices.ContainsFunc(c.Authors, func(a string) bool { return who.Of(a) == me.Handle }) || p.saidHow(ctx, who, me.Handle, c)
	}), nil
}

// librarian gathers what may be a step.
type librarian struct {
	names func(path string) []string // what the note of a file names as prerequisites, as typed
	cards []index.Card
	at    map[note.Address]*reading
}

// readable reports a note that teaches something.
func readable(c *index.Card) bool {
	return !c.Retired() && (c.Type == "" || c.Type == note.Practice || c.Type == note.Story || c.Type == note.Decision)
}

func (l *librarian) choose(topic string) {
	for i := range l.cards {
		if c := &l.cards[i]; readable(c) && (c.Topic == topic || strings.HasPrefix(c.Topic, topic+"/")) {
			l.take(c)
		}
	}
}

// take makes a note a possible step, and those it names as prerequisites.
func (l *librarian) take(c *index.Card) {
	if l.at[c.Address] != nil {
		return
	}
	r := &reading{Card: c}
	l.at[c.Address] = r
	for _, typed := range l.names(c.Path) {
		if i := l.find(typed); i >= 0 {
			r.before = append(r.before, l.cards[i].Address)
			l.take(&l.cards[i])
		}
	}
}

func prerequisitesOf(n *note.Note, ok bool) []string {
	if !ok {
		return nil
	}
	return people.FrontLines(n, "prerequisites")
}

// find is the note that a prerequisite means: its address, or an unambiguous end of it, as a
// link or bare; -1 for none.
func (l *librarian) find(typed string) int {
	typed, _, _ = strings.Cut(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(typed), "[["), "]]"), "|")
	typed = strings.TrimSuffix(typed, ".md")
	found := -1
	for i := range l.cards {
		switch a := string(l.cards[i].Address); {
		case a == typed:
			return i
		case typed != "" && strings.HasSuffix(a, "/"+typed):
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// begins counts, for each note of a topic, the people whose first words in it were about that
// note.
func begins(at map[note.Address]*reading, topic string, entries []string, who people.Handles) {
	first := map[note.Handle]note.EntryName{}
	for _, path := range entries {
		e, ok := note.EntryOf(path)
		if !ok || at[e.Note] == nil || !strings.HasPrefix(string(e.Note), topic+"/") {
			continue
		}
		h := who.Of(string(e.Author))
		if was, known := first[h]; !known || e.Date.Before(was.Date) || e.Date.Equal(was.Date) && e.Note < was.Note {
			first[h] = e
		}
	}
	for _, e := range first {
		at[e.Note].begun++
	}
}

// follow counts the links of one note of the path to others, each once.
func (l *librarian) follow(path string, links []note.Link, resolver note.Resolver) {
	from, isNote := note.AddressOf(path)
	if !isNote || l.at[from] == nil {
		return
	}
	var seen []note.Address
	for _, link := range links {
		to := resolver.Resolve(path, link)
		if r := l.at[to.Note]; to.Leads == note.ToNote && r != nil && to.Note != from && !slices.Contains(seen, to.Note) {
			r.uses++
			seen = append(seen, to.Note)
		}
	}
}

func (l *librarian) reading(topic string, limit int, done func(*index.Card) bool) Reading {
	all := make([]*reading, 0, len(l.at))
	firstOf := map[note.Address][]note.Address{}
	for _, r := range l.at {
		all = append(all, r)
		for _, b := range r.before {
			firstOf[b] = append(firstOf[b], r.Address)
		}
	}
	out := Reading{Topic: topic}
	order, circle := orderReading(all)
	out.Circle = circle
	if limit > 0 && limit < len(order) {
		out.More, order = len(order)-limit, order[:limit]
	}
	for i := range order {
		slices.Sort(firstOf[order[i].Address])
		out.Steps = append(out.Steps, ReadingStep{*order[i].Card, order[i].reasons(firstOf[order[i].Address])})
	}
	out.First = firstAct(order, done)
	return out
}

// Progress is what a person has read of the paths of a pool: a file among their own data, beside
// their journal, that nobody else sees and no sync takes along.
type Progress struct {
	file string
	Read map[note.Address]bool
}

// Progress reads it, from below a folder for data of programs.
func (p *Pool) Progress(data string) (*Progress, error) {
	out := &Progress{file: filepath.Join(p.Journal(data).Dir(), ".read"), Read: map[note.Address]bool{}}
	text, err := os.ReadFile(out.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		if a := strings.TrimSpace(line); a != "" {
			out.Read[note.Address(a)] = true
		}
	}
	return out, nil
}

// Keep writes it. Only the user may read the file.
func (r *Progress) Keep() error {
	if err := os.MkdirAll(filepath.Dir(r.file), 0o700); err != nil {
		return err
	}
	var lines []string
	for a, read := range r.Read {
		if read {
			lines = append(lines, string(a)+"\n")
		}
	}
	slices.Sort(lines)
	return maybe.WriteFile(r.file, []byte(strings.Join(lines, "")), 0o600)
}
