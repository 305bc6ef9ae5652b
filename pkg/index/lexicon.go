package index

import (
	"bytes"
	"context"
	"database/sql/driver"
)

// The lexicon holds every word that a note was ever written with, folded but not
// stemmed: for parts of words ("ackoff") and for spelling. Words that begin with the
// same three bytes share a row, each followed by a newline:
//
//	"ret" → "retry\nretries\nretention\n"
//
// A new word rewrites one short row; looking for a part of a word reads all rows, some
// 300 KB at 10,000 notes, in a few milliseconds; and it is a third of the size that an
// index of the words and of their trigrams would have. Words whose last note is gone
// stay: whoever proposes one checks that it finds something.

// spell adds a word to its row.
func (w *writer) spell(word string) {
	if w.err != nil || w.spelled[word] {
		return
	}
	w.spelled[word] = true
	key := word[:3]
	row, ok := w.lexicon[key]
	if !ok {
		row = w.lexiconRow(key)
		w.lexicon[key] = row
	}
	if !row.has(word) {
		row.words, row.dirty = append(append(row.words, word...), '\n'), true
	}
}

// lexiconRow is a row of the lexicon.
type lexiconRow struct {
	words  []byte
	stored int // bytes of words that were there before this writer
	dirty  bool
}

func (w *writer) lexiconRow(key string) *lexiconRow {
	if !w.has("lexicon") {
		return &lexiconRow{}
	}
	row, _ := w.one("SELECT words FROM lexicon WHERE start = ?", []byte(key))
	if row == nil {
		return &lexiconRow{}
	}
	words := blob(row[0])
	return &lexiconRow{words: words, stored: len(words)}
}

// has tells of a word that this writer did not add.
func (s *lexiconRow) has(word string) bool {
	if s.stored == 0 {
		return false
	}
	line, stored := []byte(word+"\n"), s.words[:s.stored]
	return bytes.HasPrefix(stored, line) || bytes.Contains(stored, append([]byte{'\n'}, line...))
}

func (w *writer) flushLexicon() {
	for key, row := range w.lexicon {
		if row.dirty {
			w.exec("INSERT OR REPLACE INTO lexicon VALUES (?, ?)", []byte(key), row.words)
			row.dirty = false
		}
	}
}

// lexicon lists the words that contain part, every word when part is "", and that keep lets
// through, in no order. keep sees bytes that are only good until it returns.
func lexicon(ctx context.Context, c *conn, part string, keep func(word []byte) bool) ([]string, error) {
	var out []string
	sought := []byte(part)
	err := c.each(ctx, func(row []driver.Value) error {
		for words := blob(row[0]); len(words) > 0; {
			at := bytes.Index(words, sought)
			if at < 0 {
				return nil
			}
			start := bytes.LastIndexByte(words[:at], '\n') + 1
			end := len(words)
			if n := bytes.IndexByte(words[at:], '\n'); n >= 0 {
				end = at + n
			}
			if word := words[start:end]; len(word) > 0 && keep(word) {
				out = append(out, string(word))
			}
			words = words[min(end+1, len(words)):]
		}
		return nil
	}, "SELECT words FROM lexicon WHERE instr(words, ?)", sought)
	return out, err
}
