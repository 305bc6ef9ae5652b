package hypertext

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// Markdown that is written before the library runs is shielded: each of its characters that
// would be escaped or collapsed becomes one from the end of Unicode's private use, and comes
// back at the very end.

const private = 0x10FF00 // + an ASCII character

// shield hides markdown from the library.
func shield(markdown string) string {
	var b strings.Builder
	b.Grow(2 * len(markdown))
	for _, r := range markdown {
		if isSpecial(r) {
			r += private
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isSpecial(r rune) bool {
	return r < 0x80 && (r <= ' ' || !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'))
}

// bare shows what was shielded.
func bare(text []byte) []byte {
	out := text[:0]
	for i := 0; i < len(text); {
		if text[i] != 0xF4 {
			out = append(out, text[i])
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r >= private && r < private+0x80 {
			out = append(out, byte(r-private))
		} else {
			out = append(out, text[i:i+size]...)
		}
		i += size
	}
	return out
}

// exact is what text may hold that the library would change:
//
//   - a bare address: a backslash in it leads elsewhere;
//   - a formula between dollars: its backslashes and underscores are TeX's;
//   - what reads as an entity and was written out: &amp;lt; means "&lt;", not "<";
//   - an underscore inside of a word: it marks nothing, and escaped nobody finds the word.
//
// It is compiled when it is first needed: most commands never do.
var exact = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`https?://[^\s<>"'` + "`" + `*\[\]\\]+` +
		`|\$\$[^$]+\$\$` +
		`|\$[^\s$](?:[^$\n]*[^\s$\\])?\$` +
		`|&#?\w+;` +
		`|[\pL\pN]_+[\pL\pN]`)
})

// shieldText hides the parts of a text that are exact.
func shieldText(text string) string {
	if !strings.ContainsAny(text, "_$&:") {
		return text
	}
	return exact().ReplaceAllStringFunc(text, func(s string) string {
		switch {
		case s[0] == '&':
			return shield("&amp;" + s[1:])
		case s[0] == '$' && !isFormula(s):
			return s
		}
		return shield(s)
	})
}

// isFormula tells x between dollars from prices: a formula has a sign of TeX in it, or is
// but one letter.
func isFormula(s string) bool {
	inner := strings.Trim(s, "$")
	return strings.ContainsAny(inner, `\_^{}=`) || utf8.RuneCountInString(inner) == 1
}
