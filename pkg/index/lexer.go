package index

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A lexer cuts text into the terms that the index stores and queries ask for; both
// sides use it, and so does whoever marks matches, so that all three always agree.
//
// A word is a run of letters and digits. Its term is folded (lower case, no
// diacritics) and, when it is plain ASCII, stemmed as English: "Retries" is "retri".
// Scripts that write no spaces between words (Chinese, Japanese, Korean, Thai …) yield
// one term a character; a query for 数据 then is a phrase of two terms, which finds it
// wherever it stands and needs no dictionary.
//
// A lexer remembers the words it met: a community's vocabulary is small, and stemming
// costs twenty times a look-up. Not safe for concurrent use.
type lexer struct {
	met  *met
	lang int // place of the language that words of Latin letters are stemmed by

	family *family

	// only, when set, holds the letters that words of interest begin with. Others are
	// cut but not read: their tokens have no term. Stemming keeps the first letter.
	only *[256]bool
}

// family is what lexers of several languages share.
type family struct {
	vocabulary *vocabulary
	of         map[int]*lexer
	spoken     []int // further languages in which a query's words are looked for
}

// like is the lexer of another language, by its place.
func (x *lexer) like(lang int) *lexer {
	if lang == x.lang || lang < 0 || lang >= len(languages) {
		return x
	}
	if x.family.of[lang] == nil {
		x.family.of[lang] = &lexer{met: x.met, lang: lang, family: x.family}
	}
	return x.family.of[lang]
}

// apart is a lexer of a language for another goroutine, which reads only words that begin
// with one of these letters.
func (x *lexer) apart(lang int, only *[256]bool) *lexer {
	return &lexer{met: newMet(), lang: lang, family: x.family, only: only}
}

// variants are the terms that a word of a query is stored as, in any language of the pool.
func (x *lexer) variants(t token) []string {
	out := []string{t.term}
	if t.glyph {
		return out
	}
	for _, lang := range x.family.spoken {
		if v := stem(t.folded, lang); !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// A token is one word of a text.
type token struct {
	start, end int    // bytes in the text
	term       string // as the index stores it
	folded     string // before stemming
	glyph      bool   // one character of a script without spaces
	fun        uint16 // languages in which it is a function word, as bits
}

const (
	maxMet  = 1 << 17 // words remembered, ~10 MB
	maxWord = 64      // bytes of a word that count; longer ones are data, not language
)

func newLexer() *lexer { return newVocabulary().lexer() }

// lexer is a new lexer that learns for all that have this vocabulary.
func (v *vocabulary) lexer() *lexer {
	x := &lexer{met: newMet(), family: &family{vocabulary: v, of: map[int]*lexer{}}}
	x.family.of[0] = x
	return x
}

// cut calls each for every token of s, in order. Cost: one pass.
func (x *lexer) cut(s string, each func(token)) {
	for at := 0; ; {
		r, start, end := x.next(s, at)
		if end == 0 {
			return
		}
		t := token{start: start, end: end}
		if r != nil {
			t.term, t.folded, t.glyph, t.fun = x.in(r).text, r.folded, r.sign, r.fun
		}
		each(t)
		at = end
	}
}

// next is the first word of s that begins at i or later; nil for one that is of no interest,
// see only. end is 0 when there is none.
func (x *lexer) next(s string, i int) (r *root, start, end int) {
	for i < len(s) {
		c := s[i]
		switch {
		case c == '[':
			if word, end := mnemonic(s, i); end > i {
				return x.root(word), i, end
			}
			i++
		case alphanumeric(c):
			end := wordEnd(s, i)
			if end < len(s) && s[end] == '[' {
				if word, after := mnemonic(s, i); after > i {
					return x.root(word), i, after
				}
			}
			if i > 1 && s[i-1] == '[' && letter(s[i-2]) && end-i <= 2 {
				if word := endsMnemonic(s, i, end); word != "" {
					return x.root(word), i, end
				}
			}
			if x.only != nil && !x.only[c] {
				return nil, i, end
			}
			return x.root(s[i:end]), i, end
		case c < utf8.RuneSelf:
			i++
		default:
			if end := wordEnd(s, i); end > i {
				return x.root(s[i:end]), i, end
			}
			r, n := utf8.DecodeRuneInString(s[i:])
			if unspaced(r) {
				return x.sign(s[i : i+n]), i, i + n
			}
			i += n
		}
	}
	return nil, 0, 0
}

// roots appends the words of s.
func (x *lexer) roots(to []*root, s string) []*root {
	for at := 0; ; {
		r, _, end := x.next(s, at)
		if end == 0 {
			return to
		}
		to, at = append(to, r), end
	}
}

// in is the term of a word in the lexer's language.
func (x *lexer) in(r *root) *term {
	if t := r.as[x.lang].Load(); t != nil {
		return t
	}
	return x.family.vocabulary.in(r, x.lang)
}

// tokens is cut as a slice.
func (x *lexer) tokens(s string) []token {
	out := make([]token, 0, 4+len(s)/6)
	x.cut(s, func(t token) { out = append(out, t) })
	return out
}

// join are the terms of words, a space after each.
func (x *lexer) join(words []*root) (b []byte) {
	for _, w := range words {
		b = append(append(b, x.in(w).text...), ' ')
	}
	return b
}

// mnemonic is the word that begins at i and has a letter or two in brackets, which are part
// of it, and its end; i when there is none. It goes on after the brackets: in args[n] they are
// no part of a word.
//
// Example: "E[x]tract" → "Extract", "[c]reate" → "create".
func mnemonic(s string, i int) (word string, end int) {
	open := i
	for open < len(s) && letter(s[open]) {
		open++
	}
	if open >= len(s) || s[open] != '[' || open-i > maxWord {
		return "", i
	}
	shut := open + 1
	for shut < len(s) && letter(s[shut]) && shut-open <= 2 {
		shut++
	}
	if shut == open+1 || shut+1 >= len(s) || s[shut] != ']' || !letter(s[shut+1]) {
		return "", i
	}
	end = wordEnd(s, shut+1)
	return s[i:open] + s[open+1:shut] + s[shut+1:end], end
}

// endsMnemonic is the word that a letter or two in brackets end; "" where they end none. In
// identit[y] they do, in args[n] perhaps: what stands before them is a word of its own, too.
func endsMnemonic(s string, i, end int) string {
	if end >= len(s) || s[end] != ']' || !letter(s[i]) || !letter(s[end-1]) || end+1 < len(s) && (alphanumeric(s[end+1]) || s[end+1] == '(' || s[end+1] == '[') {
		return ""
	}
	start := i - 1
	for start > 0 && letter(s[start-1]) && i-start <= maxWord {
		start--
	}
	if word := s[start:i-1] + s[i:end]; len(word) > 2 {
		return word
	}
	return ""
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// wordEnd is the end of the word that begins at i, or i. "C++" and "C#" are words.
func wordEnd(s string, i int) int {
	j := i
	for j < len(s) {
		if c := s[j]; c < utf8.RuneSelf {
			if !alphanumeric(c) {
				break
			}
			j++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[j:])
		if !wordRune(r) || unspaced(r) {
			break
		}
		j += n
	}
	if j == i+1 {
		switch rest := s[j:]; {
		case strings.HasPrefix(rest, "++"):
			return j + 2
		case strings.HasPrefix(rest, "#"):
			return j + 1
		}
	}
	return j
}

// word is a word by itself.
func (x *lexer) word(raw string) token {
	r := x.root(raw)
	return token{term: x.in(r).text, folded: r.folded, fun: r.fun}
}

// root is the root of a word as it is written.
func (x *lexer) root(raw string) *root {
	known, hash := x.met.at(raw)
	if known.root != nil {
		return known.root
	}
	folded := cmp.Or(fold(raw), raw) // nothing is left of a mark by itself
	for len(folded) > maxWord {
		_, n := utf8.DecodeLastRuneInString(folded)
		folded = folded[:len(folded)-n]
	}
	r := x.family.vocabulary.root(folded)
	x.met.learn(hash, r)
	return r
}

// sign is the root of a character of a script without spaces.
func (x *lexer) sign(s string) *root {
	known, hash := x.met.at(s)
	if known.root != nil {
		return known.root
	}
	r := x.family.vocabulary.sign(s)
	x.met.learn(hash, r)
	return r
}

// facet is the term that stands for one fact about a note: "tag:go=". The closing sign
// keeps it apart from every word and from the beginnings of other facets; whatever is
// not a letter, a digit or one of "/._-" is written as "~" and two hex digits.
func facet(key, value string) string {
	const hex = "0123456789abcdef"
	b := append(make([]byte, 0, len(key)+len(value)+2), key...)
	b = append(b, ':')
	for _, c := range []byte(strings.ToLower(value)) {
		if c >= utf8.RuneSelf || alphanumeric(c) || strings.IndexByte("/._-", c) >= 0 {
			b = append(b, c)
			continue
		}
		b = append(b, '~', hex[c>>4], hex[c&15])
	}
	return string(append(b, '='))
}
