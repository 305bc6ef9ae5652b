package note_test

import (
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gosimple/slug"

	"github.com/breakfast-table/cop/pkg/note"
)

func TestAddressOf(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]note.Address{
		"practices/x/y.md": "x/y", "practices/y.md": "y", "practices/a b/ü.md": "a b/ü", "practices/x.y.md": "x.y",
		"practices/.md": "", "practices/x.txt": "", "x/y.md": "", "practices/.x/y.md": "", "practices/x/.y.md": "",
		"practices/../y.md": "", "practices//y.md": "", "practices/x/./y.md": "", "/practices/x.md": "", "practices/x/.md": "",
		"practices": "", "": "", "practices/x.MD": "",
	} {
		got, ok := note.AddressOf(path)
		if got != want || ok != (want != "") {
			t.Errorf("AddressOf(%q) = %q, %v", path, got, ok)
		}
		if ok && got.Path() != path {
			t.Errorf("%q.Path() = %q, want %q", got, got.Path(), path)
		}
	}
	a := note.Address("x/sub/y")
	if a.Topic() != "x/sub" || a.Slug() != "y" || note.Address("y").Topic() != "" || note.Address("y").Slug() != "y" {
		t.Error("topic or slug is wrong")
	}
}

func TestHandleFrom(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]note.Handle{
		"ana@example.org": "ana", "Ana María": "ana-maria", "ben+git@example.org": "ben", "@ana": "ana", "Ana.Lopez@x": "ana-lopez",
		"1234+ana@users.noreply.example.org": "ana", "": "", "@": "", "日本": "ri-ben", "!!!": "", "O'Neil": "oneil", "a_b": "a-b",
	} {
		if got := note.HandleFrom(in); got != want {
			t.Errorf("HandleFrom(%q) = %q, want %q", in, got, want)
		}
	}
}

// What is spelled without the table of scripts is spelled as with it.
func TestPlainTitlesAreSpelledLikeAll(t *testing.T) {
	t.Parallel()
	const letters = "aZz09 -_.,:;/!#*()\"[]\t"
	rnd := rand.New(rand.NewSource(7))
	for range 5000 {
		b := make([]byte, rnd.Intn(20))
		for i := range b {
			b[i] = letters[rnd.Intn(len(letters))]
		}
		want := slug.Make(strings.NewReplacer("_", "-").Replace(note.Clean(string(b))))
		if want == "" {
			want = "note"
		}
		if got := note.Slug(string(b)); got != want {
			t.Fatalf("Slug(%q) = %q, want %q", b, got, want)
		}
	}
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Rotate the Pager!": "rotate-the-pager", "Don't panic": "dont-panic", "": "note", "!!!": "note", "Größe": "groesse",
		"../../etc/passwd": "etc-passwd", "a\x1b[31mb": "ab", "C++ & Go": "c-and-go",
	} {
		if got := note.Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
	if got := note.Slug(strings.Repeat("当番", 40)); utf8.RuneCountInString(got) != 30 {
		t.Errorf("long title: %q", got)
	}
	if got := note.Slug(strings.Repeat("word ", 40)); len(got) > 60 || strings.HasSuffix(got, "-") || strings.HasSuffix(got, "wor") {
		t.Errorf("long title: %q", got)
	}
}

// U15: German is spelled as Germans spell it without the dots, other languages as they do,
// and what is Japanese is not read as if it were Chinese.
func TestSlugOfOtherLanguages(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Über die Übergabe": "ueber-die-uebergabe", "Störungsmeldung": "stoerungsmeldung", "ÄNDERUNG der Größe": "aenderung-der-groesse",
		"U\u0308bergabe": "uebergabe", "Diät für Menüübersichten": "diaet-fuer-menueuebersichten", "STRAẞE räumen": "strasse-raeumen",
		"Så här gör vi": "sa-har-gor-vi", "Störning när nätet är nere": "storning-nar-natet-ar-nere", "Hälytys yöllä": "halytys-yolla",
		"Gün sonu kontrolü": "gun-sonu-kontrolu", "Műszak átadása": "muszak-atadasa", "coördinatie": "coordinatie", "pingüino": "pinguino",
		"Crème brûlée": "creme-brulee", "Дежурство": "dezhurstvo", "Kør om natten": "kor-om-natten",
		"当番を毎週交代する": "当番を毎週交代する", "障害 対応／手順": "障害-対応-手順", "Kubernetesの再起動": "kubernetesの再起動",
		"ページャー": "ページャー", "ﾍﾟｰｼﾞｬｰ": "ページャー", "か\u3099": "が", "「夜間」の対応！": "夜間-の対応", "值班手册": "值班手册",
	} {
		if got := note.Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
		if again := note.Slug(note.Slug(in)); again != want {
			t.Errorf("Slug(Slug(%q)) = %q, want %q", in, again, want)
		}
	}
}

func TestEntryName(t *testing.T) {
	t.Parallel()
	e := note.EntryName{Note: "oncall/pager", Date: day("2024-05-01"), Author: "ana-maria", Type: note.Tried, Rand: "k3x7q2"}
	path := "practices/oncall/pager/2024-05-01-ana-maria-tried-k3x7q2.md"
	if e.Path() != path {
		t.Errorf("Path() = %q", e.Path())
	}
	if got, ok := note.EntryOf(path); !ok || got != e {
		t.Errorf("EntryOf = %+v, %v", got, ok)
	}
	for _, path := range []string{
		"practices/2024-05-01-ana-tried-k3x7q2.md", "practices/events/2024-05-01-how-to-answer-words.md",
		"practices/a/2024-05-01-how-to-answer-questions.md", "practices/a/2024-13-01-ana-tried-k3x7q2.md",
		"practices/a/b.md", "practices/a/2024-05-01-ana-praise-k3x7q2.md", "practices/a/2024-05-01-tried-k3x7q2.md",
		"practices/a/2024-05-01-Ana-tried-k3x7q2.md", "practices/a/2024-05-01.md", "x", "",
	} {
		if e, ok := note.EntryOf(path); ok {
			t.Errorf("EntryOf(%q) = %+v", path, e)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain": "plain", "a\x1b[31mb\x1b[0m": "ab", "a\x1b]8;;http://x\x07b\x1b]8;;\x1b\\c": "abc", "a\nb\tc": "a b c", "a\r\nb": "a b",
		"\u202eevil": "evil", "z\u200bero": "zero", "x\u200dy": "xy", "👩\u200d🚀": "👩\u200d🚀", "\xff": "\ufffd", "a\x00b": "ab",
		"\x1b": "", "\x1b]open\nnext": " next", "é": "é", "\u009b31m": "31m", "a\u2028b": "a b",
	} {
		if got := note.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
	if got := note.CleanText("a\r\n\tb\x1b[2J\n"); got != "a\n\tb\n" {
		t.Errorf("CleanText = %q", got)
	}
}
