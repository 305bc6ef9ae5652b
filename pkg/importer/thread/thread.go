// Package thread is what question sites and conversations have in common: a question with
// what was said to it, as a source of an import.
//
// Its main type is [Question]; [Source] makes items of questions. What holds: people and
// moments are those of the source; who asked accepts what was accepted there; nothing
// replies in a circle; of two things with one number the first counts. It must not know how
// any site writes its exports: those are packages of their own.
package thread

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// Question is what somebody asked, with all that was said to it.
type Question struct {
	ID               string // within the site
	Title, Topic     string
	Tags             []string
	Author           importer.Person
	Created, Updated time.Time
	Body             string                 // markdown
	Text             func() (string, error) // makes the body later; nil: it is Body
	Entries          []Entry
	Votes            []Vote
}

// Entry is something that was said to a question.
type Entry struct {
	ID       string
	Kind     note.Type // Answer or Comment
	Author   importer.Person
	Created  time.Time
	ReplyTo  string // ID of another entry; "" for the question
	Body     string
	Text     func() (string, error)
	Accepted bool
	Since    time.Time       // when it was accepted, if the site says so
	By       importer.Person // who accepted it, where that was not who asked
	Votes    []Vote
}

// Report is told what was left out or changed, once for each time: why, and which.
type Report func(cause, example string)

// FormatError says what is wrong with a file of an export.
func FormatError(file, problem string) error {
	return &importer.BadFileError{File: file, Why: problem}
}

// Source is a site. Its methods are those of [importer.Source].
type Source struct {
	Site string // begins all IDs: "cooking.stackexchange.com"
	// Questions reads them, in the same order at each call.
	Questions func(context.Context, Report) iter.Seq2[Question, error]
	// Home is the ID within the site that an address of it means; "" for any other. May be nil.
	Home func(address string) string
	// Leads looks, without parsing, whether a text of an item may lead to another one; nil: any may.
	Leads func(id, text string) bool
	// Files are those that come along; nil for none.
	Files *importer.Tree
	// Done lets go of what was open; nil for nothing.
	Done func() error

	known  map[string]bool // what there is; nil where Home knows
	mu     sync.Mutex
	losses []importer.Loss
}

// Read is a source of which all is read at once: so that nothing comes of an export in which
// something is broken.
func Read(site string, read func(Report) iter.Seq2[Question, error]) (*Source, error) {
	var all []Question
	var lost []importer.Loss
	known := map[string]bool{}
	for q, err := range read(func(cause, example string) { lost = append(lost, importer.Loss{Cause: cause, Example: example}) }) {
		if err != nil {
			return nil, err
		}
		all = append(all, q)
		known[q.ID] = true
		for _, e := range q.Entries {
			known[e.ID] = true
		}
	}
	return &Source{Site: site, known: known, Questions: func(_ context.Context, report Report) iter.Seq2[Question, error] {
		return func(yield func(Question, error) bool) {
			for _, l := range lost {
				report(l.Cause, l.Example)
			}
			for _, q := range all {
				if !yield(q, nil) {
					return
				}
			}
		}
	}}, nil
}

// Items yields each question and then what was said to it.
func (s *Source) Items(ctx context.Context) iter.Seq2[*importer.Item, error] {
	return func(yield func(*importer.Item, error) bool) {
		s.losses = nil
		for q, err := range s.Questions(ctx, s.report) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !s.items(&q, yield) {
				return
			}
		}
	}
}

func (s *Source) items(q *Question, yield func(*importer.Item, error) bool) bool {
	q.Entries = Untangle(slices.Clone(q.Entries), q.Title, s.report)
	id := s.id(q.ID)
	item := &importer.Item{
		ID: id, Type: note.Question, Topic: q.Topic, Title: q.Title, Tags: q.Tags, Date: q.Created, Modified: q.Updated,
		Authors: []importer.Person{q.Author}, Text: s.text(q.ID, q.Body, q.Text),
	}
	items := append([]*importer.Item{item}, s.votes(id, q.Votes)...)
	for _, e := range q.Entries {
		items = append(items, s.entry(id, e))
		if e.Accepted {
			items = append(items, s.accept(q, e))
		}
		items = append(items, s.votes(s.id(e.ID), e.Votes)...)
	}
	for _, item := range items {
		if !yield(item, nil) {
			return false
		}
	}
	return true
}

func (s *Source) id(id string) string { return s.Site + "/" + id }

func (s *Source) entry(question string, e Entry) *importer.Item {
	parent := question
	if e.ReplyTo != "" {
		parent = s.id(e.ReplyTo)
	}
	return &importer.Item{ID: s.id(e.ID), Parent: parent, Type: e.Kind, Authors: []importer.Person{e.Author}, Date: e.Created, Text: s.text(e.ID, e.Body, e.Text)}
}

// accept says for who asked that an answer settled it: that is who may. Where somebody else
// did it at the site, the entry says so.
func (s *Source) accept(q *Question, e Entry) *importer.Item {
	item := &importer.Item{ID: s.id(e.ID) + "/accepted", Parent: s.id(e.ID), Type: note.Accept, Authors: []importer.Person{q.Author}, Date: e.Since}
	if !item.Date.After(e.Created) {
		item.Date = e.Created.Add(time.Second) // nobody says when; it is read after the answer
	}
	if !e.By.IsZero() && e.By.Key() != q.Author.Key() {
		item.Text = s.text(e.ID, fmt.Sprintf("Accepted there by %s.", e.By.Key()), nil)
	}
	return item
}

func (s *Source) text(id, body string, later func() (string, error)) func() (importer.Text, error) {
	return func() (importer.Text, error) {
		if later != nil {
			var err error
			if body, err = later(); err != nil {
				return importer.Text{}, err
			}
		}
		settled := s.Home == nil || !strings.Contains(body, "](") && !strings.Contains(body, "://") || s.Leads != nil && !s.Leads(id, body)
		// A rule or a brace at the very beginning would be read as front matter.
		return importer.Text{Markdown: []byte("\n" + strings.TrimSpace(body) + "\n"), Settled: settled && s.Files == nil}, nil
	}
}

func (s *Source) report(cause, example string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.losses = append(s.losses, importer.Loss{Cause: cause, Example: example})
}

// Follow leads from an address at the site to what is brought of it.
func (s *Source) Follow(from *importer.Item, l note.Link) importer.Target {
	if s.Files != nil && s.Files.Has(l.Dest) {
		return importer.Target{File: l.Dest}
	}
	if l.Image && (strings.HasPrefix(l.Dest, "upload://") || strings.HasPrefix(l.Dest, "/uploads/")) {
		return importer.Target{Lost: "pictures that stay at the site"}
	}
	if s.Home == nil || l.Wiki || l.Image {
		return importer.Target{}
	}
	// The line that says where a question comes from leads there, not to itself.
	if id := s.Home(l.Dest); id != "" && s.id(id) != from.ID && (s.known == nil || s.known[id]) {
		return importer.Target{Item: s.id(id)}
	}
	return importer.Target{}
}

// Open reads a file that comes along.
func (s *Source) Open(file string) (io.ReadCloser, error) { return s.Files.Open(file) }

// Losses are what no item says.
func (s *Source) Losses() []importer.Loss { return s.losses }

// Close lets go of the export.
func (s *Source) Close() error {
	if s.Done == nil {
		return nil
	}
	return s.Done()
}

// Untangle puts what was said in the order in which it was said, each thing once, and cuts
// replies that lead nowhere, or in a circle.
func Untangle(entries []Entry, topic string, report Report) []Entry {
	seen := make(map[string]int, len(entries))
	entries = slices.DeleteFunc(entries, func(e Entry) bool {
		seen[e.ID]++
		if twice := seen[e.ID] > 1; twice {
			report("things that are there twice: the first one is brought", e.ID+" in "+topic)
			return true
		}
		return false
	})
	slices.SortStableFunc(entries, func(a, b Entry) int { return a.Created.Compare(b.Created) })
	for i, e := range entries {
		seen[e.ID] = i
	}
	for i := range entries {
		if e := &entries[i]; e.ReplyTo != "" && !leads(entries, seen, i) {
			report("replies to what is not there, or to each other: brought without what they reply to", e.ID+" in "+topic)
			e.ReplyTo = ""
		}
	}
	return entries
}

// leads reports whether an entry replies to one that is there, and not, over others, to itself.
func leads(entries []Entry, at map[string]int, from int) bool {
	i := from
	for range entries {
		re := entries[i].ReplyTo
		if re == "" {
			return true
		}
		next, ok := at[re]
		if !ok {
			return i != from // the one further up is cut
		}
		if next == from {
			return false
		}
		i = next
	}
	return true // in a circle further up, which is cut there
}

// Foot says where a question comes from, in the last line of its note. Parts that are ""
// are left out.
func Foot(from string, parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	if len(parts) > 0 {
		from += ". " + strings.Join(parts, "; ")
	}
	return "\n\n---\n\n*From " + from + ".*"
}
