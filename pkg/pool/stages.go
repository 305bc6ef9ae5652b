package pool

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/health"
	"github.com/breakfast-table/cop/pkg/pool/lifecycle"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Stage is where the community is by its accepted charter, with a checklist computed from the
// pool; name asks for another stage than that.
func (p *Pool) Stage(ctx context.Context, name string) (lifecycle.Stage, error) {
	facts, err := p.stageFacts(ctx)
	if err != nil {
		return lifecycle.Stage{}, err
	}
	if name == "" {
		name = p.Charter().Stage
	}
	text, _ := p.readWorking(charterPath)
	return lifecycle.Of(name, facts, ticksIn(text)), nil
}

func (p *Pool) stageFacts(ctx context.Context) (lifecycle.Facts, error) {
	h, err := p.Health(ctx)
	if err != nil {
		return lifecycle.Facts{}, err
	}
	cards, err := p.Cards(ctx)
	if err != nil {
		return lifecycle.Facts{}, err
	}
	meetings, err := p.Meetings(ctx)
	if err != nil {
		return lifecycle.Facts{}, err
	}
	adapted, err := p.Adapted(ctx)
	if err != nil {
		return lifecycle.Facts{}, err
	}
	pairs, err := p.Mentoring(ctx)
	if err != nil {
		return lifecycle.Facts{}, err
	}
	charter := p.Charter()
	f := lifecycle.Facts{
		Members: max(h.Members, h.Active), Active: h.Active, Lately: h.Lately, Newcomers: h.NewMembers, NewcomersWrote: h.NewcomersWrote,
		Practices: h.Practices, Tried: h.Tried, Proven: h.Proven, Stale: h.Stale, Fragile: len(h.FragileParts),
		Questions: h.Questions, Unanswered: h.Unanswered, AnswerDays: h.AnswerDays, ActionsLate: h.ActionsLate,
		FromOthers: len(adapted), UpstreamsNamed: len(charter.Upstreams), MentoringPairs: len(pairs.Pairs), Stewards: stewardsOf(charter),
	}
	now := p.opt.now()
	if !h.OldestSince.IsZero() {
		f.WaitsDays = int(now.Sub(h.OldestSince).Hours() / 24)
	}
	f.Purpose, f.Audience, f.WayOfWork = charterSays(p.acceptedCharter())
	for _, m := range meetings {
		if m.Date.After(now) {
			f.Planned++
		} else {
			f.Meetings++
		}
	}
	count(&f, cards, charter)
	return f, nil
}

func stewardsOf(c note.Charter) int {
	var all []note.Handle
	for _, rule := range c.Stewards {
		for _, h := range rule.Handles {
			if !slices.Contains(all, h) {
				all = append(all, h)
			}
		}
	}
	return len(all)
}

// count takes in what cards tell.
func count(f *lifecycle.Facts, cards []index.Card, charter note.Charter) {
	topics := map[string]int{}
	for i := range cards {
		c := &cards[i]
		switch {
		case c.Retired():
			f.Retired++
			continue
		case c.Type == note.Story:
			f.Stories++
		case c.Type == note.Practice || c.Type == "":
			if top, _, _ := strings.Cut(c.Topic, "/"); top != "" {
				topics[top]++
			}
		}
		if !c.Verified.IsZero() {
			f.Verified++
		}
	}
	for topic, n := range topics {
		if n < health.LeastTopic {
			continue
		}
		if f.Topics++; !owned(charter, topic) {
			f.Unowned++
		}
	}
}

// owned reports a rule of stewardship that is about a topic rather than about everything.
func owned(c note.Charter, topic string) bool {
	return slices.ContainsFunc(c.Stewards, func(rule note.StewardRule) bool {
		about, _, _ := strings.Cut(rule.Pattern, "/")
		return about == topic && len(rule.Handles) > 0
	})
}

// The charter's sections that say why, for whom and how, and where people tick what cannot be
// counted.
const (
	whySection   = "Why we exist"
	whomSection  = "Whom this is for"
	howSection   = "How we work"
	ticksSection = "Where we are"
)

// charterSays reports which of its sections the charter has in words of its own: not empty, no
// prompt, not what founding writes where nothing was said.
func charterSays(n *note.Note) (why, whom, how bool) {
	if n == nil {
		return false, false, false
	}
	own := func(section, given string) bool {
		text := people.Section(n, section)
		return text != "" && text != given && !strings.HasPrefix(text, "<!--")
	}
	return own(whySection, purposeUnsaid), own(whomSection, audienceUnsaid), own(howSection, "")
}

// ticksIn are the checks that people ticked: "- [x] interviews: five of us, on Monday – ana, 2026-11-29".
func ticksIn(charter []byte) []lifecycle.Tick {
	var out []lifecycle.Tick
	for line := range strings.Lines(people.Section(note.Parse(charterPath, charter), ticksSection)) {
		said, ok := strings.CutPrefix(strings.TrimSpace(line), "- [x] ")
		name, words, found := strings.Cut(said, ":")
		if ok && found {
			out = append(out, lifecycle.Tick{Check: strings.TrimSpace(name), Words: note.Clean(strings.TrimSpace(words))})
		}
	}
	return out
}

// TickStage writes down in the charter that a check which cannot be counted holds, with the words
// that say why. It is a draft like any other.
func (p *Pool) TickStage(ctx context.Context, check, words string) error {
	me, err := p.Me()
	if err != nil {
		return err
	}
	line := "- [x] " + check + ": " + note.Clean(words) + " – " + string(me.Handle) + ", " + p.opt.now().UTC().Format(time.DateOnly)
	return p.addToCharter(ctx, line, func(*note.Note) error { return nil })
}

// MoveStage changes the charter's stage and writes down below it from where, and on which evidence.
func (p *Pool) MoveStage(ctx context.Context, to string, from lifecycle.Stage, words string) error {
	me, err := p.Me()
	if err != nil {
		return err
	}
	var said []string
	for _, c := range from.Checks {
		mark := "not yet: "
		if c.Done {
			mark = ""
		}
		said = append(said, mark+c.What+" ("+c.Evidence+")")
	}
	line := "- " + p.opt.now().UTC().Format(time.DateOnly) + " " + from.Name + " → " + to + ", " + string(me.Handle) + ": " + strings.Join(said, "; ")
	if words = note.Clean(words); words != "" {
		line += ". " + words
	}
	return p.addToCharter(ctx, line, func(n *note.Note) error { return n.Set("stage", to) })
}

// addToCharter changes the charter and puts a line at the end of the section in which people
// tick; the section is made where there is none.
func (p *Pool) addToCharter(ctx context.Context, line string, change func(*note.Note) error) error {
	text, err := p.readWorking(charterPath)
	if err != nil {
		return &NoNoteError{Typed: "charter"}
	}
	n := note.Parse(charterPath, text)
	if err := change(n); err != nil {
		return err
	}
	if err := addTo(n, ticksSection, line, "\n"); err != nil {
		return err
	}
	return p.Update(ctx, charterNote, n.Bytes())
}

const charterNote = note.Address("charter")
