package pool

import (
	"context"
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Question is what a member wants to know.
type Question struct {
	Title string // the question itself, one line
	Body  string // what was tried, what happened; may be ""
	Topic string // folder below practices, "" for the root
	Tags  []string
	To    []note.Handle // whom it is for, written into its first line; nobody: everyone
}

// QuestionText is the text that Ask would save for a question, to be edited first. With
// an empty body it holds the prompts of the community's template.
func (p *Pool) QuestionText(q Question) ([]byte, error) {
	text, err := p.Text(Draft{Type: note.Question, Title: q.Title, Topic: q.Topic, Tags: q.Tags, Body: q.Body})
	if err != nil || len(q.To) == 0 {
		return text, err
	}
	n := note.Parse("practices/new.md", text)
	if err := n.SetBody([]byte("\n" + note.AskOf(q.To, string(n.Body())))); err != nil {
		return nil, err
	}
	return n.Bytes(), nil
}

// Ask writes a question as a note and returns its address. It goes to everyone with the
// next sync.
func (p *Pool) Ask(ctx context.Context, q Question) (note.Address, error) {
	text, err := p.QuestionText(q)
	if err != nil {
		return "", err
	}
	return p.Save(ctx, p.WithoutPrompts(text), q.Topic)
}

// Likely lists notes that may answer a question already, the most promising first, at
// most n: those that say much the same, then, by how well they answer, those that have half
// of its words at least.
func (p *Pool) Likely(ctx context.Context, title, body string, n int) ([]index.Hit, error) {
	if err := p.refreshSoon(ctx); err != nil {
		return nil, err
	}
	alike, err := p.db.Similar(ctx, title, body, n)
	if err != nil {
		return nil, err
	}
	out := gather{most: n}
	out.add(alike...)
	q := plainQuery(title)
	if q.IsZero() || out.full() {
		return out.hits, nil
	}
	q.Limit = 2 * n
	found, err := p.db.Find(ctx, q)
	for _, h := range found.Hits {
		if 2*len(h.Missing) <= found.Asked {
			out.add(h)
		}
	}
	return out.hits, err
}

// plainQuery looks for the words of a sentence: what is punctuation to people must not be
// syntax.
func plainQuery(sentence string) Query {
	words := strings.FieldsFunc(sentence, func(r rune) bool { return !note.IsWordRune(r) })
	q, err := index.ParseQuery(strings.Join(words, " "))
	if err != nil {
		return Query{}
	}
	return q
}

// gather collects hits, each note once.
type gather struct {
	most int
	hits []index.Hit
	seen map[note.Address]bool
}

func (g *gather) full() bool { return len(g.hits) >= g.most }

func (g *gather) add(hits ...index.Hit) {
	if g.seen == nil {
		g.seen = map[note.Address]bool{}
	}
	for _, h := range hits {
		if !g.full() && !g.seen[h.Address] {
			g.seen[h.Address] = true
			g.hits = append(g.hits, h)
		}
	}
}

// NotAQuestionError says that a note cannot be answered.
type NotAQuestionError struct{ Address note.Address }

func (e *NotAQuestionError) Error() string { return fmt.Sprintf("%s is no question", e.Address) }

// NotTheirsError says that only others may do something to a note.
type NotTheirsError struct {
	Doing   string        // "accept an answer to ask/why"
	Allowed []note.Handle // who may
}

func (e *NotTheirsError) Error() string {
	if len(e.Allowed) == 0 {
		return "only a steward can " + e.Doing
	}
	return fmt.Sprintf("only %s can %s", joinHandles(e.Allowed), e.Doing)
}

// joinHandles names people as one says it: "ana, ben or cy".
func joinHandles(hs []note.Handle) string {
	names := make([]string, len(hs))
	for i, h := range hs {
		names[i] = string(h)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " or " + names[last]
	}
	return strings.Join(names, "")
}
