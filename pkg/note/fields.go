package note

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// readFields fills the exported fields from the front matter, and what is missing there
// from the path and the body.
func (n *Note) readFields() {
	f := &n.front
	n.Title, n.Description = f.line("title"), f.line("description")
	n.Type = readType(f.line("type"))
	n.Status, n.Replacement = readStatus(f.first("status"))
	n.Tags, n.Aliases = f.tags(), slices.Concat(f.list("aliases", ""), f.list("alias", ""))
	n.Authors, n.Stewards = f.authors(), f.list("stewards", ",")
	n.Date = f.time("date", "created", "creation-date", "created_at", "published", "publishdate")
	n.Modified = f.modified()
	n.ReviewBy = f.time("review_by").Truncate(24 * time.Hour)
	n.Supersedes, n.SupersededBy = f.address("supersedes"), f.address("superseded_by")
	n.AdaptedFrom = f.line("adapted_from")
	n.Entry = Entry{
		Re: f.line("re"), Outcome: strings.ToLower(f.line("outcome")), Context: f.line("context"),
		At: f.line("at"), Effort: f.line("effort"), Result: f.line("result"),
	}
	n.Private = n.private()
	n.fallBack()
}

// readType is a type as a word, also where another tool has a link for it: [[kinds/feature]].
func readType(written string) Type {
	_, word := cutWiki(written)
	if word != written {
		word = path.Base("/" + word)
	}
	return Type(strings.ToLower(strings.Trim(word, "/")))
}

// fallBack fills what the front matter leaves open.
func (n *Note) fallBack() {
	slug := strings.TrimSuffix(path.Base(n.Path), dotMD)
	n.Lang = langOf(slug)
	if e, ok := EntryOf(n.Path); ok {
		if author := n.front.line("author"); author != "" {
			n.Authors = []string{author}
		}
		n.Type = cmp.Or(n.Type, e.Type)
	} else {
		n.readRecord()
		slug = n.readDay(slug)
	}
	n.Type = cmp.Or(n.Type, typeOf(n.Path))
	if n.front.err != nil {
		n.Title = cmp.Or(n.Title, n.salvage("title"))
		n.Description = cmp.Or(n.Description, n.salvage("description"))
	}
	n.Title = cmp.Or(n.Title, n.firstHeading())
	if n.unnamed = n.Title == ""; n.unnamed {
		n.Title = inWords(slug)
	}
}

// readDay takes the day at the beginning of a file name for the date where there is no other. It
// returns the name without it.
func (n *Note) readDay(slug string) string {
	day, rest := cutDay(slug)
	if !n.Date.IsZero() || day.IsZero() {
		return slug
	}
	n.Date = day
	if typeOf(n.Path) == Event || rest == "" {
		return slug
	}
	return rest
}

// Named reports whether the text itself says the title; else it is made of the file name.
func (n *Note) Named() bool { return !n.unnamed }

// typeOf is the type that a path says.
func typeOf(file string) Type {
	a, ok := AddressOf(file)
	switch {
	case !ok:
		return Practice
	case a == "charter":
		return CharterNote
	case a.Topic() == "people":
		return Person
	case a.Topic() == "events":
		return Event
	}
	return Practice
}

// salvage reads a one-line key of front matter that is not YAML, such as the title in
// `title: Go: the good parts`.
func (n *Note) salvage(key string) string {
	text := n.src[n.front.text:n.front.end]
	for len(text) > 0 {
		var line []byte
		line, text = cutLine(text)
		if value, ok := bytes.CutPrefix(line, []byte(key+":")); ok {
			said := oneLine(strings.Trim(strings.TrimSpace(string(value)), `"'`))
			if strings.IndexFunc(said, IsWordRune) < 0 {
				return "" // signs alone name nothing
			}
			return said
		}
	}
	return ""
}

// line is the value of a key that holds one line; "" when it holds something else.
func (f *front) line(key string) string {
	if v := f.value(key); v != nil {
		s, _ := scalar(v)
		return oneLine(s)
	}
	return ""
}

// first is line, or the first of several lines; of a link its words.
func (f *front) first(key string) string {
	s := f.line(key)
	if list := f.list(key, ""); s == "" && len(list) > 0 {
		_, s = cutWiki(list[0])
	}
	return s
}

// list is the value of a key that holds several; a single one is a list of one, or of
// those that sep separates.
func (f *front) list(key, sep string) []string {
	v := f.value(key)
	if v == nil {
		return nil
	}
	if s, ok := scalar(v); ok {
		if sep == "" {
			return appendWord(nil, s)
		}
		var out []string
		for part := range strings.SplitSeq(s, sep) {
			out = appendWord(out, part)
		}
		return out
	}
	if v.Kind != yaml.SequenceNode {
		return nil
	}
	var out []string
	for _, c := range v.Content {
		if s, ok := scalar(resolve(c)); ok {
			out = appendWord(out, s)
		}
	}
	return out
}

func appendWord(list []string, s string) []string {
	if s = oneLine(s); s == "" {
		return list
	}
	return append(list, s)
}

// address reads an address however it is written: `a/b`, `[[a/b]]`, `practices/a/b.md`.
func (f *front) address(key string) Address {
	s := f.line(key)
	if v := f.value(key); v != nil && s == "" {
		s = wikiSequence(v)
	}
	s = strings.TrimSuffix(strings.TrimPrefix(s, "[["), "]]")
	s, _, _ = strings.Cut(s, "|")
	s = strings.TrimPrefix(strings.Trim(s, "/ "), Root)
	a, _ := AddressOf(Root + strings.TrimSuffix(s, dotMD) + dotMD)
	return a
}

// wikiSequence is the text in an unquoted [[a/b]], which YAML takes for a list of a list.
func wikiSequence(v *yaml.Node) string {
	for range 2 {
		if v.Kind != yaml.SequenceNode || len(v.Content) != 1 {
			return ""
		}
		v = v.Content[0]
	}
	s, _ := scalar(v)
	return s
}

// value is what a key holds. A key written in other letters counts where there is none
// written so: many tools do not tell Title from title.
func (f *front) value(key string) *yaml.Node {
	if x := f.field(key); x != nil {
		return resolve(x.value)
	}
	for i := range f.fields {
		if strings.EqualFold(f.fields[i].key, key) {
			return resolve(f.fields[i].value)
		}
	}
	return nil
}

// resolve follows an alias.
func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// scalar is the text of a single value as written ("1.10" stays so); false for null,
// lists and maps.
func scalar(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		return "", false
	}
	return n.Value, true
}

// oneLine joins the words of a text with single spaces.
func oneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isOneLine reports printable ASCII with single spaces between words, as nearly all is.
func isOneLine(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}
