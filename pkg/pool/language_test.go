package pool_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/pool"
)

// L14: of a note in several languages a list shows the reader's, once, and names the others.
func TestOneNoteInSeveralLanguagesL14(t *testing.T) {
	p := folder(t, func(dir string) {
		put(t, dir, "faq.md", "# Questions\n\nText.\n")
		put(t, dir, "faq.de.md", "# Fragen\n\nText.\n")
		put(t, dir, "faq.pt-BR.md", "# Perguntas\n\nText.\n")
		put(t, dir, "node.js.md", "# Node\n\nText.\n")
	})
	for locale, want := range map[string]string{
		"LANG=de_DE.UTF-8":                   "faq.de [faq faq.pt-BR]",
		"LANG=pt_BR.UTF-8":                   "faq.pt-BR [faq faq.de]",
		"LANG=pt":                            "faq.pt-BR [faq faq.de]",
		"LANG=ja_JP.UTF-8":                   "faq [faq.de faq.pt-BR]",
		"LC_ALL=C":                           "faq [faq.de faq.pt-BR]",
		"LANG=en_GB\nLC_MESSAGES=de_AT@euro": "faq.de [faq faq.pt-BR]",
	} {
		next, err := pool.Open(context.Background(), p.Root(), pool.Options{Env: strings.Split(locale, "\n"), Handle: "ana"})
		if err != nil {
			t.Fatal(err)
		}
		res, err := next.Find(context.Background(), pool.Query{Sort: index.ByTitle})
		if err != nil {
			t.Fatal(err)
		}
		kept, also := next.FoldLanguages(res.Hits)
		next.Close()
		if len(kept) != 2 || len(also) != 1 {
			t.Errorf("%s: %d shown, %v", locale, len(kept), also)
		}
		for a, others := range also {
			expect(t, locale, fmt.Sprint(a, " ", others), want)
		}
	}
}
