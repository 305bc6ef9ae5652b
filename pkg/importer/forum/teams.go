package forum

import (
	"encoding/json"
	"fmt"
	"html"
	"iter"
	"path"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/hypertext"
	"github.com/breakfast-table/cop/pkg/importer/thread"
	"github.com/breakfast-table/cop/pkg/note"
)

// Teams reads what Stack Overflow for Teams hands out, in the forms there are: questions
// with their answers in them, as versions 2.3 and 3 of its API give them and programs keep
// them, and the flat posts.json, users.json and comments.json of a download.
func Teams(tree *importer.Tree, report thread.Report) iter.Seq2[thread.Question, error] {
	return func(yield func(thread.Question, error) bool) {
		t := teams{report: report, markdown: hypertext.New(), users: map[string]record{}, answers: map[string][]record{}, comments: map[string][]record{}, seen: map[string]bool{}}
		err := readAll(tree, t.gather)
		if err == nil && len(t.questions) == 0 {
			err = thread.FormatError(tree.Name, "has no questions of Stack Overflow for Teams")
		}
		if err != nil {
			yield(thread.Question{}, err)
			return
		}
		for _, q := range t.questions {
			if !yield(t.item(q), nil) {
				return
			}
		}
		t.orphans()
	}
}

type teams struct {
	report    thread.Report
	markdown  *hypertext.Converter
	users     map[string]record
	questions []record
	answers   map[string][]record // by question
	comments  map[string][]record // by post
	seen      map[string]bool
}

// gather sorts what a file has by what it is.
func (t *teams) gather(v json.RawMessage, file string) error {
	return objects(v, func(v json.RawMessage) error {
		r, ok := recordOf(v)
		if !ok {
			return thread.FormatError(file, "holds something that is no object")
		}
		if items, ok := r["items"]; ok {
			return t.gather(items, file)
		}
		t.sort(r, strings.ToLower(path.Base(file)))
		return nil
	})
}

func (t *teams) sort(r record, file string) {
	kind := strings.ToLower(r.id("posttypeid", "posttype", "type"))
	switch {
	case strings.HasPrefix(file, "user") || r.text("displayname") != "" && r.text("title") == "":
		t.users[r.id("userid", "id")] = r
	case strings.HasPrefix(file, "comment"):
		t.comments[r.id("postid")] = append(t.comments[r.id("postid")], r)
	case kind == "2" || kind == "answer" || r.id("answerid") != "" && r.text("title") == "":
		q := r.id("parentid", "questionid")
		t.answers[q] = append(t.answers[q], r)
	case kind == "article" || strings.HasPrefix(file, "article"), r.text("title") == "":
		if r.text("title") != "" {
			t.report("articles are not questions: not brought", r.text("title"))
		}
	case r.yes("isdeleted"):
		t.report("questions that were deleted are not brought", r.text("title"))
	case t.seen[r.question()]:
		t.report("questions that are there twice: the first one is brought", r.question())
	default:
		t.seen[r.question()] = true
		t.questions = append(t.questions, r)
	}
}

func (r record) question() string { return r.id("questionid", "id") }

func (t *teams) item(q record) thread.Question {
	id := q.question()
	item := thread.Question{
		ID: id, Title: t.plain(q, q.text("title")), Tags: q.words("tags"), Created: q.moment("creationdate"),
		Updated: q.moment("lasteditdate"), Author: t.person(q), Body: t.text(q),
	}
	item.Entries = t.discuss(item.Entries, q, id, "")
	accepted, score := q.id("acceptedanswerid"), scores{question: q.id("score")}
	for _, a := range append(q.list("answers"), t.answers[id]...) {
		e := thread.Entry{
			ID: a.id("answerid", "id"), Kind: note.Answer, Author: t.person(a), Created: a.moment("creationdate"), Body: t.text(a),
		}
		e.Accepted = a.yes("isaccepted") || e.ID == accepted && accepted != ""
		score.add(e.Author, a.id("score"))
		item.Entries = append(item.Entries, e)
		item.Entries = t.discuss(item.Entries, a, e.ID, e.ID)
	}
	delete(t.answers, id)
	item.Body += t.foot(q, score)
	return item
}

// discuss appends the comments on a post.
func (t *teams) discuss(to []thread.Entry, post record, id, re string) []thread.Entry {
	for _, c := range append(post.list("comments"), t.comments[id]...) {
		to = append(to, thread.Entry{
			ID: "c" + c.id("commentid", "id"), Kind: note.Comment, Author: t.person(c), Created: c.moment("creationdate"),
			Body: t.text(c), ReplyTo: re,
		})
	}
	return to
}

// text is the markdown of a post. Version 2 of the API escapes it as HTML; where there is
// only HTML that is read.
func (t *teams) text(r record) string {
	if md := r.text("bodymarkdown", "text"); md != "" {
		return lines(t.plain(r, md))
	}
	md, _ := t.markdown.Markdown(r.text("body"))
	return md
}

// plain undoes the escaping of version 2, which one knows by the names of its numbers.
func (t *teams) plain(r record, s string) string {
	if r.id("questionid", "answerid", "commentid") == "" {
		return s
	}
	return html.UnescapeString(s)
}

func (t *teams) person(r record) importer.Person {
	o := r.object("owner")
	id := first(o.id("userid", "id"), r.id("owneruserid", "userid"))
	if u, ok := t.users[id]; ok && len(o) == 0 {
		o = u
	}
	name := first(o.text("displayname", "name"), r.text("ownerdisplayname", "userdisplayname"))
	name = html.UnescapeString(name)
	return importer.Person{ID: id, Name: name, Email: o.text("email")}
}

func (t *teams) foot(q record, score scores) string {
	from := "Stack Overflow for Teams"
	if link := q.text("link", "sharelink", "weburl", "shareurl"); link != "" {
		from = fmt.Sprintf("[%s](%s)", from, link)
	}
	return thread.Foot(from, score.line())
}

// orphans reports answers whose question never came.
func (t *teams) orphans() {
	for q, list := range t.answers {
		if !t.seen[q] {
			for _, a := range list {
				t.report("answers whose question is not there", "answer "+a.id("answerid", "id"))
			}
		}
	}
}
