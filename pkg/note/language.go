package note

import (
	"cmp"
	"slices"
	"strings"
)

// Plain is the address without the language at its end: oncall/faq of oncall/faq.de.
func (a Address) Plain() Address {
	if lang := langOf(a.Slug()); lang != "" {
		return a[:len(a)-len(lang)-1]
	}
	return a
}

// Reads is how well a reader whose language is lang ("de", "pt-BR"; "" for none in particular)
// is served by the note of an address: more is better. A note that names no language is what
// its author wrote first.
func (a Address) Reads(lang string) int {
	own := langOf(a.Slug())
	base, _, _ := strings.Cut(own, "-")
	wanted, _, _ := strings.Cut(lang, "-")
	switch {
	case own != "" && strings.EqualFold(own, lang):
		return 3
	case own != "" && wanted == base:
		return 2
	case own == "":
		return 1
	}
	return 0
}

// ForReader is which of the notes that are one in several languages a reader is meant to see
// first. The list is not empty.
func ForReader(lang string, all []Address) Address {
	return slices.MaxFunc(all, func(a, b Address) int {
		return cmp.Or(cmp.Compare(a.Reads(lang), b.Reads(lang)), -cmp.Compare(a, b))
	})
}
