package index

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Letters and words as the index knows them: folded, stemmed, spelled.

// stem is the term of a folded word in a language, by its place.
func stem(folded string, lang int) string {
	if folded[0] >= utf8.RuneSelf {
		term, _ := stemScript(folded)
		return cmp.Or(term, folded)
	}
	for i := range len(folded) {
		if c := folded[i]; c < 'a' || c > 'z' {
			return folded
		}
	}
	if lang > 0 && len(folded) < ownStem {
		return folded
	}
	return cmp.Or(languages[lang].stem(folded), folded)
}

// fold makes spellings equal: "Größe" and "grosse", "Café" and "cafe".
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if r = sameLetter(unicode.ToLower(r)); r < 0 {
			continue
		}
		if plain := unligature(r); plain != "" {
			b.WriteString(plain)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// sameLetter is the letter that Arabic and Persian write in several ways, as one; -1 for
// what only shapes the letters around it.
func sameLetter(r rune) rune {
	switch r {
	case 'ی', 'ى':
		return 'ي'
	case 'ک':
		return 'ك'
	case 'ة', 'ۀ', 'ە':
		return 'ه'
	case 'ٱ':
		return 'ا'
	case 'ـ', '\u200c', '\u200d':
		return -1
	}
	if r >= '۰' && r <= '۹' {
		return r - '۰' + '0'
	}
	if r >= '٠' && r <= '٩' {
		return r - '٠' + '0'
	}
	return r
}

// unligature spells out letters that Unicode does not decompose.
func unligature(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ł':
		return "l"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	}
	return ""
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// unspaced says that r belongs to a script that writes no spaces between words.
func unspaced(r rune) bool {
	switch {
	case r < 0x0e00, r > 0x3ffff:
		return false
	case r <= 0x0eff, // Thai, Lao
		r >= 0x1000 && r <= 0x109f, // Myanmar
		r >= 0x1100 && r <= 0x11ff, // Hangul letters
		r >= 0x1780 && r <= 0x17ff, // Khmer
		r >= 0x3005 && r <= 0x3007, // Han marks
		r >= 0x3041 && r <= 0x30ff, // kana
		r >= 0x3130 && r <= 0x318f, // Hangul letters
		r >= 0x31f0 && r <= 0x31ff, // kana
		r >= 0x3400 && r <= 0x9fff, // Han
		r >= 0xac00 && r <= 0xd7af, // Hangul
		r >= 0xf900 && r <= 0xfaff, // Han
		r >= 0xff66 && r <= 0xff9d, // narrow kana
		r >= 0x20000:
		return wordRune(r)
	}
	return false
}

// spelled says that a word is worth proposing or looking into: language, not data.
func spelled(folded string) bool {
	if len(folded) < 3 || len(folded) > 32 {
		return false
	}
	digits := 0
	for i := range len(folded) {
		if folded[i] >= '0' && folded[i] <= '9' {
			digits++
		}
	}
	return digits*2 < len(folded)
}
