package pool

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

type (
	// Pair is a mentor and a learner for one topic.
	Pair = people.Pair
	// Mentoring is who offers and wants what, and the pairs of the past, newest round first.
	Mentoring = people.Mentoring
)

// mentoringTag marks the note of a meeting that keeps a round of pairs.
const mentoringTag = "mentoring"

// Mentoring reads cards and past rounds. Who is away or left neither offers nor wants.
func (p *Pool) Mentoring(ctx context.Context) (Mentoring, error) {
	members, err := p.People(ctx)
	if err != nil {
		return Mentoring{}, err
	}
	var m Mentoring
	for _, w := range members {
		if w.Presence != "" {
			continue
		}
		if len(w.Offers) > 0 {
			m.Offers = append(m.Offers, w)
		}
		if len(w.Wants) > 0 {
			m.Wants = append(m.Wants, w)
		}
	}
	err = p.eachMeeting(ctx, func(c *index.Card, n *note.Note) {
		if !slices.Contains(c.Tags, mentoringTag) {
			return
		}
		for _, line := range people.FrontLines(n, "pairs") {
			if pair, ok := people.PairOf(line, meeting.Day(c)); ok {
				m.Pairs = append(m.Pairs, pair)
			}
		}
	})
	slices.SortStableFunc(m.Pairs, func(a, b Pair) int { return b.Since.Compare(a.Since) })
	return m, err
}

// KeepPairs writes a round as the note of a meeting, which is how it is remembered. It is a
// draft like any other.
func (p *Pool) KeepPairs(ctx context.Context, pairs []Pair) (note.Address, error) {
	who, _, err := p.handles(ctx)
	if err != nil {
		return "", err
	}
	me, err := p.Me()
	if err != nil {
		return "", err
	}
	var lines []string
	body := "\n## Who meets whom\n\n"
	for _, pair := range pairs {
		lines = append(lines, pair.String())
		body += fmt.Sprintf("- **%s** and **%s**, about %s\n", mdName(who.Name(pair.Mentor)), mdName(who.Name(pair.Learner)), mdName(pair.Topic))
	}
	body += "\nAn hour every two weeks is plenty. Agree on what to look at before you meet.\n"
	for _, pair := range pairs {
		agenda, err := p.firstAgenda(ctx, pair, who)
		if err != nil {
			return "", err
		}
		body += agenda
	}
	text := note.WriteNew(note.Event, []note.Field{
		{Key: "title", Value: "Mentoring pairs"}, {Key: "tags", Value: []string{mentoringTag}}, {Key: "authors", Value: []string{string(me.Handle)}},
		{Key: "date", Value: p.opt.now().UTC().Format(time.DateOnly)}, {Key: "pairs", Value: lines},
	}, []byte(body))
	return p.Save(ctx, text, "")
}

// firstAgenda is what a pair may talk about when they meet first: what each wants of it, the first
// notes of the path through their topic, and one small thing to do before they meet again.
func (p *Pool) firstAgenda(ctx context.Context, pair Pair, who people.Handles) (string, error) {
	way, err := p.Reading(ctx, note.Slug(pair.Topic), 3)
	if err != nil {
		return "", err
	}
	mentor, learner := mdName(who.Name(pair.Mentor)), mdName(who.Name(pair.Learner))
	out := fmt.Sprintf("\n### %s and %s, the first time\n\n", mentor, learner) +
		fmt.Sprintf("- What does %s want to be able to do in three months?\n- When did %s find it hard?\n", learner, mentor)
	for _, step := range way.Steps {
		out += "- Read together: [[" + string(step.Address) + "]]\n"
	}
	return out + "- What is one small thing to try before you meet again, and how will you tell how it went?\n", nil
}

// mdName is a name that markdown shows as it is.
func mdName(s string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "<", "\\<").Replace(note.Clean(s))
}
