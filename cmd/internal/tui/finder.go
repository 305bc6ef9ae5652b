package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/junegunn/fzf/src/algo"
)

// finder looks for words in the page that is read: every line that holds one is
// a match, and the words are marked in it. The zero value looks for nothing.
type finder struct {
	typing  bool
	field   field
	terms   []string // folded
	matches []int    // lines, ascending
	at      int      // the match that was gone to
	jump    bool     // go to the first match once the page is there
}

// active reports that something is looked for.
func (f *finder) active() bool { return len(f.terms) > 0 }

// seek looks for words from now on.
func (f *finder) seek(terms []string) {
	f.terms, f.matches, f.at = nil, nil, -1
	for _, t := range terms {
		if t = folded(strings.TrimSpace(t)); t != "" && !slices.Contains(f.terms, t) {
			f.terms = append(f.terms, t)
		}
	}
}

// scan finds the matches of a page.
func (f *finder) scan(lines []string) {
	f.matches = f.matches[:0]
	if !f.active() {
		return
	}
	for i, line := range lines {
		if len(f.spans(folded(ansi.Strip(line)))) > 0 {
			f.matches = append(f.matches, i)
		}
	}
	f.at = min(f.at, len(f.matches)-1)
}

// spans are the bytes of a folded line that are looked for, in order and apart.
// Short words count only where a word begins: "go" is not in "ago".
func (f *finder) spans(line string) [][2]int {
	var out [][2]int
	for _, t := range f.terms {
		for from := 0; ; {
			i := strings.Index(line[from:], t)
			if i < 0 {
				break
			}
			i += from
			from = i + len(t)
			if len(t) > 3 || i == 0 || !inWord(line[:i]) {
				out = append(out, [2]int{i, from})
			}
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return a[0] - b[0] })
	return slices.CompactFunc(out, func(a, b [2]int) bool { return b[0] < a[1] })
}

// inWord reports that a word goes on behind a text.
func inWord(before string) bool {
	runes := []rune(before[max(0, len(before)-4):])
	last := runes[len(runes)-1]
	return last < 0x3000 && (unicode.IsLetter(last) || unicode.IsDigit(last))
}

// mark shows a line with what is looked for set off.
func (f *finder) mark(line string, l styles) string {
	if !f.active() {
		return line
	}
	plain := ansi.Strip(line)
	runes := []rune(plain)
	spans := f.spans(folded(plain))
	for i := len(spans) - 1; i >= 0; i-- {
		// What is folded has other bytes but as many characters.
		from := ansi.StringWidth(string(runes[:runesTo(folded(plain), spans[i][0])]))
		to := ansi.StringWidth(string(runes[:runesTo(folded(plain), spans[i][1])]))
		line = ansi.Truncate(line, from, "") + l.reverse(ansi.Strip(ansi.Cut(line, from, to))) + ansi.TruncateLeft(line, to, "")
	}
	return line
}

func runesTo(s string, at int) int { return len([]rune(s[:at])) }

// folded is a text as it is compared, character by character: small letters
// without accents.
func folded(s string) string {
	runes := []rune(s)
	for i, r := range runes {
		runes[i] = unicode.ToLower(r)
	}
	return string(algo.NormalizeRunes(runes))
}

// step is the line of the next match, or of the one before; around the end.
func (f *finder) step(dir int) (line int, ok bool) {
	n := len(f.matches)
	if n == 0 {
		return 0, false
	}
	if f.at < 0 && dir < 0 {
		f.at = 0
	}
	f.at = (f.at + dir + n) % n
	return f.matches[f.at], true
}

// from is the first match at or below a line, else the first of all.
func (f *finder) from(line int) (int, bool) {
	if len(f.matches) == 0 {
		return 0, false
	}
	f.at, _ = slices.BinarySearch(f.matches, line)
	if f.at == len(f.matches) {
		f.at = 0
	}
	return f.matches[f.at], true
}

// words say what was found: "2 of 5".
func (f *finder) words() string {
	switch {
	case !f.active():
		return ""
	case len(f.matches) == 0 && f.field.value() == "":
		return "" // the list was searched, and found the note by its topic or its tags
	case len(f.matches) == 0:
		return "not in this note"
	case f.at < 0:
		return tallied(len(f.matches), "line")
	}
	return fmt.Sprintf("%d of %d", f.at+1, len(f.matches))
}

// seek opens the page at what was searched for, and marks it. jump goes to the
// first match below the head of the page.
func (p *page) seek(terms []string, jump bool) {
	p.find.seek(terms)
	p.find.jump = jump && p.find.active()
}

// match goes to another match.
func (p *page) match(dir int) {
	if line, ok := p.find.step(dir); ok {
		p.scroll.reveal(line)
		p.want = -1
	}
}

// found follows a change of the page: matches are counted anew, and the first
// one is gone to once.
func (p *page) found() {
	p.find.scan(p.layout.lines)
	if !p.find.jump || len(p.find.matches) == 0 {
		return
	}
	line, _ := p.find.from(p.layout.body)
	p.find.jump, p.want = false, -1
	p.scroll.reveal(line)
}

// findKey handles a key while what to look for is typed; the page follows.
func (p *page) findKey(m tea.KeyMsg) {
	switch m.String() {
	case "enter", "tab":
		p.find.typing = false
	case "esc", "ctrl+c":
		p.find = finder{}
	case "up", "ctrl+p":
		p.match(-1)
	case "down", "ctrl+n":
		p.match(1)
	default:
		if !p.find.field.typed(m) {
			return
		}
		p.find.seek([]string{p.find.field.value()})
		p.find.scan(p.layout.lines)
		if line, ok := p.find.from(p.scroll.top); ok {
			p.scroll.reveal(line)
		}
	}
}

// findLine is what is looked for while it is typed, and what was found.
func (p *page) findLine(width int) string {
	right := p.styles.muted(p.find.words())
	room := max(width-ansi.StringWidth(right)-5, 10)
	return cut(p.styles.accent("/ ")+p.find.field.view(p.styles, room, true, "words in this note")+" "+right, width)
}

// narrowFoot is the width below which the keys need the room that words about the
// search would take.
const narrowFoot = 60

// position says where in the page one is, and in what was found.
func (p *page) position() string {
	var parts []string
	words := p.find.words()
	searched := p.find.field.value() != ""
	if words != "" && (searched || p.width >= narrowFoot) {
		parts = append(parts, words)
	}
	n := len(p.layout.lines)
	bottom := p.scroll.top + p.height
	switch {
	case p.at == "" || n <= p.height || searched && p.width < narrowFoot:
	case p.scroll.top == 0:
		parts = append(parts, "top")
	case bottom >= n:
		parts = append(parts, "end")
	default:
		parts = append(parts, fmt.Sprintf("%d %%", bottom*100/n))
	}
	return strings.Join(parts, " · ")
}
