// Package stackexchange reads the dumps that Stack Exchange publishes of its sites: a folder
// with Posts.xml, and beside it Comments.xml, Users.xml, Votes.xml and PostLinks.xml.
//
// [Kind] is the way in. What holds: the answers to a question lie anywhere in Posts.xml, so
// the files are looked through once to know where each post lies – some fifty bytes a post –
// and what a post says is read when it is asked for. From a dump that is cut off nothing
// comes at all, since the first look goes to its end. It must not know pools.
package stackexchange

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/hypertext"
	"github.com/breakfast-table/cop/pkg/importer/thread"
	"github.com/breakfast-table/cop/pkg/note"
)

// Kind is a dump of a site.
var Kind = importer.Kind{Name: "stackexchange", About: "Stack Exchange dump (Posts.xml)", Recognise: recognise, Open: Open}

func recognise(t *importer.Tree) int {
	if f, ok := find(t, "Posts.xml"); ok && (strings.Contains(string(f.Head(400)), "<posts") || isPointer(f)) {
		return 100
	}
	return 0
}

// isPointer reports a file that only says where Git LFS keeps it.
func isPointer(f importer.File) bool {
	return strings.HasPrefix(string(f.Head(40)), "version https://git-lfs")
}

// find is a file of a dump by its name, in any case.
func find(t *importer.Tree, name string) (importer.File, bool) {
	for _, f := range t.Files() {
		if strings.EqualFold(f.Path, name) {
			return f, true
		}
	}
	return importer.File{}, false
}

// dump is one site.
type dump struct {
	site string // "cooking.stackexchange.com"; the folder's name when that says no site
	*index
	posts, comments rowFile
	text            sync.Pool // of *hypertext.Converter
}

// Open looks through a dump.
func Open(ctx context.Context, t *importer.Tree) (importer.Source, error) {
	x, err := readIndex(ctx, t)
	if err != nil {
		return nil, err
	}
	d := &dump{site: strings.ToLower(t.Name), index: x}
	d.text.New = func() any { return hypertext.New() }
	if d.posts, err = openRows(t, "Posts.xml"); err != nil {
		return nil, err
	}
	if d.comments, err = openRows(t, "Comments.xml"); err != nil {
		return nil, err
	}
	return &thread.Source{Site: d.site, Questions: d.questionsOf, Home: d.home(), Leads: d.leads, Done: d.close}, nil
}

func (d *dump) close() error {
	d.comments.Close()
	return d.posts.Close()
}

// published reports whether the folder's name says where the site is.
func (d *dump) published() bool {
	return strings.Contains(d.site, ".") && !strings.ContainsAny(d.site, " /")
}

// home reads addresses of the site: /questions/12/slug, /q/12, /a/34 and the long form of
// that, /questions/12/slug/34#34.
func (d *dump) home() func(string) string {
	at := regexp.MustCompile(`^(?:https?://` + regexp.QuoteMeta(d.site) + `)?/(questions|q|a)/(\d+)(?:/[^/#?]*)?(?:/(\d+))?`)
	return func(address string) string {
		m := at.FindStringSubmatch(address)
		if m == nil {
			return ""
		}
		n := int32(number([]byte(first(m[3], m[2]))))
		if _, ok := d.owner[n]; !ok {
			return ""
		}
		return itoa(n)
	}
}

// leads looks for addresses that home reads, other than that of an item itself: most posts have
// none, and need not be parsed.
func (d *dump) leads(id, text string) bool {
	for _, form := range []string{"/questions/", "/q/", "/a/"} {
		for rest := text; ; {
			_, after, found := strings.Cut(rest, form)
			if !found {
				break
			}
			rest = after
			digits := after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
			address := after[:max(strings.IndexAny(after, ") \n"), 0)]
			if _, ok := d.owner[int32(number([]byte(digits)))]; ok && (digits != id || strings.Contains(address, "#")) {
				return true
			}
		}
	}
	return false
}

// rowFile is a file of which any row can be read; nil for one that is not there.
type rowFile interface {
	io.ReaderAt
	io.Closer
}

type none struct{}

func (none) ReadAt([]byte, int64) (int, error) { return 0, io.EOF }
func (none) Close() error                      { return nil }

// openRows opens a file where it lies; one in an archive is unpacked for as long as it is needed.
func openRows(t *importer.Tree, name string) (rowFile, error) {
	f, ok := find(t, name)
	if !ok {
		return none{}, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	if at, ok := r.(rowFile); ok {
		return at, nil
	}
	defer r.Close()
	tmp, err := os.CreateTemp("", "cop-import-*")
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	if _, err := io.Copy(tmp, r); err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	return scratch{tmp}, nil
}

// scratch is a file that goes when it is closed.
type scratch struct{ *os.File }

// Close removes it.
func (f scratch) Close() error {
	f.File.Close()
	return os.Remove(f.Name())
}

// row is what a row says, by the names of its attributes.
func row(r io.ReaderAt, at span) (map[string]string, error) {
	buf := make([]byte, at.length)
	if _, err := r.ReadAt(buf, at.at); err != nil {
		return nil, fmt.Errorf("read the dump again: %w", err)
	}
	out := map[string]string{}
	for key, v := range attributes(buf).all() {
		out[key] = value(v)
	}
	return out, nil
}

// questionsOf yields the questions in the order of the file.
func (d *dump) questionsOf(ctx context.Context, report thread.Report) iter.Seq2[thread.Question, error] {
	return func(yield func(thread.Question, error) bool) {
		for _, l := range d.lost {
			report(l.cause, l.example)
		}
		for _, p := range d.questions {
			q, err := d.question(p)
			if err == nil {
				err = ctx.Err()
			}
			if !yield(q, err) || err != nil {
				return
			}
		}
	}
}

func (d *dump) question(p post) (thread.Question, error) {
	f, err := row(d.posts, p.span)
	if err != nil {
		return thread.Question{}, err
	}
	q := thread.Question{
		ID: itoa(p.id), Title: strings.TrimSpace(f["Title"]), Tags: tags(f["Tags"]), Author: d.person(p.user, f["OwnerDisplayName"]),
		Created: p.when(), Updated: moment([]byte(f["LastEditDate"])), Entries: d.discuss(nil, p.id, ""), Votes: d.votesOn(p.id),
		Text: func() (string, error) { return d.asked(p) },
	}
	accepted := int32(number([]byte(f["AcceptedAnswerId"])))
	for _, a := range d.answersTo(p.id) {
		e, err := d.answer(a)
		if err != nil {
			return q, err
		}
		if e.Accepted = a.id == accepted; e.Accepted {
			e.Since = d.accepted[a.id]
		}
		q.Entries = d.discuss(append(q.Entries, e), a.id, e.ID)
	}
	return q, nil
}

func (d *dump) answer(a post) (thread.Entry, error) {
	left := ""
	if a.user == 0 {
		f, err := row(d.posts, a.span)
		if err != nil {
			return thread.Entry{}, err
		}
		left = f["OwnerDisplayName"]
	}
	return thread.Entry{
		ID: itoa(a.id), Kind: note.Answer, Author: d.person(a.user, left), Created: a.when(), Votes: d.votesOn(a.id),
		Text: func() (string, error) { return d.body(a) },
	}, nil
}

// votesOn are the votes on a post that say who voted.
func (d *dump) votesOn(post int32) []thread.Vote {
	var out []thread.Vote
	for _, v := range d.votes[post] {
		out = append(out, thread.Vote{By: d.person(v.user, ""), Up: v.up, When: time.Unix(v.when, 0).UTC()})
	}
	return out
}

// discuss appends the comments on a post. They are markdown, unlike posts.
func (d *dump) discuss(to []thread.Entry, post int32, re string) []thread.Entry {
	for _, c := range d.commentsOn(post) {
		to = append(to, thread.Entry{
			ID: "c" + itoa(c.id), Kind: note.Comment, Author: d.person(c.user, ""), Created: time.Unix(c.created, 0).UTC(), ReplyTo: re,
			Text: func() (string, error) {
				f, err := row(d.comments, c.span)
				return strings.TrimSpace(f["Text"]), err
			},
		})
	}
	return to
}

// person is a user; one who left since is a name at most.
func (d *dump) person(user int32, left string) importer.Person {
	name := d.names[user]
	switch {
	case name != "":
		return importer.Person{ID: itoa(user), Name: name}
	case left == "" && user > 0 && d.nameless:
		return importer.Person{ID: itoa(user), Name: "user" + itoa(user)} // as the site calls who has no name
	case left == "":
		return importer.Person{}
	}
	return importer.Person{Login: note.Slug(left), Name: left}
}

// body is what a post says.
func (d *dump) body(p post) (string, error) {
	f, err := row(d.posts, p.span)
	if err != nil {
		return "", err
	}
	return d.markdown(f["Body"]), nil
}

func (d *dump) markdown(html string) string {
	c := d.text.Get().(*hypertext.Converter)
	defer d.text.Put(c)
	text, _ := c.Markdown(html) // whole also with an error
	return text
}

// asked is what a question says, where it comes from, as its licence asks, and the scores:
// they have neither people nor dates, so they are nobody's report.
func (d *dump) asked(p post) (string, error) {
	f, err := row(d.posts, p.span)
	if err != nil {
		return "", err
	}
	from, closed, twin := "a Stack Exchange dump", "", ""
	if d.published() {
		from = fmt.Sprintf("[%s](https://%s/q/%d)", d.site, d.site, p.id)
	}
	if f["ContentLicense"] != "" {
		from += ", " + f["ContentLicense"]
	}
	if at := moment([]byte(f["ClosedDate"])); !at.IsZero() {
		closed = "Closed there on " + at.Format(time.DateOnly)
	}
	if to, ok := d.twin[p.id]; ok {
		twin = fmt.Sprintf("Marked there as a duplicate of [question %d](/q/%d)", to, to)
		if d.published() {
			twin = fmt.Sprintf("Marked there as a duplicate of [question %d](https://%s/q/%d)", to, d.site, to)
		}
	}
	return d.markdown(f["Body"]) + thread.Foot(from, closed, twin, d.scores(p)), nil
}

func (d *dump) scores(p post) string {
	said := []string{fmt.Sprintf("question %d", p.score)}
	for _, a := range d.answersTo(p.id) {
		said = append(said, fmt.Sprintf("answer by %s %d", first(d.names[a.user], "somebody"), a.score))
	}
	return "Scores there: " + strings.Join(said, ", ")
}

// tags reads both forms that dumps have: <a><b> until 2024, |a|b| since.
func tags(s string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(s, func(r rune) bool { return r == '<' || r == '>' || r == '|' }), func(s string) bool { return s == "" })
}

func itoa(n int32) string { return strconv.Itoa(int(n)) }

func first(some ...string) string {
	for _, s := range some {
		if s != "" {
			return s
		}
	}
	return ""
}
