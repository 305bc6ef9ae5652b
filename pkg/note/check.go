package note

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Problem is something about a note that a person should look at.
type Problem struct {
	Path    string
	Line    int    // counted from 1; 0: the file as a whole
	Rule    string // one word or two with a hyphen, the same for every problem of the kind
	Message string // what is wrong, lower case, no full stop
	Fix     string // what to do about it; "" when it says itself
	Advice  bool   // nothing is wrong: it could be better
}

// CheckNote reports what is wrong with one note looked at alone, in the order of its lines.
func CheckNote(n *Note) []Problem {
	c := &checker{note: n}
	c.syntax()
	c.keys()
	c.entry()
	c.encoding()
	c.markers()
	c.body()
	slices.SortStableFunc(c.found, func(a, b Problem) int { return a.Line - b.Line })
	return c.found
}

type checker struct {
	note  *Note
	found []Problem
}

func (c *checker) add(line int, rule, fix, format string, args ...any) {
	for i, arg := range args {
		if s, ok := arg.(string); ok {
			args[i] = Brief(s, longestQuote)
		}
	}
	c.found = append(c.found, Problem{
		Path: c.note.Path, Line: line, Rule: rule, Message: Clean(fmt.Sprintf(format, args...)), Fix: fix,
	})
}

// longestQuote is how many characters of what somebody wrote are quoted (L17).
const longestQuote = 100

// KeyLine is the line of a key of the front matter, counted from 1; 1 when it is not there.
func (n *Note) KeyLine(key string) int {
	if f := n.front.field(key); f != nil {
		return n.lines().of(f.start)
	}
	return 1
}

func (c *checker) syntax() {
	var bad *SyntaxError
	if errors.As(c.note.Err(), &bad) {
		c.add(bad.Line, "front-matter", "correct it by hand; until then its keys are not read", "%s", bad.Msg)
	}
	seen := map[string]bool{}
	for _, f := range c.note.front.fields {
		if seen[f.key] {
			c.add(c.note.lines().of(f.start), "duplicate-key", "keep one of them; the first counts", "%q is there twice", f.key)
		}
		seen[f.key] = true
	}
}

// keys checks the values of the keys that cop reads.
func (c *checker) keys() {
	f := &c.note.front
	for _, key := range [...]string{"title", "description", "type", "status", "adapted_from", "outcome", "context", "at", "effort", "result", "re"} {
		if v := f.value(key); v != nil && v.Kind != yaml.ScalarNode && !((key == "type" || key == "status") && isList(v)) {
			c.add(c.note.KeyLine(key), "wrong-shape", "write one line of text", "%s is not a single value", key)
		}
	}
	for _, key := range [...]string{"tags", "authors", "aliases"} {
		if v := f.value(key); v != nil && !isList(v) && !(key == "authors" && namesPersons(v)) {
			c.add(c.note.KeyLine(key), "wrong-shape", "write it as [one, two]", "%s is not a list", key)
		}
	}
	for _, key := range [...]string{"date", "review_by"} {
		if v := f.value(key); v != nil && v.ShortTag() != "!!null" {
			if _, ok := timeIn(v, key); !ok && !c.isPlaceholder(key) {
				c.add(c.note.KeyLine(key), "bad-date", "write it as 2006-01-31", "%s %q is not a date", key, f.line(key))
			}
		}
	}
	c.status()
	c.outcome()
}

// isPlaceholder reports a value that a template leaves to be filled in: {{date}}.
func (c *checker) isPlaceholder(key string) bool {
	f := c.note.front.field(key)
	return f != nil && bytes.Contains(c.note.src[f.start:f.end], []byte("{{"))
}

// namesPersons reports persons with their names, sites and pictures.
func namesPersons(v *yaml.Node) bool {
	return len(namesIn(v)) > 0 && (v.Kind != yaml.SequenceNode || len(namesIn(v)) == len(v.Content))
}

func isList(v *yaml.Node) bool {
	if v.Kind != yaml.SequenceNode {
		return v.Kind == yaml.ScalarNode
	}
	return !slices.ContainsFunc(v.Content, func(x *yaml.Node) bool { return resolve(x).Kind != yaml.ScalarNode })
}

// status reports a replacement that is not named, and what is nearly one of the words that cop
// knows. Other words are a community's own and stay as they are: those of decision records
// and proposals pass without a word, the rest with advice.
func (c *checker) status() {
	line := c.note.KeyLine("status")
	switch status := c.note.Status; {
	case c.note.front.value("status") == nil: // its text says it, in its own words
	case status == "superseded" && c.note.SupersededBy == "" && c.note.Replacement == "":
		c.add(line, "bad-status", "name the note that replaces it in superseded_by", "superseded, but it does not say by what")
	case status == "" || status == "superseded" || status == "deprecated" || isCustomary(status):
	case status == "draft":
		c.advise(line, "bad-status", "remove it: a draft is a note that is not shared yet", "there is no status %q", "draft")
	case nearly(status, "superseded"), nearly(status, "deprecated"):
		c.add(line, "bad-status", "use deprecated or superseded, or remove it", "unknown status %q", status)
	default:
		c.advise(line, "bad-status", "it is kept as it is; cop knows deprecated and superseded", "unknown status %q", status)
	}
}

// advise is add for what is not wrong.
func (c *checker) advise(line int, rule, fix, format string, args ...any) {
	c.add(line, rule, fix, format, args...)
	c.found[len(c.found)-1].Advice = true
}

// nearly reports a word that is another but for two letters.
func nearly(word, other string) bool {
	d := len(word) - len(other)
	return word != "" && d <= 2 && d >= -2 && edits(word, other) <= 2
}

// edits is how many letters must be put in, taken out or changed to make one word of another
// (Levenshtein, row by row).
func edits(word, other string) int {
	row := make([]int, len(other)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(word) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(other) {
			cost := diagonal
			if word[i] != other[j] {
				cost++
			}
			diagonal, row[j+1] = row[j+1], min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(other)]
}

func (c *checker) outcome() {
	const use = "use worked, partly or failed"
	switch c.note.Outcome {
	case "worked", "partly", "failed":
	case "":
		if e, ok := EntryOf(c.note.Path); ok && e.Type == Tried && c.note.Err() == nil {
			c.add(1, "unknown-outcome", use, "the report does not say how it went")
		}
	default:
		c.add(c.note.KeyLine("outcome"), "unknown-outcome", use, "unknown outcome %q", c.note.Outcome)
	}
}

// nearlyEntry is a name that looks like one of an entry's.
var nearlyEntry = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^\d{4}-\d{1,2}-\d{1,2}-.+-(answer|comment|tried|accept|verify)(-[^-/]*)?\.md$`)
})

// nearly tells of a file that was meant as an entry, and whose name makes a note of it.
func (c *checker) nearly() {
	if _, ok := EntryOf(c.note.Path); ok || !nearlyEntry().MatchString(path.Base(c.note.Path)) {
		return
	}
	stem := strings.TrimSuffix(path.Base(c.note.Path), dotMD)
	c.add(1, "entry-name", "name it DATE-HANDLE-TYPE-RANDOM, such as 2026-11-24-ana-answer-k3x7.md",
		"it looks like an entry and is none: its name ends in %q, not in four to eight of a-z and 2-7, or another part of it is wrong", stem[strings.LastIndexByte(stem, '-')+1:])
}

// entry checks that an entry says about itself what its file name says.
func (c *checker) entry() {
	c.nearly()
	e, ok := EntryOf(c.note.Path)
	if !ok || c.note.Err() != nil {
		return
	}
	if c.note.Type != e.Type {
		c.add(c.note.KeyLine("type"), "entry-name", "make them agree", "the type is %q, the file name says %q", c.note.Type, e.Type)
	}
	if len(c.note.Authors) > 0 && HandleFrom(c.note.Authors[0]) != e.Author {
		c.add(c.note.KeyLine("author"), "entry-name", "make them agree", "the author is %q, the file name says %q", c.note.Authors[0], e.Author)
	}
}

func (c *checker) encoding() {
	if utf8.Valid(c.note.src) {
		return
	}
	if line := badLine(c.note.src) + 1; line >= c.note.BodyLine() || c.note.Err() == nil {
		c.add(line, "not-utf8", "save the file as UTF-8", "a character is not UTF-8")
	}
}

// markers reports what an unfinished merge leaves behind, unless it stands in a code block:
// a note may well explain such markers.
//
//	<<<<<<< mine
//	one
//	=======
//	two
//	>>>>>>> theirs
func (c *checker) markers() {
	if !bytes.Contains(c.note.src, []byte("<<<<<<< ")) {
		return
	}
	var fence []byte
	begun, line := 0, 0
	for rest := c.note.src; len(rest) > 0; {
		var text []byte
		text, rest = cutLine(rest)
		line++
		mark := fenceOf(bytes.TrimRight(bytes.TrimLeft(text, " >"), "\r\n"))
		switch {
		case fence != nil:
			if mark != nil && mark[0] == fence[0] && len(mark) >= len(fence) {
				fence = nil
			}
		case mark != nil:
			fence = mark
		case bytes.HasPrefix(text, []byte("<<<<<<< ")):
			begun = line
		case bytes.HasPrefix(text, []byte(">>>>>>> ")) && begun > 0:
			c.add(begun, "conflict-markers", "settle it: keep one version, or write one of both", "two versions stand side by side, down to line %d", line)
			begun = 0
		}
	}
}

// body reports notes that say nothing, and questions of a template left unanswered.
func (c *checker) body() {
	if c.note.Err() != nil && !c.note.HasFrontMatter() {
		return
	}
	before := len(c.found)
	c.prompts()
	switch c.note.Type {
	case Accept, Verify, Tried, Person, CharterNote, Question: // the title of a question asks it
		return
	}
	if c.note.HasFrontMatter() && isFolderPage((Named{Address: Address(strings.TrimSuffix(c.note.Path, dotMD))}).plainSlug()) {
		return // a site lists there what the folder has
	}
	if len(c.found) == before && len(bytes.TrimSpace(c.note.Body())) == 0 {
		c.add(c.note.lines().of(len(c.note.src)-1), "empty-body", "write what the next person needs", "there is nothing in it yet")
	}
}

// prompts reports sections that hold nothing but a comment that asks something, which is
// how templates do it.
func (c *checker) prompts() {
	body := c.note.Body()
	if !bytes.Contains(body, []byte("<!--")) {
		return
	}
	before := len(c.found)
	for _, s := range sections(body) {
		rest, prompt := withoutComment(s.text)
		if prompt != "" && len(bytes.TrimSpace(rest)) == 0 {
			c.add(c.note.BodyLine()+s.line, "unanswered", "answer it, or remove the section", "left unanswered: %s", prompt)
		}
	}
	if n := len(c.found) - before; c.note.Type == Event && n > 1 { // what a meeting fills in waits for it
		c.found = c.found[:before+1]
		c.found[before].Message += fmt.Sprintf(" – and %d more like it", n-1)
	}
}

type section struct {
	line int // of its first line, counted from 0
	text []byte
}

// sections splits a body at its headings.
func sections(body []byte) []section {
	out := []section{{}}
	var fence []byte
	line := 0
	for len(body) > 0 {
		var text []byte
		text, body = cutLine(body)
		line++
		mark := fenceOf(bytes.TrimRight(text, "\r\n"))
		switch {
		case fence != nil && mark != nil && mark[0] == fence[0]:
			fence = nil
		case fence == nil && mark != nil:
			fence = mark
		case fence == nil && text[0] == '#' && isHeadline(bytes.TrimRight(text, "\r\n")):
			out = append(out, section{line: line})
			continue
		}
		last := &out[len(out)-1]
		if len(last.text) == 0 && isBlankLine(text) {
			last.line = line
			continue
		}
		last.text = append(last.text, text...)
	}
	return out
}

// asks reports a sentence or a question, other than a remark to a tool.
func asks(words string) bool {
	return strings.Count(words, " ") >= 3 && (strings.Contains(words, "?") || strings.HasSuffix(words, "."))
}

// withoutComment removes HTML comments; prompt is the first that asks something.
func withoutComment(text []byte) (rest []byte, prompt string) {
	for {
		before, after, found := bytes.Cut(text, []byte("<!--"))
		rest = append(rest, before...)
		if !found {
			return rest, prompt
		}
		comment, after, closed := bytes.Cut(after, []byte("-->"))
		if words := oneLine(strings.TrimSpace(string(comment))); prompt == "" && asks(words) {
			prompt = words
		}
		if !closed {
			return rest, prompt
		}
		text = after
	}
}
