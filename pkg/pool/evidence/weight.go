package evidence

import (
	"strings"
	"unicode"

	"github.com/breakfast-table/cop/pkg/note"
)

// WeightOf is how much a report counts, in percent, by the share of the text it is about.
//
// A report is about the text that its author tried. What it says about today's text it
// says only as far as that text still stands.
//
//	share  = words of the tried text that today's text has ÷ words of the tried text
//	weight = 2·(share − 30 %), not below 0 and not above 100 %
//
// Both in whole percent, so that every machine computes the same. Words are counted as
// often as they stand there, in any order: a step that moved is still the step that was
// tried. What was added does not count against a report, for notes grow by what reports
// teach them. Small repairs cost nothing (from 80 % on a report counts in full), and a
// text of which less than 30 % is left is another text: any two texts about one thing
// share that much.
//
// Example: of 50 words that were tried 30 stand: share 60 %, weight 60 %.
func WeightOf(share int) int { return min(max(2*(share-30), 0), 100) }

// ShareOf is how much of the words before are there now, in whole percent rounded down;
// 100 when there were none.
func ShareOf(before, now map[string]int) int {
	all, kept := 0, 0
	for word, n := range before {
		all += n
		kept += min(n, now[word])
	}
	if all == 0 {
		return 100
	}
	return 100 * kept / all
}

// Words counts the words of a note's title and text. A sign of a script that puts no
// spaces between words is a word.
func Words(n *note.Note) map[string]int {
	out := map[string]int{}
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			out[word.String()]++
			word.Reset()
		}
	}
	for _, r := range n.Title + "\n" + n.Text() {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			end()
			out[string(r)]++
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			word.WriteRune(unicode.ToLower(r))
		default:
			end()
		}
	}
	end()
	return out
}

// Tried is the text that a report or a verification is about, as far as it stands.
type Tried struct {
	Share int    // percent
	Since string // "" when the entry says itself which text, else how that was found
	How   string // it came, "" for by its author
}
