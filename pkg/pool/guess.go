package pool

import (
	"context"
	"math"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Topics that are for something of their own: no words make a note belong there.
const (
	eventsDir  = "events"
	welcomeDir = "how-we-share" // what a pool says about itself
)

// Fileable reports whether a topic is one that notes are filed under by what they are
// about. Cards, meetings and what the pool says about itself are elsewhere.
func Fileable(topic string) bool {
	top, _, _ := strings.Cut(topic, "/")
	return topic != "" && top != peopleDir && top != eventsDir && top != welcomeDir
}

// GuessTopic proposes a topic for some text: a topic that the text names, else the one
// whose notes share the most telling words with it; "" for none. sure is true when it leads
// clearly: at least three of its notes have such words, and they tell twice as much as those of the next.
//
// A word tells more the fewer notes have it (its inverse document frequency), and shares
// that among their topics. Words that half of the notes have tell nothing.
//
// Example: of "kubectl rollout undo takes --to-revision", rollout is in five notes of
// deploy and one of oncall, undo in one of deploy → "deploy", true.
func (p *Pool) GuessTopic(ctx context.Context, text string) (topic string, sure bool, err error) {
	topics, err := p.Values(ctx, "topic")
	if err != nil {
		return "", false, err
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !note.IsWordRune(r) })
	if named := namedTopic(words, topics); named != "" {
		return named, true, nil
	}
	v := votes{score: map[string]float64{}, notes: map[string]map[note.Address]bool{}}
	for _, t := range topics {
		v.all += t.N
	}
	seen := map[string]bool{}
	for _, w := range words {
		if len(w) < 3 || seen[w] {
			continue
		}
		seen[w] = true
		if err := p.vote(ctx, w, &v); err != nil {
			return "", false, err
		}
	}
	best, lead := v.best()
	return best, len(v.notes[best]) >= 3 && lead >= 2, nil
}

// votes are what the words of a text tell about topics.
type votes struct {
	all   int // notes of the pool
	score map[string]float64
	notes map[string]map[note.Address]bool
}

// best is the topic with the highest score, and how many times that of the next it is.
func (v *votes) best() (topic string, lead float64) {
	second := 0.0
	for t, score := range v.score {
		switch {
		case score > v.score[topic] || score == v.score[topic] && t < topic:
			second, topic = v.score[topic], t
		case score > second:
			second = score
		}
	}
	if second == 0 {
		return topic, math.Inf(1)
	}
	return topic, v.score[topic] / second
}

// namedTopic is a topic whose name is one of the words.
func namedTopic(words []string, topics []index.Count) string {
	has := map[string]bool{}
	for _, w := range words {
		has[w] = true
	}
	for _, t := range topics {
		if name := strings.ToLower(note.Address(t.Value).Slug()); Fileable(t.Value) && has[name] {
			return t.Value
		}
	}
	return ""
}

// mostVoters is how many notes of a word are asked for their topic.
const mostVoters = 20

func (p *Pool) vote(ctx context.Context, word string, v *votes) error {
	q, err := index.ParseQuery(word)
	if err != nil {
		return nil //nolint:nilerr // no word to search for
	}
	q.Limit, q.Bare = mostVoters, true
	res, err := p.db.Find(ctx, q)
	if err != nil {
		return err
	}
	if len(res.Hits) == 0 || 2*res.Total > max(v.all, 2) {
		return nil
	}
	telling := math.Log(1+float64(v.all)/float64(res.Total)) / float64(len(res.Hits))
	for _, h := range res.Hits {
		if !Fileable(h.Topic) {
			continue
		}
		v.score[h.Topic] += telling
		if v.notes[h.Topic] == nil {
			v.notes[h.Topic] = map[note.Address]bool{}
		}
		v.notes[h.Topic][h.Address] = true
	}
	return nil
}
