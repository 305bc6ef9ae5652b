package pool

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// [[hr/pay]] shows the address of a note, and an address says what a note is about. Where that
// note is not published, the public reads that there is one. Words of the author's own, as in
// [[hr/pay|the reason]], stay: what people write in a public note is public.

// hidden are the words for the note that a link leads to and that is not published; "" for any
// other link.
func (e *Edition) hidden(from string, l note.Link) string {
	to := e.known.Resolver().Resolve(from, l)
	a, private := e.private(to)
	switch {
	case !private:
		return ""
	case a.Topic() == people.Topic:
		return "a member"
	}
	return "a note that is not public"
}

// private is the note that a link leads to, an entry's own, and whether it is not published.
func (e *Edition) private(to note.Place) (note.Address, bool) {
	if to.Leads != note.ToNote {
		return "", false
	}
	a := to.Note
	if entry, ok := note.EntryOf(a.Path()); ok {
		a = entry.Note
	}
	_, public := e.at[a]
	return a, !public
}

var (
	bareLink  = regexp.MustCompile(`\[\[([^\[\]|\n]+?)\\?(?:\|([^\[\]\n]*))?\]\]`)
	anyLink   = regexp.MustCompile(`\[\[([^\[\]|\n]+?)\\?[|\]]|\]\(\s*<?([^)>\n]+)|\]:\s*<?(\S+)|(?i:href\s*=\s*["']?([^"'>\s]+))`)
	inAddress = regexp.MustCompile(`[^\s"'()<>,;:!?]*/[^\s"'()<>,;:!?]*[^\s"'()<>,;:!?.]`)
)

// veil is a text of the pool without the addresses of notes that are not published, where a link
// shows nothing else. Most texts have no such link, and are not taken apart for that.
func (e *Edition) veil(path string, b []byte) []byte {
	if !e.veils || !e.mayReveal(path, b) {
		return b
	}
	n := note.Parse(path, b)
	body := len(b) - len(n.Body())
	out := e.veilFront(path, b[:body])
	done := body
	for _, x := range e.redactions(path, b, n.Links()) {
		if x.from >= done {
			out = append(append(out, b[done:x.from]...), x.words...)
			done = x.to
		}
	}
	return append(out, b[done:]...)
}

// redaction is bytes of a text for which other words stand.
type redaction struct {
	from, to int
	words    string
}

// redactions are those of the links in the body, in order.
func (e *Edition) redactions(path string, b []byte, links []note.Link) []redaction {
	var out []redaction
	for _, l := range links {
		words := e.hidden(path, l)
		if words == "" || l.Key != "" || l.Start < 0 {
			continue
		}
		x := redaction{l.Start, l.End, masked}
		if from, to := spanOfWiki(b, l); from >= 0 && e.reveals(path, l.Dest, string(b[l.End:to])) {
			x = redaction{from, to + len("]]"), words}
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b redaction) int { return cmp.Compare(a.from, b.from) })
	return out
}

// shownKeys begin the lines of the front matter that pages show or their search knows.
var shownKeys = [...]string{"title:", "description:", "context:", "effort:", "result:"}

func (e *Edition) veilFront(path string, front []byte) []byte {
	var out []byte
	for line := range bytes.Lines(front) {
		if slices.ContainsFunc(shownKeys[:], func(key string) bool { return bytes.HasPrefix(line, []byte(key)) }) {
			line = []byte(e.veilBare(path, string(line), nil))
		}
		out = append(out, line...)
	}
	return out
}

// masked stands for an address that is not shown, in a link with words of its own.
const masked = "…"

// mayReveal reports a text that may hold a link to what is not published. The index knows links,
// but for those in HTML and in lines of the front matter, of files as they are in the folder.
func (e *Edition) mayReveal(path string, b []byte) bool {
	if e.names()[path] {
		return true
	}
	front, _, _ := bytes.Cut(b, []byte("\n---"))
	if bytes.HasPrefix(b, []byte("---")) && bytes.Contains(front, []byte("[[")) {
		return true
	}
	return (e.accepted[path] || bytes.Contains(b, []byte("href"))) && e.links(path, b)
}

// names are the files whose links lead to what is not published, as the index knows.
func (e *Edition) names() map[string]bool {
	e.namingOnce.Do(func() {
		e.naming = map[string]bool{}
		err := e.pool.db.EachLink(context.Background(), func(path string, links []note.Link) {
			if slices.ContainsFunc(links, func(l note.Link) bool { return e.hidden(path, l) != "" }) {
				e.naming[path] = true
			}
		})
		if err != nil {
			for path := range e.hashes {
				e.naming[path] = true // nobody knows
			}
		}
	})
	return e.naming
}

func (e *Edition) links(path string, b []byte) bool {
	for _, m := range anyLink.FindAllSubmatch(b, -1) {
		for _, dest := range m[1:] {
			if l := (note.Link{Dest: strings.TrimSpace(string(dest)), Wiki: m[1] != nil}); len(dest) > 0 && e.hidden(path, l) != "" {
				return true
			}
		}
	}
	return false
}

// reveals reports a link to a note that is not published, shown by nothing but an address.
func (e *Edition) reveals(path, dest, shown string) bool {
	hides := func(dest string) bool { return e.hidden(path, note.Link{Dest: dest, Wiki: true}) != "" }
	shown = strings.TrimSpace(strings.TrimLeft(shown, "\\| "))
	return hides(dest) && (shown == "" || strings.Contains(shown, "/") && hides(shown))
}

// spanOfWiki is where [[…]] of the body begins, and where its brackets close; -1 for another link.
func spanOfWiki(b []byte, l note.Link) (from, to int) {
	if !l.Wiki {
		return -1, 0
	}
	from, to = bytes.LastIndex(b[:l.Start], []byte("[[")), bytes.Index(b[l.End:], []byte("]]"))
	if from < 0 || to < 0 {
		return -1, 0
	}
	if from > 0 && b[from-1] == '!' {
		from--
	}
	return from, l.End + to
}

// Line is a line that an entry says of itself, without such addresses. met is told of each note
// that a link in it leads to, published or not.
func (e *Edition) Line(path, line string, met func(note.Address)) string {
	return e.veilBare(path, line, met)
}

func (e *Edition) veilBare(path, line string, met func(note.Address)) string {
	if !strings.Contains(line, "[[") {
		return line
	}
	return bareLink.ReplaceAllStringFunc(line, func(link string) string {
		m := bareLink.FindStringSubmatch(link)
		l := note.Link{Dest: strings.TrimSpace(m[1]), Wiki: true}
		if to := e.known.Resolver().Resolve(path, l); to.Leads == note.ToNote && met != nil {
			met(to.Note)
		}
		if e.reveals(path, l.Dest, m[2]) {
			return e.hidden(path, l)
		}
		return link
	})
}

// veilCard does the same with what a card says. The title is that of a heading often, which has
// the address without its brackets.
func (e *Edition) veilCard(c *index.Card) {
	title, description := e.veilBare(c.Path, c.Title, nil), e.veilBare(c.Path, c.Description, nil)
	if strings.Contains(title, "/") {
		title = inAddress.ReplaceAllStringFunc(title, func(word string) string {
			return cmp.Or(e.hidden(c.Path, note.Link{Dest: word, Wiki: true}), word)
		})
	}
	if title != c.Title || description != c.Description {
		c.Title, c.Description = title, description
		e.veiled[c.Address] = true
	}
}

// Veiled are notes whose names had to be changed for the public.
func (e *Edition) Veiled(a note.Address) bool { return e.veiled[a] }

// Secrets stands for all notes that are not published: as long as it is the same, the same links
// lead to nothing. What is only not sent yet is no secret.
func (e *Edition) Secrets() string {
	h := sha256.New()
	for _, w := range e.Withheld {
		if w.Why != IsDraft {
			h.Write([]byte(w.Path + "\n"))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
