package index

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/breakfast-table/cop/pkg/note"
)

// Query is a search. The zero value finds every note, newest first.
//
// Its words come from ParseQuery; the other fields may be set by whoever asks. A note
// must satisfy all of it. Several values of Tags or Is must all hold, of another facet
// any one; a value "go,db" holds for either.
type Query struct {
	Facets
	Not    Facets
	Since  time.Time // changed (or, where git does not know, dated) then or later
	Sort   Sort
	Limit  int  // hits at most, 0 for all
	Offset int  // hits passed over
	Bare   bool // no snippets, so that no file is read: see Result.Show

	// Elsewhere says of a hit that it will not be shown as one: it needs no snippet. nil: all
	// are shown.
	Elsewhere func(note.Address) bool

	// Synonyms are groups of words, or of a few words in a row, that mean the same: a note
	// that has another word of a plain word's group answers, too, at less weight.
	Synonyms [][]string

	// Beside is told how often the words stand here and tells how often they do in other
	// indexes, whose hits are to be ranked together with these: what is rare in all of them is
	// rare. It may wait for the others, and is asked again where a search is. nil: there are none.
	Beside func(own Frequencies) (others Frequencies)

	// Stale decides is:stale, which needs a clock and the charter; nil: nothing is.
	Stale func(Card) bool

	clauses []clause
}

// Facets are facts a note may be asked for. A topic includes those below it; status
// "accepted" is that of a note that names none; Is holds "stale", "contested",
// "broken", "accepted" and "unanswered".
type Facets struct {
	Types, Topics, Tags, Authors, Statuses, Maturities, Is, Langs []string
}

// Sort is an order of hits; the zero value: the most relevant first, and without words
// the newest.
type Sort string

// The orders.
const (
	ByRelevance Sort = ""
	ByUpdated   Sort = "updated"  // last changed first
	ByCreated   Sort = "created"  // newest note first
	ByTitle     Sort = "title"    // alphabetically
	ByEvidence  Sort = "evidence" // best proven first
)

// clause is one word, phrase or beginning of a word.
type clause struct {
	text   string // as typed, without its marks
	quoted bool
	prefix bool
	not    bool
}

// Words are the words that must be there, as typed.
func (q Query) Words() []string {
	var out []string
	for _, c := range q.clauses {
		if !c.not {
			out = append(out, c.text)
		}
	}
	return out
}

// IsZero says that the query asks for nothing in particular.
func (q Query) IsZero() bool {
	return len(q.clauses) == 0 && q.Since.IsZero() && q.Facets.empty() && q.Not.empty()
}

func (f *Facets) empty() bool {
	for _, kind := range f.kinds() {
		if len(*kind.values) > 0 {
			return false
		}
	}
	return true
}

// kind is one facet: the key that names it in a query, its values, and whether several
// of them must all hold.
type kind struct {
	key    string
	values *[]string
	all    bool
}

func (f *Facets) kinds() []kind {
	return []kind{
		{"type", &f.Types, false}, {"topic", &f.Topics, false}, {"tag", &f.Tags, true},
		{"author", &f.Authors, false}, {"status", &f.Statuses, false}, {"lang", &f.Langs, false},
		{"maturity", &f.Maturities, false}, {"is", &f.Is, true},
	}
}

// QueryError says what is wrong with a query. Word is the part at fault, as typed;
// Hint what to type instead, "" when there is nothing to propose.
type QueryError struct{ Word, Msg, Hint string }

func (e *QueryError) Error() string { return fmt.Sprintf("%s in %q", e.Msg, e.Word) }

// ParseQuery reads what a user typed:
//
//	retry timeout      both words, in any of their forms
//	"exact phrase"     these words side by side
//	pre*               words that begin so; fewer than three letters look in titles,
//	                   tags and headings only
//	-legacy            not this word, phrase or facet
//	tag:go topic:oncall type:story author:ana status:deprecated maturity:proven lang:fr
//	is:stale is:contested is:broken is:accepted is:unanswered
//	since:2026-01-31
//
// Errors: *QueryError.
func ParseQuery(s string) (Query, error) {
	var q Query
	var odd string // the last part without a letter or digit
	for rest := strings.TrimSpace(s); rest != ""; rest = strings.TrimSpace(rest) {
		p, after, err := nextPart(rest)
		if err != nil {
			return Query{}, err
		}
		rest = after
		if p.isPasted() {
			p.key, p.value = "", strings.TrimPrefix(p.raw, "-")
		}
		if known, err := q.facet(p); err != nil || known {
			if err != nil {
				return Query{}, err
			}
			continue
		}
		if c := p.clause(); len(newLexer().tokens(c.text)) > 0 {
			q.clauses = append(q.clauses, c)
		} else {
			odd = p.raw
		}
	}
	if odd != "" && q.IsZero() {
		return Query{}, &QueryError{odd, "no letter or digit to look for", "look for a word"}
	}
	return q, nil
}

// part is one piece of a query: -key:"value"*.
type part struct {
	raw, key, value string
	not, quoted     bool
}

// nextPart cuts the first part off s, which begins with no space.
func nextPart(s string) (p part, rest string, err error) {
	i := 0
	if s[0] == '-' && len(s) > 1 {
		p.not, i = true, 1
	}
	if n := keyLength(s[i:]); n > 0 {
		p.key, i = strings.ToLower(s[i:i+n]), i+n+1
	}
	if i < len(s) && s[i] == '"' {
		end := strings.IndexByte(s[i+1:], '"')
		if end < 0 {
			return p, "", &QueryError{s[i:], "a quotation mark without its partner", "close the phrase with a second quotation mark"}
		}
		p.quoted, p.value = true, s[i+1:i+1+end]
		end += i + 2
		p.raw = s[:end]
		return p, s[end:], nil
	}
	end := len(s)
	if n := strings.IndexFunc(s[i:], unicode.IsSpace); n >= 0 {
		end = i + n
	}
	p.value, p.raw = s[i:end], s[:end]
	return p, s[end:], nil
}

// keyLength is the length of the key that s begins with, 0 for none. A time, an address
// on the web and C++'s a::b have no key.
func keyLength(s string) int {
	n := strings.IndexByte(s, ':')
	if n <= 0 || n+1 == len(s) || strings.IndexFunc(s[:n], func(r rune) bool { return !unicode.IsLetter(r) }) >= 0 {
		return 0
	}
	if rest := s[n+1:]; rest[0] == ':' || rest[0] == '/' || unicode.IsSpace(rune(rest[0])) {
		return 0
	}
	return n
}

// isPasted reports a colon of text that is no query: localhost:8080, redis:7.2, C:\Temp. A key
// that only looks like one of ours is a slip.
func (p part) isPasted() bool {
	if p.key == "" || p.value == "" || p.quoted {
		return false
	}
	first, _ := utf8.DecodeRuneInString(p.value)
	return (len(p.key) == 1 || !unicode.IsLetter(first)) && nearestKey(p.key) == ""
}

// facet adds a part to the facets if it names one.
func (q *Query) facet(p part) (known bool, err error) {
	if p.key == "" {
		return false, nil
	}
	if p.value == "" {
		return false, &QueryError{p.raw, "nothing after the colon", p.key + ":something"}
	}
	if p.key == "since" {
		return true, q.since(p)
	}
	set := &q.Facets
	if p.not {
		set = &q.Not
	}
	for _, k := range set.kinds() {
		if k.key != p.key && k.key+"s" != p.key {
			continue
		}
		if err := checkValue(k.key, p); err != nil {
			return false, err
		}
		*k.values = append(*k.values, p.value)
		return true, nil
	}
	return false, &QueryError{p.raw, fmt.Sprintf("unknown key %q", p.key), keyHint(p)}
}

func checkValue(key string, p part) error {
	var allowed []string
	switch key {
	case "is":
		allowed = []string{"stale", "contested", "broken", "accepted", "unanswered"}
	case "maturity":
		allowed = maturities()
	default:
		return nil
	}
	for _, v := range alternatives(p.value) {
		if !slices.Contains(allowed, v) {
			return &QueryError{p.raw, fmt.Sprintf("unknown %s %q", key, v), "use " + strings.Join(allowed, ", ")}
		}
	}
	return nil
}

// alternatives are the values of which any one will do.
func alternatives(value string) []string {
	var out []string
	for v := range strings.SplitSeq(value, ",") {
		if v = strings.ToLower(strings.TrimSpace(v)); v != "" {
			out = append(out, v)
		}
	}
	return out
}

func keyHint(p part) string {
	if near := nearestKey(p.key); near != "" {
		return fmt.Sprintf("did you mean %s:%s? To look for the text itself, quote it", near, p.value)
	}
	return "keys are type, topic, tag, author, status, maturity, is, lang and since. To look for the text itself, quote it"
}

// nearestKey is the key that was meant, perhaps; "" for none. One letter is near to nothing.
func nearestKey(typed string) string {
	best, far := "", min(3, 1+len(typed)/2)
	for _, k := range append(new(Facets).kinds(), kind{key: "since"}) {
		if d := Distance(typed, k.key, far); d < far {
			best, far = k.key, d
		}
	}
	return best
}

func (q *Query) since(p part) error {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, p.value); err == nil && !p.not {
			q.Since = t
			return nil
		}
	}
	return &QueryError{p.raw, "no date after since:", "since:2026-01-31"}
}

// clause is a part that is no facet.
func (p part) clause() clause {
	c := clause{text: p.value, quoted: p.quoted, not: p.not}
	if !p.quoted && strings.HasSuffix(c.text, "*") {
		c.prefix, c.text = true, strings.TrimRight(c.text, "*")
	}
	return c
}
