package index

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/kljensen/snowball/english"
)

// A language is how words are brought to their stems, and the words that only hold a
// sentence together: they tell the language of a text, and nothing about what it says.
//
// Every note is stemmed by its language, a word of a query by all languages of the pool.
// Words in Cyrillic or Arabic letters have one stem whatever the note.
type language struct {
	code string
	stem func(folded string) string
	fun  string // function words, folded
}

// languages begin with English, which is what a text is taken for when nothing speaks for
// another. Their places are stored in cards.
var languages = []language{
	{"en", func(w string) string { return english.Stem(w, false) }, "the of and to a in is it you that for on with as be this are at have from or by not an we i do does did how what when where which who why can could should would will there if but my your our about into me am was were has had they their its than then so these those any some"},
	{"de", stemGerman, "der die das den dem des ein eine einen einem einer eines und oder aber nicht ist sind war wird werden wie was wo wer wenn man ich wir sie es er ihr mein mit von vom zu zum zur auf aus bei beim im in fur durch nach uber auch nur noch als dass sich kann haben hat gibt ohne um diese dieser dieses"},
	{"fr", snowball(french.Stem), "le la les un une des de du et ou mais ne pas est sont etre avec pour par sur dans en au aux ce cette ces qui que quoi comment pourquoi ou quand je tu il elle nous vous ils se sa son ses leur plus on y faire fait peut sans mon ma mes votre"},
	{"es", snowball(spanish.Stem), "el la los las un una unos unas de del y o pero no es son ser esta con para por sobre en al que como cuando donde quien cual porque yo tu nosotros se su sus lo le les mas este esta estos estas hay hacer puede sin mi muy ya entre"},
	{"it", snowball(italian.Stem), "il lo la i gli le un uno una di del della dei delle e o ma non e sono essere con per su nel nella in al alla che come quando dove chi quale perche io noi si suo sua piu questo questa questi anche fare puo senza mio da dal dalla ed"},
	{"pt", snowball(portuguese.Stem), "o a os as um uma uns umas de do da dos das e ou mas nao e sao ser esta com para por sobre em no na nos nas ao que como quando onde quem qual porque eu nos se seu sua mais este esta isso ha fazer pode sem meu muito ja foi pelo pela"},
	{"nl", snowball(dutch.Stem), "de het een en of maar niet is zijn wordt worden met van voor door op in uit bij naar te aan om dat die dit deze wat hoe wie waar wanneer waarom ik we wij je u er ook nog als dan kan heeft hebben geen mijn zich over zonder"},
	{"sv", snowball(swedish.Stem), "och att det som en ett den de i pa ar av for med till inte om har hur vad nar var vem varfor jag vi du man kan ska eller men fran sig sin ut upp sa bara utan min mitt detta denna vid efter"},
	{"no", snowball(norwegian.Stem), "og at det som en et den de i pa er av for med til ikke om har hvordan hva nar hvor hvem hvorfor jeg vi du man kan skal eller men fra seg sin ut opp sa bare uten min mitt dette denne ved etter a"},
	{"da", snowball(danish.Stem), "og at det som en et den de i pa er af for med til ikke om har hvordan hvad nar hvor hvem hvorfor jeg vi du man kan skal eller men fra sig sin ud op sa kun uden min mit dette denne ved efter"},
	{"fi", snowball(finnish.Stem), "ja on ei se etta en oli joka mutta tai kun niin jos myos kuin voi miten mita missa miksi mina sina han me te he ovat ole tama nama siita sen jotka pois kaikki"},
}

const ownStem = 3 // bytes that a word has to have to be stemmed in another language than English

func snowball(stem func(*snowballstem.Env) bool) func(string) string {
	return func(w string) string {
		env := snowballstem.NewEnv(w)
		stem(env)
		return env.Current()
	}
}

// stemGerman takes "groesse" for "grosse", as "Größe" folds, and participles to their verb:
// Snowball leaves "entpackt" apart from "entpacken".
func stemGerman(w string) string {
	w = snowball(german.Stem)(umlauts(w))
	if n := len(w); n >= 6 && w[n-1] == 't' && !strings.ContainsRune("aeiouy", rune(w[n-2])) {
		w = strings.TrimSuffix(w[:n-1], "er") // installiert → installi, as installieren
	}
	return w
}

// umlauts spells ae, oe and ue after a consonant as the umlaut folds.
func umlauts(w string) string {
	var b strings.Builder
	for i := 0; i < len(w); i++ {
		b.WriteByte(w[i])
		if i > 0 && i+1 < len(w) && w[i+1] == 'e' && strings.IndexByte("aou", w[i]) >= 0 && strings.IndexByte("aeiouyq", w[i-1]) < 0 {
			i++
		}
	}
	return b.String()
}

// stemScript is the stem of a word of a script that one language decides on.
func stemScript(folded string) (string, bool) {
	switch r, _ := utf8.DecodeRuneInString(folded); {
	case r >= 0x0400 && r <= 0x052f:
		return snowball(russian.Stem)(folded), true
	case r >= 0x0600 && r <= 0x06ff:
		return snowball(arabic.Stem)(folded), true
	}
	return folded, false
}

// languageAt is the place of a language by its code ("de", "pt-BR"); English for one that is
// not known.
func languageAt(code string) int {
	code, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(code, "_", "-")), "-")
	if code == "nb" || code == "nn" {
		code = "no"
	}
	return max(0, slices.IndexFunc(languages, func(l language) bool { return l.code == code }))
}

// functionBits tell for each function word of any language in which it is one.
type functionBits map[string]uint16

var allFunctions = sync.OnceValue(func() functionBits {
	out := functionBits{}
	for i, l := range languages {
		for w := range strings.FieldsSeq(l.fun) {
			out[w] |= 1 << i
		}
	}
	return out
})

const (
	guessedBy = 160 // words of a text
	speaks    = 3   // function words that a text other than English has at least
)

// guess is the place of the language that most of the first words of a text speak for.
func (x *lexer) guess(text string) int {
	var v votes
	v.count(x.roots(nil, text[:min(len(text), 12*guessedBy)]))
	return v.winner()
}

// votes are those of a text's first words.
type votes struct {
	n  int
	by [maxLanguages]int
}

// count counts the next words of a text.
func (v *votes) count(words []*root) {
	for _, w := range words[:min(len(words), guessedBy-v.n)] {
		if v.n++; w.fun == 0 {
			continue
		}
		for i := range languages {
			v.by[i] += int(w.fun >> i & 1)
		}
	}
}

// winner is the place of a language; English where nothing speaks for another.
func (v *votes) winner() int {
	best := 0
	for i := range languages {
		if v.by[i] > v.by[best] {
			best = i
		}
	}
	if best > 0 && (v.by[best] < speaks || v.by[best] < v.by[0]+v.by[0]/2) {
		return 0
	}
	return best
}

// functionWords are those of the words that hold the sentence together: by the language of
// the pool that most of them speak for, two at least, and else in English.
func (x *lexer) functionWords(words []string) map[string]bool {
	var votes [maxLanguages]int
	var all []token
	for _, w := range words {
		all = append(all, x.tokens(w)...)
	}
	for _, t := range all {
		for _, lang := range x.family.spoken {
			votes[lang] += int(t.fun >> lang & 1)
		}
		if t.fun&1 != 0 || english.IsStopWord(t.folded) {
			votes[0]++
		}
	}
	best := 0
	for i, n := range votes {
		if n > votes[best] && n > 1 {
			best = i
		}
	}
	out := map[string]bool{}
	for _, t := range all {
		if t.fun>>best&1 != 0 || best == 0 && english.IsStopWord(t.folded) {
			out[t.folded] = true
		}
	}
	return out
}

// isFunctionWord says that a word is one in the lexer's language.
func (x *lexer) isFunctionWord(folded string) bool {
	return allFunctions()[folded]>>x.lang&1 != 0 || x.lang == 0 && english.IsStopWord(folded)
}

// framing says that a clause frames a question ("I would like to find …").
func framing(tokens []token) bool {
	return !slices.ContainsFunc(tokens, func(t token) bool { return !slices.Contains(frames, t.folded) })
}

var frames = strings.Fields("interest interested like want wanted look looking find finding know tell need needs please give help anybody anyone anything somebody someone something everything thing things way ways get got describe describes deal deals dealing concern concerned concerning regarding related relate may might must shall also etc eg ie exist exists particular particularly especially use used using possible possibly")
