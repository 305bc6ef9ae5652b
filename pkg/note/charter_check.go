package note

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// CheckCharter is what of a charter cannot be understood: what [ReadCharter] tells, and what
// somebody may take for a rule though nothing reads it. said are the names of what a charter says
// in words, below headings, rather than in its first lines.
func CheckCharter(n *Note, said ...string) []Problem {
	c, problems := ReadCharter(n)
	if n.Err() != nil {
		return problems
	}
	r := &charterReader{note: n, front: &n.front, problems: problems}
	r.kind()
	r.shapes()
	r.keys(said)
	r.within()
	r.stewardNames()
	r.inOrder(c.Maturity)
	if len(r.problems) == 0 {
		r.something()
	}
	return r.problems
}

// charterRules are the keys that decide something, with the form of those that have one value.
var charterRules = []struct{ key, form string }{
	{"name", "name: Reliability guild"}, {"stage", "stage: prototype"}, {"approvals", "approvals: 1"},
	{"signatures", "signatures: asked"}, {"stale_after", "stale_after: 365d"}, {"practices", "practices: required"},
	{"conversation", "conversation: direct"}, {"meetings", "meetings: direct"},
	{"review", ""}, {"stewards", ""}, {"maturity", ""}, {"upstreams", ""}, {"check", ""}, {"words", ""}, {"site", ""},
}

// charterParts are the keys within those that hold some.
var charterParts = []struct {
	key   string
	parts []string
}{
	{"review", []string{"practices", "conversation", "meetings", "alone"}},
	{"maturity", []string{"promising", "proven", "max_failed"}},
	{"site", []string{"exclude", "contact", "address"}},
	{"check", []string{"allow"}},
}

// kind reports a charter that calls itself something else, and so is listed as that.
func (r *charterReader) kind() {
	if r.front.value("type") != nil && r.note.Type != CharterNote {
		r.problem("type", fmt.Sprintf("the charter says that it is a %s", Clean(string(r.note.Type))), "write type: charter, or take the line out")
	}
}

// something reports a charter that neither decides nor says anything.
func (r *charterReader) something() {
	for _, rule := range charterRules {
		if v := r.front.value(rule.key); v != nil && (v.Kind != yaml.ScalarNode || textOf(v) != "") {
			return
		}
	}
	for _, s := range sections(r.note.Body()) {
		if text, _ := withoutComment(s.text); strings.TrimSpace(string(text)) != "" {
			return
		}
	}
	r.problem("", "the charter says nothing yet", "cop charter --edit asks for what it should say")
}

// shapes reports lists and maps where one value is meant, which would count as not there.
func (r *charterReader) shapes() {
	for _, rule := range charterRules {
		if v := r.front.value(rule.key); rule.form != "" && v != nil && v.Kind != yaml.ScalarNode {
			r.problem(rule.key, rule.key+" is not a single value", "write it like "+rule.form)
		}
	}
}

// ordinary are keys of any note, which no rule's name is taken for.
var ordinary = []string{
	"title", "description", "type", "tags", "author", "authors", "date", "aliases", "status", "created", "updated", "lastmod", "modified", "lang",
	"supersedes", "superseded_by", "review_by", "source", "id", "uid", "image", "draft", "summary", "slug", "layout", "version", "team", "language",
}

// keys reports what is nearly the name of a rule, and what belongs below a heading.
func (r *charterReader) keys(said []string) {
	for _, f := range r.front.fields {
		key := strings.ReplaceAll(strings.ToLower(f.key), "-", "_")
		if slices.Contains(said, key) {
			r.belongsBelow(f)
			continue
		}
		if slices.Contains(ordinary, key) {
			continue
		}
		if meant := meantRule(key); meant != "" && !strings.EqualFold(f.key, meant) {
			r.problem(f.key, fmt.Sprintf("%q is no rule of a charter, so nothing goes by it", Brief(Clean(f.key), longestQuote)), fmt.Sprintf("did you mean %s?", meant))
		}
	}
}

// meantRule is the rule whose name a key is but for a letter, or two of a long one; "": none.
func meantRule(key string) string {
	for _, rule := range charterRules {
		most := 1
		if min(len(rule.key), len(key)) > 5 {
			most = 2
		}
		if edits(key, rule.key) <= most {
			return rule.key
		}
	}
	return ""
}

// belongsBelow is about a key that holds what a charter says in words; a list of it is wrong, one
// text only in the wrong place.
func (r *charterReader) belongsBelow(f field) {
	v := resolve(f.value)
	if v.Kind == yaml.ScalarNode && textOf(v) == "" {
		return
	}
	key := strings.ToLower(f.key)
	r.problem(f.key, key+" stands in the first lines, where nothing reads it", fmt.Sprintf("cop charter --%s TEXT writes it below its heading", key))
	r.problems[len(r.problems)-1].Advice = v.Kind == yaml.ScalarNode
}

// within reports keys that nothing reads, and values that are none, inside of review, maturity,
// site and check.
func (r *charterReader) within() {
	for _, rule := range charterParts {
		v := r.front.value(rule.key)
		if v == nil || v.Kind != yaml.MappingNode {
			continue
		}
		for i := 0; i+1 < len(v.Content); i += 2 {
			part, value := v.Content[i], resolve(v.Content[i+1])
			isList := part.Value == "exclude" || part.Value == "allow"
			switch {
			case !slices.Contains(rule.parts, part.Value):
				r.problemAt(rule.key, part, fmt.Sprintf("%s has no %q", rule.key, Brief(Clean(part.Value), longestQuote)), "use "+orList(rule.parts))
			case value.Kind != yaml.ScalarNode && !isList:
				r.problemAt(rule.key, part, fmt.Sprintf("%s: %s is not a single value", rule.key, part.Value), "write one word or number")
			}
		}
	}
}

// stewardNames reports what stands where a handle should, line by line.
func (r *charterReader) stewardNames() {
	v := r.front.value("stewards")
	switch {
	case v == nil:
	case v.Kind != yaml.MappingNode:
		r.handles(v)
	default:
		seen := map[string]bool{}
		for i := 0; i+1 < len(v.Content); i += 2 {
			if topic := v.Content[i]; seen[topic.Value] {
				r.problemAt("stewards", topic, fmt.Sprintf("%q is there twice", Brief(Clean(topic.Value), longestQuote)), "keep one of them")
			}
			seen[v.Content[i].Value] = true
			r.handles(resolve(v.Content[i+1]))
		}
	}
}

// handles reports what of one value is no handle.
func (r *charterReader) handles(v *yaml.Node) {
	if v.Kind == yaml.SequenceNode {
		for _, c := range v.Content {
			if c = resolve(c); c.Kind != yaml.ScalarNode {
				r.problemAt("stewards", c, "stewards holds something that is no handle", "write handles: [ana, ben]")
				continue
			}
			r.handles(c)
		}
		return
	}
	said := Brief(Clean(textOf(v)), longestQuote)
	if tag := v.ShortTag(); said != "" && tag != "!!str" {
		r.problemAt("stewards", v, fmt.Sprintf("stewards names %s, which is no handle", said), fmt.Sprintf("write handles: [ana, ben]; one that looks like a number stands in quotes: %q", said))
		return
	}
	for name := range strings.SplitSeq(textOf(v), ",") {
		name = strings.TrimSpace(name)
		switch h := HandleFrom(name); {
		case name == "":
		case h == "":
			r.problemAt("stewards", v, fmt.Sprintf("%q is no handle", Brief(Clean(name), longestQuote)), "handles are letters, digits and single hyphens: ana, ben-2")
		case strings.ContainsAny(name, " \t"):
			r.problemAt("stewards", v, fmt.Sprintf("%q is a name; it counts as the handle %s", Brief(Clean(name), longestQuote), h), "write the handle, and commas between several: [ana, ben]")
		}
	}
}

// inOrder reports a practice that would be proven before it is promising.
func (r *charterReader) inOrder(m MaturityRule) {
	if m.Proven < m.Promising {
		r.problem("maturity", fmt.Sprintf("a practice would be proven at %d reports and promising only at %d", m.Proven, m.Promising), "let proven take as many or more")
	}
}
