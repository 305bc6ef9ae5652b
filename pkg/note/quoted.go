package note

import (
	"strings"
	"unicode"
)

// Quoted puts words in quotation marks for a sentence, see [Within].
//
// Example: `Add "Hot cache"` is “Add ‘Hot cache’”.
func Quoted(words string) string { return "“" + Within(words) + "”" }

// Within is words for between quotation marks: those that they have become single ones, so that
// it stays clear where the words end. A mark opens at the beginning, after a space and after a
// bracket, and closes anywhere else.
func Within(words string) string {
	last := ' '
	return strings.Map(func(r rune) rune {
		opens := unicode.IsSpace(last) || unicode.Is(unicode.Ps, last)
		switch last = r; {
		case !strings.ContainsRune("\"“”„", r):
			return r
		case opens:
			return '‘'
		}
		return '’'
	}, words)
}
