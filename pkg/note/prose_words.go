package note

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is the smallest thing that is compared: a word, a sign, a letter of a script that
// does not part its words, a piece of markup, or a line of code.
type word struct {
	text     string
	space    bool // stands before it
	markup   bool
	style    TextStyle
	sentence int
	line     int // of the file, counted from 1
}

// key is equal for words that read the same.
func (w *word) key() string {
	if w.space {
		return " " + w.text
	}
	return w.text
}

// reader cuts the text of a block into words.
type reader struct {
	text     string
	line     int // of what comes next
	out      []word
	style    TextStyle
	space    bool
	broken   bool        // the space is the end of a line
	sentence int         // number of the one being read
	ended    bool        // the last word ended a sentence, unless a small letter follows
	closers  map[int]int // where a link's text ends: where its destination does
	wiki     int         // brackets that are open
	budget   int         // bytes that may still be looked at twice
}

// readWords cuts running text into words. line is that of its beginning.
func readWords(text string, line int) []word {
	r := &reader{text: text, line: line, closers: map[int]int{}, budget: 4*len(text) + 4*reach}
	for i := 0; i < len(r.text); {
		i = r.step(i)
	}
	return r.out
}

// step reads what stands at i and says where to go on.
func (r *reader) step(i int) int {
	c, size := utf8.DecodeRuneInString(r.text[i:])
	switch {
	case c == '\n':
		r.line, r.space, r.broken = r.line+1, true, true
		return i + 1
	case unicode.IsSpace(c):
		r.space = true
		return i + size
	case c == '`':
		return r.code(i)
	case c == '*' || c == '_' || c == '~':
		return r.emphasis(i)
	case c == '[' || c == ']' || c == '!':
		if end := r.link(i); end > i {
			return end
		}
	case c == '\\' && i+1 < len(r.text) && isPunct(r.text[i+1]):
		r.add(r.text[i:i+1], true)
		r.add(r.text[i+1:i+2], false)
		return i + 2
	case wordRune(c) && !unparted(c):
		return r.word(i)
	}
	r.add(r.text[i:i+size], false)
	return i + size
}

// add takes a word in and sees where sentences end.
func (r *reader) add(text string, markup bool) {
	c, _ := utf8.DecodeRuneInString(text)
	w := word{text: text, space: r.space && len(r.out) > 0, markup: markup, style: r.style, line: r.line}
	if r.broken && len(r.out) > 0 && unparted(c) && unparted(lastRune(r.out[len(r.out)-1].text)) {
		w.space = false // these scripts are wrapped without spaces
	}
	if !markup && r.ended && (r.space || unparted(c)) && !unicode.IsLower(c) && !closing(c) {
		r.sentence++
		r.ended = false
	}
	if !markup && !closing(c) {
		r.ended = strings.ContainsRune(".!?…。！？", lastRune(text))
	}
	w.sentence = r.sentence
	r.out = append(r.out, w)
	r.space, r.broken = false, false
}

func lastRune(s string) rune {
	c, _ := utf8.DecodeLastRuneInString(s)
	return c
}

func closing(c rune) bool { return strings.ContainsRune(`)]"'”’»」』）`, c) }

func wordRune(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsNumber(c) || unicode.IsMark(c)
}

// unparted reports a letter of a script that does not part its words.
func unparted(c rune) bool {
	return c >= 0x2e80 && (unicode.Is(unicode.Han, c) || unicode.Is(unicode.Hiragana, c) || unicode.Is(unicode.Katakana, c) || c >= 0x3000 && c < 0x3040 || c >= 0xff00 && c < 0xff65)
}

// word reads letters and digits with what joins them: don't, v1.2, oncall/pager; a web
// address is one word.
func (r *reader) word(i int) int {
	rest := r.text[i:]
	if strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "https://") {
		end := strings.IndexAny(rest, " \t\n)>]\"")
		if end < 0 {
			end = len(rest)
		}
		r.add(rest[:end], false)
		return i + end
	}
	end := i
	for end < len(r.text) {
		c, size := utf8.DecodeRuneInString(r.text[end:])
		if !wordRune(c) || unparted(c) {
			after, _ := utf8.DecodeRuneInString(r.text[end+size:])
			if !strings.ContainsRune("'’_-./@", c) || !wordRune(after) || unparted(after) {
				break
			}
		}
		end += size
	}
	r.add(r.text[i:end], false)
	return end
}

func (r *reader) run(i int) int {
	n := 1
	for i+n < len(r.text) && r.text[i+n] == r.text[i] {
		n++
	}
	return n
}

// reach is how far the other end of markup is looked for; it bounds the cost.
const reach = 4 << 10

// peek is what may be looked at from i on to find the other end of markup.
func (r *reader) peek(i int) string {
	if r.budget <= 0 {
		return r.text[i:i]
	}
	end := min(i+reach, len(r.text))
	r.budget -= end - i
	return r.text[i:end]
}

// code reads a code span: nothing in it is markup.
func (r *reader) code(i int) int {
	n := r.run(i)
	ticks := r.text[i : i+n]
	inner := r.peek(i + n)
	end := strings.Index(inner, ticks)
	if end < 0 || strings.HasPrefix(inner[end+n:], "`") {
		r.add(ticks, false)
		return i + n
	}
	r.add(ticks, true)
	r.style |= Code
	for k, line := range strings.Split(inner[:end], "\n") {
		if k > 0 {
			r.line, r.space = r.line+1, true
		}
		for _, part := range strings.Fields(line) {
			r.space = r.space || r.out[len(r.out)-1].text != ticks
			r.add(part, false)
		}
	}
	r.style &^= Code
	r.space = false
	r.add(ticks, true)
	return i + n + end + n
}

// emphasis reads a run that touches a word on one side only as markup.
func (r *reader) emphasis(i int) int {
	n := r.run(i)
	c := r.text[i]
	before := i > 0 && !isBlank(r.text[i-1])
	after := i+n < len(r.text) && !isBlank(r.text[i+n])
	within := before && after && isWordOrHigh(r.text[i-1]) && isWordOrHigh(r.text[i+n])
	if !before && !after || c == '_' && within || c == '~' && n != 2 {
		r.add(r.text[i:i+n], false)
		return i + n
	}
	toggled := Strong
	switch {
	case c == '~':
		toggled = 0
	case n == 1:
		toggled = Emphasis
	case n > 2:
		toggled = Strong | Emphasis
	}
	r.add(r.text[i:i+n], true)
	r.style ^= toggled
	return i + n
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// link reads the brackets of a link as markup, with its destination. It returns i where
// they are none.
func (r *reader) link(i int) int {
	if end, ok := r.closers[i]; ok {
		r.style &^= Linked
		r.add(r.text[i:end], true)
		return end
	}
	rest := r.peek(i)
	if strings.HasPrefix(rest, "[[") {
		return r.wikiLink(i, rest)
	}
	if strings.HasPrefix(rest, "]]") && r.wiki > 0 {
		r.wiki--
		r.style &^= Linked
		r.add("]]", true)
		return i + 2
	}
	open := strings.TrimPrefix(rest, "!")
	if !strings.HasPrefix(open, "[") {
		return i
	}
	start := i + len(rest) - len(open)
	text := balanced(open, '[', ']')
	if text <= 0 || text >= len(open) {
		return i
	}
	dest := 0
	switch open[text] {
	case '(':
		dest = balanced(open[text:], '(', ')')
	case '[':
		dest = balanced(open[text:], '[', ']')
	}
	if dest == 0 {
		return i
	}
	r.closers[start+text-1] = start + text + dest
	r.add(r.text[i:start+1], true)
	r.style |= Linked
	return start + 1
}

// wikiLink reads [[ and, where a text follows, the address before it.
func (r *reader) wikiLink(i int, rest string) int {
	end := strings.Index(rest, "]]")
	if end < 0 || strings.Contains(rest[:end], "\n") {
		return i
	}
	from := 2
	if bar := strings.IndexByte(rest[:end], '|'); bar > 0 {
		from = bar + 1
	}
	r.wiki++
	r.add(rest[:from], true)
	r.style |= Linked
	return i + from
}

// balanced is the length of what a bracket at the beginning encloses, brackets included; 0
// when it is not closed.
func balanced(s string, open, shut byte) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case open:
			depth++
		case shut:
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}
