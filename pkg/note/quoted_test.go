package note

import "testing"

// U27: quotes within quotes.
func TestQuoted(t *testing.T) {
	for words, want := range map[string]string{
		"":                           "“”",
		"Plain words":                "“Plain words”",
		`Add "Hot cache"`:            "“Add ‘Hot cache’”",
		`Add "Hot cache" and "Cold"`: "“Add ‘Hot cache’ and ‘Cold’”",
		"Add “Hot cache”":            "“Add ‘Hot cache’”",
		"Wärme „speichern“":          "“Wärme ‘speichern’”",
		`A 19" rack`:                 "“A 19’ rack”",
		`Say \"no\"`:                 `“Say \’no\’”`,
		"Don't":                      "“Don't”",
	} {
		if got := Quoted(words); got != want {
			t.Errorf("%q: %s, want %s", words, got, want)
		}
	}
}
