package note

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Lane is the way that changes take to the shared notes.
type Lane string

// The lanes.
const (
	LaneRequired Lane = "required" // through review
	LaneDirect   Lane = "direct"   // at once
)

// Charter is what the front matter of practices/charter.md decides for the pool.
type Charter struct {
	Name         string     // "" when it has none
	Stage        string     // "", or one of inquire, design, prototype, launch, grow, sustain
	Practices    Lane       // how practices, stories, decisions and the charter itself change
	Conversation Lane       // how questions, answers, comments and reports are added
	Meetings     Lane       // how notes of meetings are added and changed: actions ticked off, too
	Approvals    int        // that a contribution needs
	Alone        bool       // who is the only member accepts their own contributions
	Signatures   Signatures // whether members sign what they say
	Stewards     []StewardRule
	StaleAfter   time.Duration // without verification; 0: never
	Maturity     MaturityRule
	Upstreams    []Upstream
	Allow        []string   // what checks do not tell: see [Charter.Allows]
	Words        [][]string // groups of words that mean the same here; each has two or more
	Site         Site
}

// Signatures is what members think of what nobody signed. The zero value asks for none.
type Signatures string

// The ways to ask for signatures.
const (
	SignaturesAsked    Signatures = "asked"    // what is not signed is shown as such
	SignaturesRequired Signatures = "required" // and weighs nothing
)

// StewardRule makes members answerable for the notes that a pattern matches.
type StewardRule struct {
	Pattern string // of addresses: * stands for part of a name, ** for any number of folders
	Handles []Handle
}

// MaturityRule says what it takes for a practice to count as proven in use.
type MaturityRule struct {
	Promising int     // members that report it worked
	Proven    int     // members that report it worked
	MaxFailed float64 // share of reports that may have failed, 0 to 1
}

// ReadCharter reads the charter's front matter. What is missing or not understood has its
// default, and a nil note has all of them.
func ReadCharter(n *Note) (Charter, []Problem) {
	c := Charter{
		Practices: LaneRequired, Conversation: LaneDirect, Meetings: LaneRequired, Approvals: 1, StaleAfter: 365 * 24 * time.Hour,
		Maturity: MaturityRule{Promising: 2, Proven: 3, MaxFailed: 0.25},
	}
	if n == nil {
		return c, nil
	}
	r := &charterReader{note: n, front: &n.front}
	c.Name = r.front.line("name")
	c.Stage = r.choice("stage", r.front.value("stage"), "", "inquire", "design", "prototype", "launch", "grow", "sustain")
	r.lanes(&c)
	c.Approvals = int(r.number("approvals", r.front.value("approvals"), float64(c.Approvals), 0, 20))
	c.Signatures = Signatures(r.choice("signatures", r.front.value("signatures"), "", string(SignaturesAsked), string(SignaturesRequired)))
	c.StaleAfter = r.duration("stale_after", c.StaleAfter)
	r.maturity(&c.Maturity)
	c.Stewards = r.stewards()
	c.Upstreams = r.upstreams()
	c.Allow = r.allowed()
	c.Words = r.words()
	c.Site = r.site()
	c.Site.Unclear = c.Site.Unclear || n.Err() != nil
	return c, r.problems
}

// NamesSteward reports whether a handle answers for anything at all.
func (c Charter) NamesSteward(h Handle) bool {
	return slices.ContainsFunc(c.Stewards, func(rule StewardRule) bool { return slices.Contains(rule.Handles, h) })
}

// StewardsOf lists who is answerable for a note, those of the most specific pattern first.
func (c Charter) StewardsOf(a Address) []Handle {
	var out []Handle
	for _, rule := range c.Stewards {
		if !matches(rule.Pattern, a) {
			continue
		}
		for _, h := range rule.Handles {
			if !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}

// charterReader collects what is wrong with a charter while it is read.
type charterReader struct {
	note     *Note
	front    *front
	problems []Problem
}

func (r *charterReader) problem(key, message, fix string) {
	r.problems = append(r.problems, Problem{
		Path: r.note.Path, Line: r.note.KeyLine(key), Rule: "charter", Message: message, Fix: fix,
	})
}

// problemAt is a problem of a key at one of its nodes.
func (r *charterReader) problemAt(key string, n *yaml.Node, message, fix string) {
	r.problem(key, message, fix)
	if n != nil && n.Line > 0 {
		r.problems[len(r.problems)-1].Line = r.note.lines().of(r.front.text) + n.Line - 1
	}
}

// choice is a value when it is one of those allowed, else the default.
func (r *charterReader) choice(key string, v *yaml.Node, def string, allowed ...string) string {
	value := textOf(v)
	if value == "" {
		return def
	}
	if v := strings.ToLower(value); slices.Contains(allowed, v) {
		return v
	}
	r.problemAt(key, v, fmt.Sprintf("unknown %s %q", key, Clean(value)), "use "+orList(allowed))
	return def
}

// lanes reads review: {practices: …, conversation: …, meetings: …}, and the short forms review: direct
// and practices: direct.
func (r *charterReader) lanes(c *Charter) {
	review := r.front.value("review")
	lane := func(key string, v *yaml.Node, to *Lane) {
		*to = Lane(r.choice(key, v, string(*to), string(LaneRequired), string(LaneDirect)))
	}
	lane("review", review, &c.Practices)
	lane("practices", child(review, "practices"), &c.Practices)
	lane("conversation", child(review, "conversation"), &c.Conversation)
	lane("meetings", child(review, "meetings"), &c.Meetings)
	c.Alone = r.choice("alone", child(review, "alone"), "", "accept") == "accept"
	lane("practices", r.front.value("practices"), &c.Practices)
	lane("conversation", r.front.value("conversation"), &c.Conversation)
	lane("meetings", r.front.value("meetings"), &c.Meetings)
	if review != nil && review.Kind == yaml.SequenceNode {
		r.problem("review", "review is a list", "write it as {practices: required, conversation: direct}")
	}
}

func (r *charterReader) maturity(m *MaturityRule) {
	v := r.front.value("maturity")
	if v != nil && v.Kind != yaml.MappingNode && textOf(v)+v.Tag != "!!null" {
		r.problem("maturity", "maturity says not how many reports it takes", "write it as {promising: 2, proven: 3}")
	}
	m.Promising = int(r.number("maturity", child(v, "promising"), float64(m.Promising), 1, 1000))
	m.Proven = int(r.number("maturity", child(v, "proven"), float64(m.Proven), 1, 1000))
	m.MaxFailed = r.number("maturity", child(v, "max_failed"), m.MaxFailed, 0, 1)
}

// number reads a number within bounds, a whole one unless it is a share.
func (r *charterReader) number(key string, v *yaml.Node, def, min, max float64) float64 {
	if v == nil || textOf(v) == "" {
		return def
	}
	x, err := strconv.ParseFloat(textOf(v), 64)
	if err != nil || !(x >= min && x <= max) || max > 1 && x != float64(int(x)) {
		r.problemAt(key, v, fmt.Sprintf("%s holds %q", key, Clean(textOf(v))), fmt.Sprintf("use a number from %g to %g", min, max))
		return def
	}
	return x
}

// duration reads a span of days as people write it: 365d, 52w, 12 months, 1y, never.
func (r *charterReader) duration(key string, def time.Duration) time.Duration {
	s := strings.ToLower(r.front.line(key))
	switch s {
	case "":
		return def
	case "never", "none", "off":
		return 0
	}
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz ")
	count, err := strconv.Atoi(digits)
	days, known := daysIn(strings.TrimSpace(s[len(digits):]))
	if err != nil || !known || count < 0 || count > 36500 {
		r.problem(key, fmt.Sprintf("%s holds %q", key, Clean(s)), "use a number of days, such as 365d, or never")
		return def
	}
	return time.Duration(count*days) * 24 * time.Hour
}

func daysIn(unit string) (int, bool) {
	switch unit {
	case "", "d", "day", "days":
		return 1, true
	case "w", "week", "weeks":
		return 7, true
	case "m", "month", "months":
		return 30, true
	case "y", "year", "years":
		return 365, true
	}
	return 0, false
}

// stewards reads {pattern: handles}, or plain handles, who then look after everything.
func (r *charterReader) stewards() []StewardRule {
	v := r.front.value("stewards")
	if v == nil || v.Kind == yaml.ScalarNode && textOf(v) == "" {
		return nil
	}
	var out []StewardRule
	add := func(pattern string, at, v *yaml.Node) {
		if handles := handlesIn(v); len(handles) > 0 {
			out = append(out, StewardRule{Pattern: pattern, Handles: handles})
		} else if textOf(v) == "" {
			r.problemAt("stewards", at, fmt.Sprintf("nobody looks after %q", Clean(pattern)), "name handles, or take the line out")
		}
	}
	if v.Kind != yaml.MappingNode {
		add("**", v, v)
		return out
	}
	for i := 0; i+1 < len(v.Content); i += 2 {
		pattern := strings.Trim(strings.TrimPrefix(v.Content[i].Value, Root), "/")
		if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
			r.problemAt("stewards", v.Content[i], fmt.Sprintf("%q matches no note", Clean(v.Content[i].Value)), `use a topic and stars: "oncall/**"`)
			continue
		}
		add(pattern, v.Content[i], resolve(v.Content[i+1]))
	}
	slices.SortStableFunc(out, func(a, b StewardRule) int { return precision(b.Pattern) - precision(a.Pattern) })
	return out
}

func handlesIn(v *yaml.Node) []Handle {
	names := strings.Split(textOf(v), ",")
	if v.Kind == yaml.SequenceNode {
		names = nil
		for _, c := range v.Content {
			names = append(names, textOf(resolve(c)))
		}
	}
	var out []Handle
	for _, name := range names {
		if h := HandleFrom(name); h != "" && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// child is the value of a key in a map, nil when v is no map or has no such key.
func child(v *yaml.Node, key string) *yaml.Node {
	if v == nil || v.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(v.Content); i += 2 {
		if v.Content[i].Value == key {
			return resolve(v.Content[i+1])
		}
	}
	return nil
}

// textOf is a single value on one line, "" when v is nil or something else.
func textOf(v *yaml.Node) string {
	if v == nil {
		return ""
	}
	s, _ := scalar(v)
	return oneLine(s)
}

// orList joins choices as one says them: "a", "a or b", "a, b or c".
func orList(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// precision ranks patterns: the more that is said before the first star the higher, then
// the longer.
func precision(pattern string) int {
	literal := strings.IndexAny(pattern, "*?[")
	if literal < 0 {
		return 1 << 20
	}
	return literal<<10 + min(len(pattern), 1<<10-1)
}

// matches reports whether a pattern covers an address: by name, or as the folder it is in.
// The parts of pattern and address are compared like two texts of which one has stars,
// row by row, so that no pattern is expensive.
func matches(pattern string, a Address) bool {
	parts, names := strings.Split(pattern, "/"), strings.Split(string(a), "/")
	if !strings.ContainsAny(pattern, "*?[") {
		parts = append(parts, "**")
	}
	reach := make([]bool, len(names)+1) // reach[i]: the parts so far cover names[:i]
	reach[0] = true
	for _, part := range parts {
		next := make([]bool, len(names)+1)
		for i := range next {
			switch {
			case part == "**":
				next[i] = reach[i] || i > 0 && next[i-1]
			case i > 0 && reach[i-1]:
				next[i], _ = path.Match(part, names[i-1])
			}
		}
		reach = next
	}
	return reach[len(names)]
}

// allowed reads check: {allow: [one, two]}, and the short form check: [one, two].
func (r *charterReader) allowed() []string {
	v := r.front.value("check")
	if v != nil && v.Kind == yaml.MappingNode {
		v = child(v, "allow")
	}
	if v == nil {
		return nil
	}
	if s, ok := scalar(v); ok {
		return appendWord(nil, s)
	}
	var out []string
	for _, c := range v.Content {
		c = resolve(c)
		if c.Kind == yaml.MappingNode && len(c.Content) == 2 { // - status: living
			c = resolve(c.Content[1])
		}
		out = appendWord(out, textOf(c))
	}
	return out
}

// Allows reports a problem that the community means to be as it is: its rule, a word that the
// problem quotes, or the address that it is at, which may be a pattern, is allowed.
func (c Charter) Allows(p Problem) bool {
	for _, allowed := range c.Allow {
		_, word, isKey := strings.Cut(allowed, ": ")
		if !isKey {
			word = allowed
		}
		word = strings.Trim(word, `"' `)
		if word == p.Rule || strings.Contains(strings.ToLower(p.Message), `"`+strings.ToLower(word)+`"`) {
			return true
		}
		pattern := strings.TrimSuffix(strings.TrimPrefix(word, Root), dotMD)
		if address := strings.TrimSuffix(strings.TrimPrefix(p.Path, Root), dotMD); pattern != "" && matches(pattern, Address(address)) {
			return true
		}
	}
	return false
}
