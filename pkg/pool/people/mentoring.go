package people

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Mentoring is opt-in on both sides: a card says in what its member would mentor
// ("offers") and in what they look for a mentor ("wants"). A round of pairs that a
// community agreed on is kept as the note of a meeting with the tag "mentoring"; its front
// matter has the pairs as people read them, so that every clone remembers the same:
//
//	pairs: [ana + ben on oncall, cy + dee on deploy]

// Pair is a mentor and a learner for one topic.
type Pair struct {
	Mentor, Learner note.Handle
	Topic           string
	Since           time.Time // the round it belongs to; zero for a proposal
}

// String is the pair as a round's note has it.
func (p Pair) String() string { return fmt.Sprintf("%s + %s on %s", p.Mentor, p.Learner, p.Topic) }

// PairOf reads a pair as a round's note has it; ok is false where two people are not named.
func PairOf(s string, since time.Time) (Pair, bool) {
	who, topic, _ := strings.Cut(s, " on ")
	mentor, learner, ok := strings.Cut(who, "+")
	p := Pair{note.HandleFrom(strings.TrimSpace(mentor)), note.HandleFrom(strings.TrimSpace(learner)), note.Clean(strings.TrimSpace(topic)), since}
	return p, ok && p.Mentor != "" && p.Learner != ""
}

// Mentoring is who offers and wants what, and the pairs of the past, newest round first.
type Mentoring struct {
	Offers, Wants []Person
	Pairs         []Pair
}

// Latest are the pairs of the newest round.
func (m Mentoring) Latest() []Pair {
	n := 0
	for n < len(m.Pairs) && m.Pairs[n].Since.Equal(m.Pairs[0].Since) {
		n++
	}
	return m.Pairs[:n]
}

// Match proposes pairs: as many as there can be when everybody is in one pair of each kind
// at most, over a topic that one offers and the other wants. No learner gets the mentor
// they had last, and one they never had goes before one they had; otherwise the order of
// handles decides. The same cards and rounds give the same pairs on every clone.
//
// It is a maximum matching by augmenting paths (Kuhn 1955): each learner takes the mentor
// they like most of those who are free; where none is, one who is taken makes room if
// the other learner finds another.
func (m Mentoring) Match() (pairs []Pair, waiting []Person) {
	k := matcher{of: map[note.Handle]int{}, mentoring: m}
	for i := range m.Wants {
		k.likes = append(k.likes, m.candidates(m.Wants[i]))
	}
	for i := range m.Wants {
		k.place(i, map[note.Handle]bool{})
	}
	placed := map[int]note.Handle{}
	for mentor, i := range k.of {
		placed[i] = mentor
	}
	for i, w := range m.Wants {
		mentor, ok := placed[i]
		if !ok {
			waiting = append(waiting, w)
			continue
		}
		pairs = append(pairs, Pair{Mentor: mentor, Learner: w.Handle, Topic: m.shared(mentor, w)})
	}
	return pairs, waiting
}

// matcher is one run of Match.
type matcher struct {
	mentoring Mentoring
	likes     [][]note.Handle
	of        map[note.Handle]int // mentor → place of the learner in Wants
}

func (k *matcher) place(learner int, asked map[note.Handle]bool) bool {
	for _, mentor := range k.likes[learner] {
		if _, taken := k.of[mentor]; !taken {
			k.of[mentor] = learner
			return true
		}
	}
	for _, mentor := range k.likes[learner] {
		if asked[mentor] {
			continue
		}
		asked[mentor] = true
		if k.place(k.of[mentor], asked) {
			k.of[mentor] = learner
			return true
		}
	}
	return false
}

// candidates are the mentors a learner may get, the one they like most first.
func (m Mentoring) candidates(w Person) []note.Handle {
	last, times := note.Handle(""), map[note.Handle]int{}
	for i := len(m.Pairs) - 1; i >= 0; i-- {
		if p := m.Pairs[i]; p.Learner == w.Handle {
			last = p.Mentor
			times[p.Mentor]++
		}
	}
	var out []note.Handle
	for _, o := range m.Offers {
		if o.Handle != w.Handle && o.Handle != last && m.shared(o.Handle, w) != "" {
			out = append(out, o.Handle)
		}
	}
	slices.SortFunc(out, func(a, b note.Handle) int { return cmp.Or(times[a]-times[b], cmp.Compare(a, b)) })
	return out
}

// shared is the first topic a learner wants that a mentor offers: the same, or one within
// the other. "" when there is none.
func (m Mentoring) shared(mentor note.Handle, w Person) string {
	i := slices.IndexFunc(m.Offers, func(o Person) bool { return o.Handle == mentor })
	if i < 0 {
		return ""
	}
	for _, want := range w.Wants {
		for _, offer := range m.Offers[i].Offers {
			a, b := topicName(want), topicName(offer)
			if a == b || strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/") {
				return want
			}
		}
	}
	return ""
}

// topicName is a topic in the spelling that topics are compared in.
func topicName(s string) string {
	parts := strings.Split(s, "/")
	for i := range parts {
		parts[i] = note.Slug(parts[i])
	}
	return strings.Join(parts, "/")
}
