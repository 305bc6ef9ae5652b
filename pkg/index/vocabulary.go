package index

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// A vocabulary is what lexers have learnt of words: each is folded and stemmed once, whoever
// meets it, and each term has a number that stands for it while documents are made. Its
// methods may be called from several goroutines.
type vocabulary struct {
	mu    sync.Mutex
	roots map[string]*root // by what is folded
	signs map[string]*root // characters of scripts without spaces, by themselves
	terms map[string]*term
	all   []*term  // by number
	order []*term  // sorted, as many as there were when it was asked for
	fresh []string // words worth spelling that nobody asked for yet, see spelled
}

// A root is one word, however it was written.
type root struct {
	folded string
	fun    uint16 // languages in which it is a function word, as bits
	sign   bool   // a character of a script without spaces
	as     [maxLanguages]atomic.Pointer[term]
}

// A term is what the index stores of a word.
type term struct {
	text string
	num  int32
}

const (
	maxLanguages = 12      // that there may be
	maxTerms     = 1 << 18 // that a vocabulary should hold, some 50 MB
)

func newVocabulary() *vocabulary {
	return &vocabulary{roots: map[string]*root{}, signs: map[string]*root{}, terms: map[string]*term{}}
}

// full says that it is time for another one: a large pool has many words that occur once.
func (v *vocabulary) full() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.all) >= maxTerms
}

// root is the root of a folded word.
func (v *vocabulary) root(folded string) *root {
	v.mu.Lock()
	defer v.mu.Unlock()
	r := v.roots[folded]
	if r == nil {
		folded = strings.Clone(folded) // it may be part of a whole text
		r = &root{folded: folded, fun: allFunctions()[folded]}
		v.roots[folded] = r
		if spelled(folded) {
			v.fresh = append(v.fresh, folded)
		}
	}
	return r
}

// sign is the root of a character of a script without spaces.
func (v *vocabulary) sign(s string) *root {
	v.mu.Lock()
	defer v.mu.Unlock()
	r := v.signs[s]
	if r == nil {
		s = strings.Clone(s)
		r = &root{folded: s, sign: true}
		v.signs[s] = r
	}
	return r
}

// in is the term of a word in a text of a language, by its place.
func (v *vocabulary) in(r *root, lang int) *term {
	if t := r.as[lang].Load(); t != nil {
		return t
	}
	text := r.folded
	if !r.sign {
		text = stem(r.folded, lang)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	t := v.terms[text]
	if t == nil {
		t = &term{text, int32(len(v.all))}
		v.terms[text], v.all = t, append(v.all, t)
	}
	r.as[lang].Store(t)
	return t
}

// spelt hands over the words worth spelling that were met since it was asked last.
func (v *vocabulary) spelt() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	out := v.fresh
	v.fresh = nil
	return out
}

// sorted are the terms there are by now, in order.
func (v *vocabulary) sorted() []*term {
	v.mu.Lock()
	defer v.mu.Unlock()
	byText := func(a, b *term) int { return strings.Compare(a.text, b.text) }
	fresh := slices.SortedFunc(slices.Values(v.all[len(v.order):]), byText)
	v.order = mergeSorted(v.order, fresh, byText)
	return v.order
}

// mergeSorted is both of two sorted lists, sorted.
func mergeSorted[T any](a, b []T, compare func(a, b T) int) []T {
	out := make([]T, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compare(b[0], a[0]) < 0 {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// vocabularies gives all scribes the same vocabulary, and another one when that is full.
type vocabularies struct {
	mu  sync.Mutex
	now *vocabulary
}

// scribe is the scribe to go on with: the one there is, as long as its vocabulary will do.
func (v *vocabularies) scribe(was *scribe) *scribe {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.now == nil || v.now.full() {
		v.now = newVocabulary()
	}
	if was != nil && was.lexer.family.vocabulary == v.now {
		return was
	}
	return newScribe(v.now)
}
