package index

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/breakfast-table/cop/pkg/note"
)

// matcher finds in a text what a query was looking for, by the lexer that made the
// index. Not safe for concurrent use.
type matcher struct {
	x        *lexer
	patterns []pattern
	claims   int
	only     *[256]bool // see lexer
	lexers   map[int]*lexer
	text     *lexer // of the note at work
}

// pattern is one unit of a claim: for each of the tokens side by side the terms that will do.
type pattern struct {
	claim  int
	tokens [][]string
	prefix string // the last may be any word that begins so
}

// newMatcher looks for what the claims of a query ask.
func newMatcher(ask []*claim, x *lexer) *matcher {
	m := &matcher{x: x, claims: len(ask)}
	first := [256]bool{}
	for i, c := range ask {
		units := c.units
		if len(c.guessed) > 0 {
			units = append(slices.Clone(units), unit{tokens: [][]string{c.guessed}})
		}
		for _, u := range units {
			m.patterns = append(m.patterns, pattern{i, u.tokens, u.prefix})
			for _, terms := range append(u.tokens, []string{u.prefix}) {
				for _, t := range terms {
					if t != "" {
						first[t[0]], first[byte(unicode.ToUpper(rune(t[0])))] = true, true
					}
				}
			}
		}
	}
	m.only = &first
	return m
}

// reads is the lexer of a language, which passes over words that cannot match.
func (m *matcher) reads(lang int) *lexer {
	if m.lexers == nil {
		m.lexers = map[int]*lexer{}
	}
	if m.lexers[lang] == nil {
		m.lexers[lang] = m.x.apart(lang, m.only)
	}
	return m.lexers[lang]
}

// mark is a match: bytes of a text, and which claim it satisfies.
type mark struct{ start, end, claim int }

// marks lists the matches in text, in order; where two overlap, the first.
func (m *matcher) marks(text string) []mark {
	var out []mark
	tokens := m.text.tokens(text)
	for i := 0; i < len(tokens); i++ {
		for p := range m.patterns {
			n, ok := m.patterns[p].at(tokens[i:])
			if !ok {
				continue
			}
			out = append(out, mark{tokens[i].start, tokens[i+n-1].end, m.patterns[p].claim})
			i += n - 1
			break
		}
	}
	return out
}

// at says how many tokens the pattern takes at the beginning of the list.
func (p *pattern) at(list []token) (n int, ok bool) {
	if len(p.tokens) == 0 || len(p.tokens) > len(list) {
		return 0, false
	}
	for i, want := range p.tokens {
		got := list[i]
		switch {
		case got.term == "":
			return 0, false
		case slices.Contains(want, got.term):
		case p.prefix != "" && i == len(p.tokens)-1 && strings.HasPrefix(got.folded, p.prefix):
		default:
			return 0, false
		}
	}
	return len(p.tokens), true
}

const (
	snippetSize = 180      // bytes of text, about
	lead        = 50       // of them before the first match
	around      = 1500     // bytes of source that are read closely around a match
	maxSource   = 16 << 20 // bytes of a file that are looked at
)

// showAll shows hits, with a helper where there are several: of a search among 10,000 notes
// reading the twenty that are shown takes a tenth.
func (m *matcher) showAll(hits []*Hit, read func(string) ([]byte, error)) {
	mine, theirs := hits, hits[len(hits):]
	if half := len(hits) / 2; half > 2 {
		mine, theirs = hits[:half], hits[half:]
	}
	other := *m
	other.lexers = nil
	var helper sync.WaitGroup
	helper.Go(func() { other.each(theirs, read) })
	m.each(mine, read)
	helper.Wait()
}

func (m *matcher) each(hits []*Hit, read func(string) ([]byte, error)) {
	for _, h := range hits {
		m.show(h, read)
	}
}

// show fills in what depends on the text: marks and snippet. Without words, or when the
// file cannot be read, there is no snippet.
func (m *matcher) show(h *Hit, read func(string) ([]byte, error)) {
	if len(m.patterns) == 0 {
		return
	}
	m.text = m.reads(h.spoken)
	h.TitleMarks = nil // a bare hit has them already
	for _, k := range m.marks(h.Title) {
		h.TitleMarks = append(h.TitleMarks, [2]int{k.start, k.end})
	}
	path := cmp.Or(h.Entry, h.Path)
	if read == nil {
		return
	}
	src, err := read(path)
	if err != nil {
		return
	}
	text := body(string(src[:min(len(src), maxSource)]))
	found := m.marks(text)
	h.Snippet, h.Marks = m.snippet(path, text, h.Title, found)
	if len(found) > 0 {
		h.Section = section(text[:lineEnd(text, found[m.best(found, snippetSize)].start)], h.Title)
	}
}

// snippet is one line of the text in src, around the place where most of the clauses
// are met, and the matches in it. Where none is met it is the beginning of the text.
//
// Reading markdown costs more than finding words, so the words are found in the source
// first, and only its surroundings are read as markdown.
func (m *matcher) snippet(path, src, title string, found []mark) (string, [][2]int) {
	best := m.best(found, snippetSize)
	var from, to int
	if len(found) > 0 {
		from, to = lineStart(src, found[best].start-around/2), lineEnd(src, found[best].end+around)
	} else {
		to = lineEnd(src, around)
	}
	text := plain(path, src[from:to])
	if from == 0 {
		text = strings.TrimSpace(strings.TrimPrefix(text, note.Clean(title)))
	}
	return m.window(text, from > 0, to < len(src))
}

// section is the heading that what follows before stands below; "" for none but the title.
func section(before, title string) string {
	fenced, last := false, ""
	for line := range strings.Lines(before) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "```"), strings.HasPrefix(line, "~~~"):
			fenced = !fenced
		case !fenced && strings.HasPrefix(line, "#"):
			if h := strings.TrimLeft(line, "#"); strings.HasPrefix(h, " ") {
				last = plain("practices/x.md", strings.Trim(h, "# "))
			}
		}
	}
	if last == note.Clean(title) {
		return ""
	}
	return last
}

// plain is markdown as one line of clean words.
func plain(path, markdown string) string {
	text := note.Parse(path, []byte("\n"+markdown)).Text()
	return strings.Join(strings.Fields(note.Clean(text)), " ")
}

// window cuts text around its best matches and moves the marks along.
func (m *matcher) window(text string, before, after bool) (string, [][2]int) {
	found := m.marks(text)
	start, end := 0, len(text)
	if len(found) > 0 {
		start = wordStart(text, found[m.best(found, snippetSize-lead)].start-lead)
	}
	if end-start > snippetSize {
		end = wordBefore(text, start+snippetSize)
		after = true
	}
	head, tail := "", ""
	if before = before || start > 0; before {
		head = "… "
	}
	if after {
		tail = " …"
	}
	var marks [][2]int
	for _, k := range found {
		if k.start >= start && k.end <= end {
			marks = append(marks, [2]int{k.start - start + len(head), k.end - start + len(head)})
		}
	}
	return head + text[start:end] + tail, marks
}

// best is the match from which most clauses are met within width bytes; the earliest of
// equals.
func (m *matcher) best(found []mark, width int) int {
	at, most := 0, 0
	for i := range found {
		met := make([]bool, m.claims)
		n := 0
		for _, k := range found[i:] {
			if k.end-found[i].start > width {
				break
			}
			if !met[k.claim] {
				met[k.claim] = true
				n++
			}
		}
		if n > most {
			if at, most = i, n; n == m.claims {
				break
			}
		}
	}
	return at
}

func lineStart(s string, i int) int {
	if i <= 0 {
		return 0
	}
	if n := strings.LastIndexByte(s[:i], '\n'); n >= 0 && i-n < around {
		return n + 1
	}
	return runeStart(s, i)
}

func lineEnd(s string, i int) int {
	if i >= len(s) {
		return len(s)
	}
	if n := strings.IndexByte(s[i:], '\n'); n >= 0 && n < around {
		return i + n
	}
	return runeStart(s, i)
}

func runeStart(s string, i int) int {
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// wordStart is the beginning of the word after the space before i; text without spaces
// is cut where it is.
func wordStart(s string, i int) int {
	if i <= 0 {
		return 0
	}
	i = runeStart(s, i)
	if n := strings.IndexByte(s[i:min(len(s), i+lead/2)], ' '); n >= 0 {
		return i + n + 1
	}
	return i
}

// wordBefore is the end of the last word that ends before i.
func wordBefore(s string, i int) int {
	i = runeStart(s, i)
	if n := strings.LastIndexByte(s[max(0, i-lead/2):i], ' '); n >= 0 {
		return max(0, i-lead/2) + n
	}
	return i
}

// Distance counts the letters to change, add, drop or swap with their neighbour to make
// one word of another, up to limit. "retyr" is 1 from "retry". Cost: the product of the
// lengths.
func Distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d >= limit || -d >= limit {
		return limit
	}
	rows := [3][]int{make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, last, row := rows[0], rows[1], rows[2]
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		if slices.Min(row) >= limit {
			return limit
		}
		rows = [3][]int{last, row, before}
	}
	return min(rows[1][len(y)], limit)
}
