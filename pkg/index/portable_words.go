package index

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"
)

// PortableWord is a word that notes are written with, and the terms it is stored as besides
// its English stem.
type PortableWord struct {
	Text  string
	Other []string
}

// keptWords are the words of an earlier [Portable].
type keptWords struct {
	documents []int // by number of a word: how many it is in
	languages []int
	packed    []byte // see PackedWords
}

// PackedWords are the words worth spelling, in order, each as what it shares with the one before
// (see [AppendFront]), and likewise the terms that it is stored as besides its English stem.
func (p *Portable) PackedWords() []byte {
	if p.packedWords == nil {
		p.packedWords = p.packWords(p.wordDocuments())
	}
	return p.packedWords
}

// packWords writes those that are kept again, with the new ones between them.
func (p *Portable) packWords(documents []int) []byte {
	kept := p.forward.base.kept
	if kept == nil || !slices.Equal(kept.languages, p.languages()) {
		return packWords(nil, p.words(inUse(p.forward.words.all, documents)))
	}
	var more []string
	gone := map[string]bool{}
	for i, n := range documents {
		switch was := i < len(kept.documents) && kept.documents[i] > 0; {
		case n > 0 && !was:
			more = append(more, p.forward.words.all[i])
		case n == 0 && was:
			gone[p.forward.words.all[i]] = true
		}
	}
	if len(more)+len(gone) == 0 {
		return kept.packed
	}
	slices.Sort(more)
	words := slices.DeleteFunc(append(readWords(kept.packed), p.words(more)...), func(w PortableWord) bool { return gone[w.Text] })
	slices.SortFunc(words, func(a, b PortableWord) int { return strings.Compare(a.Text, b.Text) })
	return packWords(make([]byte, 0, len(kept.packed)+64), words)
}

func packWords(b []byte, words []PortableWord) []byte {
	last := ""
	for _, w := range words {
		b = AppendFront(b, w.Text, last)
		b = binary.AppendUvarint(b, uint64(len(w.Other)))
		for _, o := range w.Other {
			b = AppendFront(b, o, w.Text)
		}
		last = w.Text
	}
	return b
}

func readWords(b []byte) []PortableWord {
	var out []PortableWord
	last := ""
	for p := (packed{b}); len(p.b) > 0; {
		w := PortableWord{Text: p.front(last)}
		for range p.n() {
			w.Other = append(w.Other, p.front(w.Text))
		}
		out, last = append(out, w), w.Text
	}
	return out
}

// front is a text as AppendFront wrote it.
func (p *packed) front(last string) string {
	same := last[:p.n()]
	return same + string(p.take(p.n()))
}

// wordDocuments are, by number of a word, how many documents it is in: counted anew, or as it
// was kept and what changed since.
func (p *Portable) wordDocuments() []int {
	out := make([]int, len(p.forward.words.all))
	count := func(key docKey, by int) {
		eachWord(readGiven(p.forward.has[key]).words, func(w int32) { out[w] += by })
	}
	kept, changed, ok := p.changed()
	if !ok {
		for _, key := range p.keys {
			count(key, 1)
		}
		return out
	}
	copy(out, p.forward.base.kept.documents)
	for _, doc := range changed {
		count(kept.docs[doc], -1)
		count(p.keys[doc], 1)
	}
	return out
}

func inUse(words []string, documents []int) []string {
	var out []string
	for i, n := range documents {
		if n > 0 {
			out = append(out, words[i])
		}
	}
	slices.Sort(out)
	return out
}

// worn reports that most of the words kept are those of documents that are gone.
func worn(documents []int) bool {
	used := 0
	for _, n := range documents {
		used += min(n, 1)
	}
	return len(documents) > 1000 && used < len(documents)/2
}

// words are these, with their other terms.
func (p *Portable) words(words []string) []PortableWord {
	spoken := p.languages()
	out := make([]PortableWord, 0, len(words))
	for _, w := range words {
		pw := PortableWord{Text: w}
		own := stem(w, 0)
		if w[0] >= utf8.RuneSelf && own != w {
			pw.Other = append(pw.Other, own) // by its script, which who searches elsewhere does not know
		}
		for _, lang := range spoken {
			if v := stem(w, lang); v != own && !slices.Contains(pw.Other, v) {
				pw.Other = append(pw.Other, v)
			}
		}
		out = append(out, pw)
	}
	return out
}
