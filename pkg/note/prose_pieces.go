package note

import "strings"

// compareWords finds what became of the words of a block.
func compareWords(old, fresh []word, lineWise bool) []Piece {
	return (&emitter{lineWise: lineWise}).compare(old, fresh)
}

// compareWordsByLine makes pieces that end with their line.
func compareWordsByLine(old, fresh []word) []Piece {
	return (&emitter{byLine: true}).compare(old, fresh)
}

func (t *emitter) compare(old, fresh []word) []Piece {
	keys := classes{}
	a, b := wordIDs(keys, old), wordIDs(keys, fresh)
	y := 0
	for _, h := range tidied(diff(a, b, len(keys)), old, t.lineWise) {
		t.take(Same, fresh[y:h.b])
		if h.nb > 0 {
			t.sentence = fresh[h.b].sentence
		}
		t.take(Removed, old[h.a:h.a+h.na])
		t.take(Added, fresh[h.b:h.b+h.nb])
		y = h.b + h.nb
	}
	t.take(Same, fresh[y:])
	return t.finish()
}

func wordIDs(keys classes, words []word) []int32 {
	lines := make([][]byte, len(words))
	for i := range words {
		lines[i] = []byte(words[i].key())
	}
	return keys.of(lines)
}

// tidied joins changes that only a sign or a little word parts: three changed words in a
// row are read faster than three changes.
func tidied(hunks []hunk, old []word, lineWise bool) []hunk {
	if lineWise || len(hunks) < 2 {
		return hunks
	}
	out := hunks[:1]
	for _, h := range hunks[1:] {
		last := &out[len(out)-1]
		between := old[last.a+last.na : h.a]
		small := min(last.na+last.nb, h.na+h.nb) > 1 && letters(between) <= 3
		if small && oneSentence(between) {
			last.na, last.nb = h.a+h.na-last.a, h.b+h.nb-last.b
			continue
		}
		out = append(out, h)
	}
	return out
}

func letters(words []word) (n int) {
	for i := range words {
		n += len(words[i].text)
	}
	return n
}

func oneSentence(words []word) bool {
	return len(words) == 0 || words[0].sentence == words[len(words)-1].sentence
}

// emitter gathers pieces.
type emitter struct {
	lineWise bool // every word is a line
	byLine   bool // a piece never goes on into another line
	out      []Piece
	text     strings.Builder // of the last one
	sentence int             // of the new text, where we are
}

// take adds words of one fate; those of the old text belong to the sentence of the new one
// that is being read.
func (t *emitter) take(c Change, words []word) {
	for i := range words {
		if c != Removed {
			t.sentence = words[i].sentence
		}
		t.put(c, &words[i], t.sentence)
	}
}

func (t *emitter) put(c Change, w *word, sentence int) {
	at := Span{w.line, w.line}
	if n := len(t.out); n > 0 && !t.lineWise {
		last := &t.out[n-1]
		if t.byLine && at.First > last.At.Last {
			last = &Piece{Sentence: -1}
		}
		if last.Change == c && last.Markup == w.markup && last.Style == w.style && last.Sentence == sentence {
			t.text.WriteString(w.key())
			last.At = last.At.and(at)
			return
		}
	}
	t.finish()
	t.text.WriteString(w.key())
	t.out = append(t.out, Piece{Change: c, Style: w.style, Markup: w.markup, Sentence: sentence, At: at})
}

// finish gives the last piece its text.
func (t *emitter) finish() []Piece {
	if n := len(t.out); n > 0 {
		t.out[n-1].Text = t.text.String()
		t.text.Reset()
	}
	return t.out
}

// pieces is words of one fate.
func pieces(words []word, c Change, lineWise bool) []Piece {
	t := &emitter{lineWise: lineWise}
	for i := range words {
		t.put(c, &words[i], words[i].sentence)
	}
	return t.finish()
}
