package lsp

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

// mostItems is how many completions one answer has; with more the editor asks again while
// the person types on.
const mostItems = 100

// completion offers what fits at the cursor: addresses and headings in a link, tags after
// #, members after @, and keys and values in the front matter.
func (s *server) completion(c call) (any, error) {
	d, doc, p, err := s.here(c)
	if err != nil {
		return nil, err
	}
	at := doc.offset(p)
	from, _ := doc.bounds(p.Line)
	before, after := doc.s[from:at], doc.line(p.Line)
	after = after[min(len(after), at-from):]
	offered := d.offer(s, doc, before, after, p.Line)
	return offered.list(doc, at), nil
}

// offered is what may stand for the last typed bytes before the cursor.
type offered struct {
	typed string // what a choice replaces
	words []word
	write func(word) string // what a choice writes; nil: its text
}

type word struct {
	text   string // what is written
	label  string // "": text
	detail string
	low    string // all that finds it in small letters, the text first; "": the text
	kind   completionKind
}

// list are the words that fit what is typed, the best first.
func (o offered) list(doc *document, at int) completionList {
	out := completionList{Items: []completionItem{}}
	want := strings.Fields(strings.ToLower(o.typed))
	type ranked struct {
		word
		rank int
	}
	var fit []ranked
	for _, w := range o.words {
		if rank, ok := w.rank(strings.ToLower(o.typed), want); ok {
			fit = append(fit, ranked{w, rank})
		}
	}
	sort.SliceStable(fit, func(i, j int) bool { return fit[i].rank < fit[j].rank })
	out.IsIncomplete = len(fit) > mostItems
	place := doc.span(at-len(o.typed), at)
	for i, w := range fit[:min(len(fit), mostItems)] {
		label := w.label
		if label == "" {
			label = w.text
		}
		text := w.text
		if o.write != nil {
			text = o.write(w.word)
		}
		// What does not begin as typed needs saying that it fits all the same. Where it does,
		// filterText would make Neovim's own completion look for the last word alone.
		filter := o.typed
		if w.rank == 0 {
			filter = ""
		}
		out.Items = append(out.Items, completionItem{
			Label: note.Clean(label), Kind: w.kind, Detail: note.Clean(w.detail), SortText: fmt.Sprintf("%03d", i),
			FilterText: filter, Edit: textEdit{place, text},
		})
	}
	return out
}

// rank orders words that fit: those that begin so, those with a part that begins so, then
// those that have all words somewhere.
func (w word) rank(typed string, want []string) (int, bool) {
	low := w.low
	if low == "" {
		low = strings.ToLower(w.text)
	}
	switch {
	case strings.HasPrefix(low, typed):
		return 0, true
	case beginsWithin(low, typed):
		return 1, true
	case fits(low, want):
		return 2, true
	}
	return 0, false
}

// beginsWithin reports whether a part of s begins so: after a slash, a dash or a space.
func beginsWithin(s, typed string) bool {
	for from := 1; ; {
		i := strings.Index(s[from:], typed)
		if i < 0 {
			return false
		}
		switch s[from+i-1] {
		case '/', '-', ' ':
			return true
		}
		from += i + 1
	}
}

// offer tells from the line around the cursor what may stand there.
func (d *snapshot) offer(s *server, doc *document, before, after string, line int) offered {
	if end := matterEnd(doc.text); line > 0 && line < end {
		return d.inMatter(before)
	}
	if i := strings.LastIndex(before, "[["); i >= 0 && !strings.Contains(before[i:], "]]") {
		return d.inWikiLink(s, doc, before[i+2:], after)
	}
	if i := strings.LastIndex(before, "]("); i >= 0 && !strings.ContainsAny(before[i+2:], ") ") {
		return d.inLink(doc, before[i+2:])
	}
	typed := lastWord(before)
	switch {
	case strings.HasPrefix(typed, "#") && typed != strings.TrimLeft(before, " ") || strings.HasPrefix(typed, "#") && len(typed) > 1:
		return offered{typed: typed[1:], words: values(d.tags(), kindKeyword)}
	case strings.HasPrefix(typed, "@"):
		return offered{typed: typed[1:], words: values(d.handles(), kindReference)}
	}
	return offered{}
}

// lastWord is what stands before the cursor since the last space or bracket.
func lastWord(before string) string {
	i := strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == '[' || r == ',' })
	if i < 0 {
		return before
	}
	_, size := utf8.DecodeRuneInString(before[i:])
	return before[i+size:]
}

// inWikiLink offers addresses, and after # the headings of the note.
func (d *snapshot) inWikiLink(s *server, doc *document, typed, after string) offered {
	closing := "]]"
	if strings.HasPrefix(after, "]]") || strings.HasPrefix(after, "|") {
		closing = ""
	}
	if strings.Contains(typed, "|") {
		return offered{}
	}
	if a, anchor, ok := strings.Cut(typed, "#"); ok {
		n := d.parse(doc)
		if a != "" {
			var err error
			if n, _, err = s.read(d, note.Address(a)); err != nil {
				return offered{}
			}
		}
		var words []word
		for _, h := range n.Headings() {
			words = append(words, word{text: h.Text + closing, label: h.Text, kind: kindReference})
		}
		return offered{typed: anchor, words: words}
	}
	return offered{typed, d.links, func(w word) string { return w.text + closing }}
}

// inLink offers the notes as paths from this one.
func (d *snapshot) inLink(doc *document, typed string) offered {
	n := d.parse(doc)
	return offered{typed, d.links, func(w word) string { return n.RelativeLink(note.Address(w.text)) }}
}

// linkWords are the notes as words of a link.
func linkWords(cards []index.Card) []word {
	words := make([]word, 0, len(cards))
	for i := range cards {
		c := &cards[i]
		detail := c.Title
		if st := evidence.StateOf(c, false); st != "" {
			detail += " · " + st
		}
		words = append(words, word{text: string(c.Address), detail: detail, low: strings.ToLower(string(c.Address) + " " + c.Title), kind: kindFile})
	}
	return words
}

// matterEnd is the line that closes the front matter, 0 where there is none.
func matterEnd(t *text) int {
	if strings.TrimSpace(t.line(0)) != "---" {
		return 0
	}
	for i := 1; i < len(t.starts); i++ {
		if l := strings.TrimRight(t.line(i), " "); l == "---" || l == "..." {
			return i
		}
	}
	return 0
}

// keys of the front matter that cop reads, and what each is for.
var keys = []word{
	{text: "title: ", label: "title", detail: "one line"}, {text: "description: ", label: "description", detail: "one line"},
	{text: "type: ", label: "type", detail: "practice when there is none"}, {text: "tags: ", label: "tags", detail: "a list"},
	{text: "authors: ", label: "authors", detail: "a list of handles"}, {text: "date: ", label: "date", detail: "when it was written"},
	{text: "aliases: ", label: "aliases", detail: "old addresses"}, {text: "status: ", label: "status", detail: "deprecated or superseded; accepted when there is none"},
	{text: "supersedes: ", label: "supersedes", detail: "an address"}, {text: "superseded_by: ", label: "superseded_by", detail: "an address"},
	{text: "stewards: ", label: "stewards", detail: "handles that look after it"}, {text: "review_by: ", label: "review_by", detail: "a date"},
	{text: "adapted_from: ", label: "adapted_from", detail: "pool:address@version"},
}

// inMatter offers keys at the beginning of a line, and values after one.
func (d *snapshot) inMatter(before string) offered {
	key, value, ok := strings.Cut(before, ":")
	if !ok {
		if strings.HasPrefix(before, " ") || strings.HasPrefix(before, "-") {
			return offered{typed: lastWord(before), words: append(values(d.tags(), kindKeyword), values(d.handles(), kindReference)...)}
		}
		return offered{typed: before, words: keys}
	}
	typed := strings.TrimLeft(lastWord(value), `"'`)
	switch strings.TrimSpace(key) {
	case "type":
		return offered{typed: typed, words: values(texts(d.types), kindValue)}
	case "status":
		return offered{typed: typed, words: values([]string{"deprecated", "superseded"}, kindValue)}
	case "tags":
		return offered{typed: typed, words: values(d.tags(), kindKeyword)}
	case "authors", "stewards":
		return offered{typed: typed, words: values(d.handles(), kindReference)}
	case "supersedes", "superseded_by":
		return offered{typed: typed, words: d.links}
	}
	return offered{}
}

func values(in []string, kind completionKind) []word {
	out := make([]word, 0, len(in))
	for _, s := range in {
		out = append(out, word{text: note.Clean(s), kind: kind})
	}
	return out
}

func texts[T ~string](in []T) []string {
	out := make([]string, 0, len(in))
	for _, t := range in {
		out = append(out, string(t))
	}
	return out
}
