package pool

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// CharterPart is something that a founder answers: what it is called on the command line, the
// section of the charter it stands in, how to ask for it, and one good answer.
type CharterPart struct{ Name, Heading, Question, Example string }

// CharterParts are the parts that are said in words, in the order in which they are asked for.
func CharterParts() []CharterPart {
	return []CharterPart{
		{"purpose", whySection, "Why does it exist (one sentence, or nothing for now)", "Nobody should meet a broken printer alone at night."},
		{"audience", whomSection, "Whom is it for", "Whoever carries the pager in one of our three houses."},
		{"goals", "What we want to reach", "What do you want to have reached in a year", "Half as many calls at night, and each newcomer on call after a month."},
		{"vision", "Where we want to be", "Where does that lead, if it goes well", "A night shift that sleeps."},
		{"domain", "What we care about", "Which questions do you care about, and which not", "Pagers, handover, repair. Not rosters, not pay."},
		{"activities", "What we do together", "What do you do together", "We tell what broke, write down what helped, and try what others wrote."},
		{"rhythm", "When we meet", "When do you meet, and for how long", "Tuesdays at ten, for half an hour, with bread."},
		{"success", "How we will know it works", "How will you know that it works", "Somebody says: I did not have to wake anyone."},
	}
}

func partNames() []string {
	var out []string
	for _, part := range CharterParts() {
		out = append(out, part.Name)
	}
	return out
}

// CharterSays are the parts that a charter has in words of its own, by name; what founding
// writes where nobody said anything is not among them.
func CharterSays(n *note.Note) map[string]string {
	out := map[string]string{}
	if n == nil {
		return out
	}
	for _, part := range CharterParts() {
		if text := people.Section(n, part.Heading); text != "" && text != purposeUnsaid && text != audienceUnsaid {
			out[part.Name] = text
		}
	}
	return out
}

// CharterSays are the parts that the accepted charter has in words of its own, by name.
func (p *Pool) CharterSays() map[string]string { return CharterSays(p.acceptedCharter()) }

// CharterChange is what to change about a charter; what is empty stays.
type CharterChange struct {
	Says     map[string]string // by the name of a part
	Stewards []note.Handle     // of everything
	Review   note.Lane         // of practices
}

// ErrTopicStewards says that a charter names stewards of single topics, which a list of stewards
// of everything would take out.
var ErrTopicStewards = errors.New("the charter names who looks after single topics")

// DraftCharter is the charter as it is in the folder; nil when there is none.
func (p *Pool) DraftCharter() *note.Note {
	n, ok := p.parseWorking(charterPath)
	if !ok {
		return nil
	}
	return n
}

// ChangeCharter changes the charter in the folder, made from the community's template where there
// is none. It is a draft like any other: the others decide on it. Errors: [ErrTopicStewards].
func (p *Pool) ChangeCharter(ctx context.Context, c CharterChange) error {
	text, err := p.readWorking(charterPath)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = p.Text(Draft{Type: note.CharterNote, Title: "Charter"})
	}
	if err != nil {
		return err
	}
	n := note.Parse(charterPath, withLane(text, c.Review))
	if n.Err() != nil {
		return n.Err()
	}
	for _, part := range CharterParts() {
		if said := strings.TrimSpace(note.CleanText(c.Says[part.Name])); said != "" {
			if err := people.SetSection(n, []string{part.Heading}, said); err != nil {
				return err
			}
		}
	}
	if err := setStewards(n, c.Stewards); err != nil {
		return err
	}
	return p.Update(ctx, charterNote, n.Bytes())
}

// lane finds how practices change, in the form that founding and the template write.
var lane = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^(review: *\{.*\bpractices: *)(required|direct)\b([^}\n]*)\}`)
})

// withLane changes how practices change. What founding wrote about it in words, and that who is
// alone accepts their own, goes with it; other words stay.
func withLane(text []byte, to note.Lane) []byte {
	if c, _ := note.ReadCharter(note.Parse(charterPath, text)); to == "" || c.Practices == to {
		return text
	}
	direct := to == note.LaneDirect
	text = []byte(strings.Replace(string(text), howWeWork(!direct), howWeWork(direct), 1))
	if m := lane().FindSubmatchIndex(text); m != nil {
		rest := strings.Replace(string(text[m[6]:m[7]]), ", alone: accept", "", 1)
		if !direct {
			rest += ", alone: accept"
		}
		return slices.Concat(text[:m[4]], []byte(to), []byte(rest), text[m[7]:])
	}
	n := note.Parse(charterPath, text)
	if n.Set("practices", string(to)) != nil {
		return text
	}
	return n.Bytes()
}

func setStewards(n *note.Note, who []note.Handle) error {
	if len(who) == 0 {
		return nil
	}
	c, _ := note.ReadCharter(n)
	for _, rule := range c.Stewards {
		if rule.Pattern != "**" {
			return ErrTopicStewards
		}
	}
	var list []string
	for _, h := range who {
		list = append(list, string(h))
	}
	if err := n.Delete("stewards"); err != nil {
		return err
	}
	return n.Set("stewards", list)
}
