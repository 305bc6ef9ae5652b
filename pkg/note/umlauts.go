package note

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// spellUmlauts writes ä, ö and ü as German does without them, ae, oe and ue, unless the title
// shows that it is in a language that would not: "Übergabe" → "Uebergabe", but "Så här gör
// vi" stays for the dots to be left out, which is what Swedes do.
func spellUmlauts(title string) string {
	if !strings.ContainsFunc(title, func(r rune) bool { return r > unicode.MaxASCII }) {
		return title
	}
	title = norm.NFC.String(title)
	if !germanUmlauts(strings.ToLower(title)) {
		return title
	}
	return diaereses.Replace(title)
}

// diaereses part two vowels, in any language, and are left alone: coördinatie, pingüino.
var diaereses = strings.NewReplacer(
	"oö", "oo", "güe", "gue", "güi", "gui", "qü", "qu",
	"ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ẞ", "ss",
)

// Letters, sounds and words of languages that have the dots and do not spell them with an e:
// Swedish, Finnish, Estonian, Hungarian, Turkish, Azerbaijani. German has none of the sounds,
// and a German word settles it before them.
const (
	foreignLetters = "åøæõőűışğəñçáíóúãîâ"
	germanWords    = " der die das und ist für über mit eine einen nicht auf wie wenn bei zur zum beim "
	foreignWords   = " och för är att på när från hur vid till av ett kun että se ve bir için bu ile gün nasıl és egy hogy nem az ning "
)

// foreignSounds are vowels side by side that no German word has.
var foreignSounds = []string{"ää", "öö", "yö", "öy", "äy", "äi", "öi", "ä "}

func germanUmlauts(low string) bool {
	words := strings.FieldsFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
	named := func(list string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(list, " "+w+" ") })
	}
	switch {
	case strings.Contains(low, "ß"), named(germanWords):
		return true
	case strings.ContainsAny(low, foreignLetters), named(foreignWords):
		return false
	}
	low = strings.Join(words, " ") + " "
	return !slices.ContainsFunc(foreignSounds, func(s string) bool { return strings.Contains(low, s) })
}
