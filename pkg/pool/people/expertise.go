package people

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Scorer adds up what each member did about a scope. It is pure: the same notes, names of
// entries and cards give the same answer on every clone.
type Scorer struct {
	who      Handles
	scope    Scope
	now      time.Time
	activity map[note.Handle]*activity
}

// activity is what speaks for one member.
type activity struct {
	wrote                     map[note.Type]int
	answered, accepted, tried int
	verified                  int
	steward, asked, named     bool // asked: their card offers it; Named: the question is for them

	score                             float64
	lastWrote, lastAnswer, lastReport time.Time
	presence                          string
}

// What each deed counts; see the table at [Scorer].
const (
	pointsWrote    = 3
	pointsAnswer   = 2
	pointsAccepted = 3
	pointsReport   = 1
	pointsSteward  = 4
	pointsAnyNote  = 1 // steward of the whole pool
	pointsAskMe    = 4
	pointsNamed    = 8
)

// NewScorer begins one: who means whom, about what, and now, by which everything is aged.
func NewScorer(who Handles, s Scope, now time.Time) *Scorer {
	return &Scorer{who: who, scope: s, now: now, activity: map[note.Handle]*activity{}}
}

func (t *Scorer) of(spelling string) *activity {
	h := t.who.Of(spelling)
	d := t.activity[h]
	if d == nil {
		d = &activity{wrote: map[note.Type]int{}}
		t.activity[h] = d
	}
	return d
}

// aged is what something of that time counts: half by the year, a quarter at least.
func (t *Scorer) aged(when time.Time) float64 {
	if when.IsZero() {
		return 0.5
	}
	years := max(t.now.Sub(when).Hours()/24/365, 0)
	return max(math.Exp2(-years), 0.25)
}

// Wrote counts a note for its authors, in front matter or else in the history. Asking is
// no expertise, and a meeting is nobody's work.
func (t *Scorer) Wrote(c *Scoped) {
	if c.Type == note.Question || c.Type == note.Event || c.Type == note.CharterNote {
		return
	}
	authors := c.Authors
	if len(authors) == 0 && c.By != "" {
		authors = []string{string(t.who.Changed(&c.Card))}
	}
	when := writtenAt(c)
	counted := map[*activity]bool{}
	for _, a := range authors {
		d := t.of(a)
		if counted[d] {
			continue
		}
		counted[d] = true
		kind := c.Type
		if kind == "" {
			kind = note.Practice
		}
		d.wrote[kind]++
		d.score += pointsWrote * c.Weight * t.aged(when)
		d.lastWrote = latest(d.lastWrote, when)
	}
}

func writtenAt(c *Scoped) time.Time {
	if !c.Created.IsZero() {
		return c.Created
	}
	return c.Date
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Said counts the entries of a note's thread. Who answers or reports twice on one note
// counts once, with the newest; answering one's own question counts nothing.
func (t *Scorer) Said(c *Scoped, thread []note.EntryName, accepted map[string]bool) {
	own := map[*activity]bool{}
	for _, a := range c.Authors {
		own[t.of(a)] = true
	}
	type deed struct {
		by   *activity
		kind note.Type
	}
	newest, yes := map[deed]time.Time{}, map[deed]bool{}
	var order []deed
	for _, e := range thread {
		k := deed{t.of(string(e.Author)), e.Type}
		if own[k.by] {
			continue
		}
		if _, seen := newest[k]; !seen {
			order = append(order, k)
		}
		newest[k] = latest(newest[k], e.Date)
		yes[k] = yes[k] || accepted[EntryFile(e.Path())]
	}
	for _, k := range order {
		t.say(k.by, k.kind, c.Weight*t.aged(newest[k]), newest[k], yes[k])
	}
}

func (t *Scorer) say(d *activity, kind note.Type, weight float64, when time.Time, accepted bool) {
	switch kind {
	case note.Answer:
		d.answered++
		d.score += pointsAnswer * weight
		d.lastAnswer = latest(d.lastAnswer, when)
		if accepted {
			d.accepted++
			d.score += pointsAccepted * weight
		}
	case note.Tried:
		d.tried++
		d.score += pointsReport * weight
		d.lastReport = latest(d.lastReport, when)
	case note.Verify:
		d.verified++
		d.score += pointsReport * weight
		d.lastReport = latest(d.lastReport, when)
	}
}

// Stewards counts those answerable for a note of the scope, once. Who looks after
// everything need not know about this.
func (t *Scorer) Stewards(c note.Charter, a note.Address) {
	for i := range c.Stewards {
		rule := &c.Stewards[i]
		one := note.Charter{Stewards: c.Stewards[i : i+1]}
		for _, h := range one.StewardsOf(a) {
			d := t.of(string(h))
			if d.steward {
				continue
			}
			d.steward = true
			if d.score += pointsSteward; rule.Pattern == "**" {
				d.score -= pointsSteward - pointsAnyNote
			}
		}
	}
}

// Named counts whom a question is for.
func (t *Scorer) Named(handles []note.Handle) {
	for _, h := range handles {
		if d := t.of(string(h)); !d.named {
			d.named = true
			d.score += pointsNamed
		}
	}
}

// Cards counts what members offer to be asked about, and who left.
func (t *Scorer) Cards(people []Person) {
	about := strings.ToLower(t.scope.About)
	for i := range people {
		c := &people[i]
		if about != "" && mentions(c.AskMe, about) {
			d := t.of(string(c.Handle))
			d.asked = true
			d.score += pointsAskMe
		}
		if d, known := t.activity[c.Handle]; known {
			d.presence = c.Presence
		}
	}
}

// mentions reports that a text has these words side by side, at the beginning of a word:
// "pager" is in "Pagers, and the kettle".
func mentions(text, words string) bool {
	text = " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !note.IsWordRune(r) }), " ")
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool { return !note.IsWordRune(r) }), " ")
	return words != "" && strings.Contains(text, " "+words)
}

// Experts are those that something speaks for, the best placed first; of two alike the
// one whose handle is first.
func (t *Scorer) Experts(o Asking) []Expert {
	not := map[note.Handle]bool{"": true}
	for _, h := range o.Except {
		not[t.who.Of(string(h))] = true
	}
	var out []Expert
	for h, d := range t.activity {
		reasons := t.reasons(d)
		if not[h] || d.presence == Left || len(reasons) == 0 {
			continue
		}
		out = append(out, Expert{
			Handle: h, Name: t.who.Name(h), Score: math.Round(d.score*100) / 100, Reasons: reasons, Presence: d.presence,
			Last: latest(latest(d.lastWrote, d.lastAnswer), d.lastReport),
		})
	}
	slices.SortFunc(out, byScore)
	if o.Limit == 0 {
		o.Limit = usualExperts
	}
	return out[:min(len(out), o.Limit)]
}

// reasons say in plain words what speaks for a member.
func (t *Scorer) reasons(d *activity) []string {
	var out []string
	if d.named {
		out = append(out, "is named in the question")
	}
	if d.steward {
		out = append(out, "looks after notes "+t.scope.On)
	}
	if what := kinds(d.wrote); what != "" {
		out = append(out, "wrote "+what+" "+t.scope.On+t.ago(d.lastWrote))
	}
	if d.answered > 0 {
		out = append(out, "answered "+Numbered(d.answered, "question")+acceptedWords(d.answered, d.accepted)+t.ago(d.lastAnswer))
	}
	if d.tried > 0 {
		out = append(out, "tried "+Numbered(d.tried, "note")+" and told how it went"+t.ago(d.lastReport))
	} else if d.verified > 0 {
		out = append(out, "verified "+Numbered(d.verified, "note")+t.ago(d.lastReport))
	}
	if d.asked {
		out = append(out, "is glad to be asked about it")
	}
	return out
}

func acceptedWords(answered, accepted int) string {
	switch {
	case accepted == 0:
		return ""
	case accepted == answered:
		return ", accepted"
	}
	return fmt.Sprintf(", %d accepted", accepted)
}

// kinds counts notes by type: "3 practices and 1 story".
func kinds(wrote map[note.Type]int) string {
	types := make([]note.Type, 0, len(wrote))
	for k := range wrote {
		types = append(types, k)
	}
	slices.SortFunc(types, func(a, b note.Type) int {
		if wrote[a] != wrote[b] {
			return wrote[b] - wrote[a]
		}
		return strings.Compare(string(a), string(b))
	})
	var words []string
	for _, k := range types {
		words = append(words, Numbered(wrote[k], note.Clean(string(k))))
	}
	return listed(words)
}

// Numbered is a count of things in words: "1 week", "3 stories".
func Numbered(n int, word string) string {
	switch {
	case n == 1:
		return "1 " + word
	case strings.HasSuffix(word, "ry"):
		word = strings.TrimSuffix(word, "y") + "ies"
	case !strings.HasSuffix(word, "s"):
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

// listed joins words as one says them: "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// ago says how long ago the newest of several things was, roughly.
func (t *Scorer) ago(when time.Time) string {
	days := int(t.now.Sub(when).Hours() / 24)
	switch {
	case when.IsZero():
		return ""
	case days < 7:
		return ", last this week"
	case days < 31:
		return ", last this month"
	case days < 365:
		return fmt.Sprintf(", last in %s", when.UTC().Format("January"))
	}
	return fmt.Sprintf(", last in %d", when.UTC().Year())
}

// EntryFile is the file name an entry is referred to by, however it was written.
func EntryFile(re string) string {
	name := re[strings.LastIndexByte(re, '/')+1:]
	return strings.TrimSuffix(name, ".md") + ".md"
}

func byScore(a, b Expert) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Handle, b.Handle))
}
