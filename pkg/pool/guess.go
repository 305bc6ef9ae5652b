package pool

import (
	"context"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// GuessTopic proposes a topic for a line of text: a topic that the line names, else the
// one that holds most of the ten notes most like it. sure is true when it leads clearly:
// it has at least three of them and twice as many as the next.
//
// Example: "kubectl rollout undo takes --to-revision" finds seven notes, five under
// deploy and two under oncall → "deploy", true.
func (p *Pool) GuessTopic(ctx context.Context, line string) (topic string, sure bool, err error) {
	topics, err := p.Values(ctx, "topic")
	if err != nil {
		return "", false, err
	}
	words := strings.FieldsFunc(strings.ToLower(line), func(r rune) bool { return !isWordRune(r) })
	if named := namedTopic(words, topics); named != "" {
		return named, true, nil
	}
	votes := map[string]int{}
	for _, w := range words {
		if len(w) < 3 {
			continue
		}
		if err := p.vote(ctx, w, votes); err != nil {
			return "", false, err
		}
	}
	best, second := "", 0
	for t, n := range votes {
		switch {
		case n > votes[best] || n == votes[best] && t < best:
			second, best = votes[best], t
		case n > second:
			second = n
		}
	}
	return best, votes[best] >= 3 && votes[best] >= 2*second, nil
}

// namedTopic is a topic whose name is one of the words.
func namedTopic(words []string, topics []index.Count) string {
	has := map[string]bool{}
	for _, w := range words {
		has[w] = true
	}
	for _, t := range topics {
		if name := strings.ToLower(note.Address(t.Value).Slug()); name != "" && has[name] {
			return t.Value
		}
	}
	return ""
}

func (p *Pool) vote(ctx context.Context, word string, votes map[string]int) error {
	q, err := index.ParseQuery(word)
	if err != nil {
		return nil //nolint:nilerr // no word to search for
	}
	q.Limit = 10
	res, err := p.db.Find(ctx, q)
	if err != nil {
		return err
	}
	if res.Total > 200 {
		return nil // a word that everybody uses tells nothing
	}
	for _, h := range res.Hits {
		if h.Topic != "" {
			votes[h.Topic]++
		}
	}
	return nil
}
