package people

import (
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// A member card is a note like any other: short facts are front matter, sentences stand
// below headings. The headings are those of the person template; what a member writes
// beside them stays where it is.

// cardSections are the headings that cop reads, the one it writes first.
var cardSections = []struct {
	headings []string
	text     func(*Card) *string
}{
	{[]string{"What I do", "What we do"}, func(c *Card) *string { return &c.Does }},
	{[]string{"Ask me about", "Ask us about"}, func(c *Card) *string { return &c.AskMe }},
	{[]string{"I want to learn", "We want to learn"}, func(c *Card) *string { return &c.Learn }},
}

// Read reads a member card. The handle is the name of the file.
func Read(n *note.Note) Person {
	a, _ := note.AddressOf(n.Path)
	who := Person{Handle: note.HandleFrom(a.Slug()), Name: note.Clean(n.Title), Address: a, Since: n.Date}
	for _, s := range cardSections {
		*s.text(&who.Card) = sectionOf(n, s.headings)
	}
	who.TZ, who.Contact = frontLine(n, "tz"), frontLine(n, "contact")
	if here := strings.ToLower(frontLine(n, "presence")); here == Away || here == Left {
		who.Presence = here
	}
	who.Offers, who.Wants, who.Also = FrontLines(n, "offers"), FrontLines(n, "wants"), FrontLines(n, "also")
	who.Keys, who.Former = FrontLines(n, "keys"), formerHandles(n)
	return who
}

// formerHandles are those that a card was under before it moved.
func formerHandles(n *note.Note) (out []note.Handle) {
	for _, a := range n.Formerly() {
		if a.Topic() == Topic {
			out = append(out, note.HandleFrom(a.Slug()))
		}
	}
	return out
}

// Write writes a card into its note. Keys and sections that say the same already are not
// touched; empty ones are taken out.
func (c Card) Write(n *note.Note) error {
	for _, s := range cardSections {
		if text := strings.TrimSpace(*s.text(&c)); text != sectionOf(n, s.headings) {
			if err := SetSection(n, s.headings, text); err != nil {
				return err
			}
		}
	}
	for _, f := range []note.Field{
		{Key: "presence", Value: c.Presence}, {Key: "tz", Value: c.TZ}, {Key: "contact", Value: c.Contact},
	} {
		if err := setOrDelete(n, f.Key, f.Value, f.Value == ""); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		key  string
		list []string
	}{{"offers", c.Offers}, {"wants", c.Wants}, {"also", c.Also}, {"keys", c.Keys}} {
		if err := setOrDelete(n, f.key, f.list, len(f.list) == 0); err != nil {
			return err
		}
	}
	return nil
}

func setOrDelete(n *note.Note, key string, value any, empty bool) error {
	if empty {
		return n.Delete(key)
	}
	return n.Set(key, value)
}

// frontLine is a front matter value on one harmless line.
func frontLine(n *note.Note, key string) string {
	v, _ := n.Value(key)
	s, _ := v.(string)
	return note.Clean(s)
}

// FrontLines is the list of harmless lines that a front matter value holds.
func FrontLines(n *note.Note, key string) []string {
	v, _ := n.Value(key)
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, e := range list {
		if s, ok := e.(string); ok && note.Clean(s) != "" {
			out = append(out, note.Clean(s))
		}
	}
	return out
}

// span finds a section of the body as byte offsets: its heading, and its text up to the
// next heading of the same or a higher level. ok is false when there is none.
func span(n *note.Note, headings []string) (head, text, end int, ok bool) {
	body := string(n.Body())
	starts := LineStarts(body)
	at := func(fileLine int) int {
		return starts[min(max(fileLine-n.BodyLine(), 0), len(starts)-1)]
	}
	all := n.Headings()
	for i, h := range all {
		if !slices.ContainsFunc(headings, func(s string) bool { return strings.EqualFold(s, strings.TrimSpace(h.Text)) }) {
			continue
		}
		head, end = at(h.Line), len(body)
		text = at(h.Line + 1)
		for _, next := range all[i+1:] {
			if next.Level <= h.Level {
				end = at(next.Line)
				break
			}
		}
		return head, text, end, true
	}
	return 0, 0, 0, false
}

// LineStarts are the offsets at which lines begin, and the end of the text.
func LineStarts(s string) []int {
	out := []int{0}
	for i := range len(s) {
		if s[i] == '\n' {
			out = append(out, i+1)
		}
	}
	return append(out, len(s))
}

// sectionOf is the text of a section, without comments; "" for none.
func sectionOf(n *note.Note, headings []string) string {
	_, text, end, ok := span(n, headings)
	if !ok {
		return ""
	}
	return strings.TrimSpace(note.CleanText(WithoutComments(string(n.Body())[text:end])))
}

// Section is the text below a heading, without comments; "" for none.
func Section(n *note.Note, heading string) string { return sectionOf(n, []string{heading}) }

// WithoutComments removes HTML comments: the prompts of a template.
func WithoutComments(s string) string {
	for {
		from := strings.Index(s, "<!--")
		if from < 0 {
			return s
		}
		to := strings.Index(s[from:], "-->")
		if to < 0 {
			return s[:from]
		}
		s = s[:from] + s[from+to+3:]
	}
}

// SetSection replaces the text of a section, adds it at the end, or, with text "", takes
// it out.
func SetSection(n *note.Note, headings []string, text string) error {
	body := string(n.Body())
	head, from, end, ok := span(n, headings)
	title := "## " + headings[0] + "\n"
	if ok {
		title = strings.TrimRight(body[head:from], "\r\n") + "\n"
	}
	section := ""
	if text != "" {
		section = title + "\n" + text + "\n"
	}
	if !ok {
		if section == "" {
			return nil
		}
		before := strings.TrimRight(body, "\n")
		if before != "" {
			before += "\n"
		}
		return n.SetBody([]byte(before + "\n" + section))
	}
	rest := body[end:]
	if rest != "" && section != "" {
		section += "\n"
	}
	return n.SetBody([]byte(body[:head] + section + rest))
}
