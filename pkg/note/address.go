package note

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gosimple/slug"
	"golang.org/x/text/unicode/norm"
)

// Root is the folder of a pool that holds its notes.
const Root = "practices/"

const dotMD = ".md"

// Address names a note within its pool: its path below practices/ without the dotMD,
// "oncall/rotate-the-pager". The zero value names none.
type Address string

// AddressOf is the address of the note at a path of the pool. It is false for whatever is
// not a note: outside practices/, not markdown, hidden, or not a clean path.
func AddressOf(file string) (Address, bool) {
	s, ok := strings.CutPrefix(file, Root)
	if !ok {
		return "", false
	}
	s, ok = strings.CutSuffix(s, dotMD)
	if !ok || s == "" || path.Clean(s) != s {
		return "", false
	}
	if s[0] == '.' || s[0] == '/' || strings.Contains(s, "/.") || strings.HasSuffix(s, "/") {
		return "", false
	}
	return Address(s), true
}

// Path is where the note is in the pool: "practices/oncall/rotate-the-pager.md".
func (a Address) Path() string { return Root + string(a) + dotMD }

// Topic is the folder of the note, "oncall" or "oncall/paging"; "" for a note that lies at
// the root of practices/.
func (a Address) Topic() string {
	i := strings.LastIndexByte(string(a), '/')
	return string(a[:max(i, 0)])
}

// Slug is the last element of the address.
func (a Address) Slug() string { return string(a[strings.LastIndexByte(string(a), '/')+1:]) }

// Handle names a member: lower-case letters, digits and single hyphens. The zero value
// names nobody.
type Handle string

// HandleFrom makes a handle of an email address or of a name as typed: "Ana María" →
// "ana-maria", "ben+git@example.org" → "ben", "1234+ana@users.noreply.example" → "ana". It
// is "" when nothing usable is left.
func HandleFrom(s string) Handle {
	s = strings.TrimPrefix(strings.TrimSpace(Clean(s)), "@")
	if local, _, ok := strings.Cut(s, "@"); ok {
		s = local
		if name, tag, ok := strings.Cut(local, "+"); ok {
			s = name
			if strings.Trim(name, "0123456789") == "" {
				s = tag
			}
		}
	}
	s = handleSigns.Replace(s)
	return Handle(shorten(hyphenated(s), 39))
}

// What stands for something else in a handle, and in the slug of a title, before all signs
// become hyphens.
var (
	handleSigns = strings.NewReplacer(".", "-", "_", "-", "'", "", "’", "")
	titleSigns  = strings.NewReplacer("_", "-", "'", "", "’", "")
)

// Slug makes a file name of a title: lower-case words of plain letters and digits joined
// by hyphens, at most 60 columns cut at a word. It is never empty. Scripts are spelled in
// plain letters where that reads: Größe → groesse, Дежурство → dezhurstvo. What has Chinese
// or Japanese characters keeps all its letters, since how they are read depends on the
// language and on their neighbours: 当番の交代 stays as it is.
func Slug(title string) string {
	s := titleSigns.Replace(Clean(title))
	if strings.ContainsFunc(s, ideographic) {
		s = shortenWide(lettered(s), 60)
	} else {
		s = shorten(hyphenated(spellUmlauts(s)), 60)
	}
	if s == "" {
		return "note"
	}
	return s
}

// ideographic reports letters that cannot be spelled one by one.
func ideographic(r rune) bool {
	return r > unicode.MaxLatin1 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// lettered joins the letters and digits of a title by hyphens, in the form that file
// systems keep apart least (NFC).
func lettered(s string) string {
	words := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.Nd)
	})
	return strings.Join(words, "-")
}

// shortenWide cuts a slug to so many columns: an ideograph takes two.
func shortenWide(s string, columns int) string {
	for i, r := range s {
		if columns--; r > unicode.MaxLatin1 {
			columns--
		}
		if columns < 0 {
			return strings.Trim(s[:i], "-")
		}
	}
	return s
}

// hyphenated is slug.Make. Text of plain letters it spells itself: the table of all other
// scripts takes some milliseconds to unpack, and most commands only need it for a handle.
func hyphenated(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || strings.ContainsRune("&@\"'", r) }) {
		return slug.Make(s)
	}
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
	return strings.Trim(strings.Join(words, "-"), "-_")
}

// shorten cuts an ASCII slug to max bytes, between words where there is a gap in the
// second half.
func shorten(s string, max int) string {
	if len(s) <= max {
		return s
	}
	cut := s[:max]
	if i := strings.LastIndexByte(cut, '-'); s[max] != '-' && i > max/2 {
		cut = cut[:i]
	}
	return strings.Trim(cut, "-")
}

// inWords is a file name as a title: "rotate-the-pager.fr" → "Rotate the pager".
func inWords(slug string) string {
	if lang := langOf(slug); lang != "" {
		slug = slug[:len(slug)-len(lang)-1]
	}
	s := strings.Join(strings.FieldsFunc(Clean(slug), func(r rune) bool { return r == '-' || r == '_' || r == ' ' }), " ")
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return slug
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// languages are the two-letter codes of ISO 639-1.
const languages = " aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "

// langOf is the language that a slug names at its end, "fr" in "pager.fr" and "pt-BR" in
// "pager.pt-BR"; "" when it names none ("intro-to-node.js").
func langOf(slug string) string {
	i := strings.LastIndexByte(slug, '.')
	if i <= 0 {
		return ""
	}
	code, region, has := strings.Cut(slug[i+1:], "-")
	if len(code) != 2 || !strings.Contains(languages, " "+code+" ") {
		return ""
	}
	if has && (len(region) != 2 || strings.ToUpper(region) != region) {
		return ""
	}
	return slug[i+1:]
}
