package main

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
)

// bm25 is what cop's answers are measured against: any of the words, ranked as SQLite's FTS5
// does it, the title counted ten times.
type bm25 struct {
	docs    []judged
	posts   map[string]map[int]float64 // weighed frequencies
	lengths []float64
	mean    float64
}

func newBM25(docs []judged) *bm25 {
	b := &bm25{docs: docs, posts: map[string]map[int]float64{}, lengths: make([]float64, len(docs))}
	for i, d := range docs {
		for text, weight := range map[string]float64{d.Title: 10, d.Body: 1} {
			for _, t := range stems(text) {
				if b.posts[t] == nil {
					b.posts[t] = map[int]float64{}
				}
				b.posts[t][i] += weight
				b.lengths[i]++
			}
		}
		b.mean += b.lengths[i] / float64(len(docs))
	}
	return b
}

func stems(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		words[i] = english.Stem(w, false)
	}
	return words
}

// find is the hundred best.
func (b *bm25) find(words []string) []string {
	scores := map[int]float64{}
	for _, t := range stems(strings.Join(words, " ")) {
		n := float64(len(b.posts[t]))
		idf := max(1e-6, math.Log((float64(len(b.docs))-n+0.5)/(n+0.5)))
		for i, tf := range b.posts[t] {
			scores[i] += idf * tf * 2.2 / (tf + 1.2*(0.25+0.75*b.lengths[i]/b.mean))
		}
	}
	found := make([]int, 0, len(scores))
	for i := range scores {
		found = append(found, i)
	}
	slices.SortFunc(found, func(x, y int) int { return cmp.Or(cmp.Compare(scores[y], scores[x]), cmp.Compare(x, y)) })
	ids := make([]string, 0, 100)
	for _, i := range found[:min(100, len(found))] {
		ids = append(ids, b.docs[i].ID)
	}
	return ids
}
