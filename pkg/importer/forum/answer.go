package forum

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/sqldump"
	"github.com/breakfast-table/cop/pkg/importer/thread"
	"github.com/breakfast-table/cop/pkg/note"
)

// Answer reads the dump that "answer dump" writes of a site made with Apache Answer, from any
// of the databases it runs on. Bodies are markdown there. at is told where the site is, if the dump
// says so, before the first question.
func Answer(r io.Reader, name string, at func(address string), report thread.Report) iter.Seq2[thread.Question, error] {
	return func(yield func(thread.Question, error) bool) {
		a, err := gatherTables(r, name, "question", "answer", "comment", "user", "tag", "tag_rel", "activity", "config", "site_info")
		if err == nil && len(a["question"]) == 0 {
			err = thread.FormatError(name, "has no questions of Apache Answer")
		}
		if err != nil {
			yield(thread.Question{}, err)
			return
		}
		site := answerSite{
			report: report, people: byKey(a["user"], "id"), tags: byKey(a["tag"], "id"),
			answers: group(a["answer"], "question_id"), comments: group(a["comment"], "object_id"), labels: group(a["tag_rel"], "object_id"),
			acts: group(a["activity"], "object_id"), kinds: kindsOfActs(a["config"]),
		}
		at(addressOf(a["site_info"]))
		seen := map[string]bool{}
		for _, q := range a["question"] {
			if site.leaves(q, seen) {
				continue
			}
			if !yield(site.item(q), nil) {
				return
			}
		}
	}
}

// addressOf is where a site is, by its settings; "" when they do not say.
func addressOf(settings []sqldump.Row) string {
	var general struct {
		At string `json:"site_url"`
	}
	for _, r := range settings {
		if r.Get("type") == "general" && json.Unmarshal([]byte(r.Get("content")), &general) == nil {
			return strings.TrimSuffix(general.At, "/")
		}
	}
	return ""
}

// tables are the rows of a dump, by table.
type tables map[string][]sqldump.Row

func gatherTables(r io.Reader, name string, wanted ...string) (tables, error) {
	out := tables{}
	for row, err := range sqldump.Rows(r, func(table string) bool { return slices.Contains(wanted, table) }) {
		if err != nil {
			return nil, thread.FormatError(name, err.Error())
		}
		out[row.Table] = append(out[row.Table], row)
	}
	return out, nil
}

func byKey(rows []sqldump.Row, column string) map[string]sqldump.Row {
	out := make(map[string]sqldump.Row, len(rows))
	for _, r := range rows {
		if _, twice := out[r.Get(column)]; !twice {
			out[r.Get(column)] = r
		}
	}
	return out
}

func group(rows []sqldump.Row, column string) map[string][]sqldump.Row {
	out := map[string][]sqldump.Row{}
	for _, r := range rows {
		out[r.Get(column)] = append(out[r.Get(column)], r)
	}
	return out
}

type answerSite struct {
	report                    thread.Report
	people, tags              map[string]sqldump.Row
	answers, comments, labels map[string][]sqldump.Row
	acts                      map[string][]sqldump.Row // by what they are about
	kinds                     map[string]string        // of acts: "answer.vote_up" by number
}

// What status and other columns of Apache Answer say.
const (
	answerAvailable = "1"
	answerClosed    = "2"
	answerDeleted   = "10"
	answerAdopted   = "2"
	answerHidden    = "2"
)

// leaves tells which questions stay: those that were deleted, are not published yet, or
// that not everybody may see.
func (s *answerSite) leaves(q sqldump.Row, seen map[string]bool) bool {
	name, level := q.Get("title"), q.Get("private_level")
	switch status := q.Get("status"); {
	case status == answerDeleted:
		s.report("questions that were deleted are not brought", name)
	case status != answerAvailable && status != answerClosed:
		s.report("questions that are not published are not brought", name)
	case q.Get("show") == answerHidden || level != "" && level != "public":
		s.report("questions that not everybody may see are not brought", name)
	case seen[q.Get("id")]:
		s.report("questions that are there twice: the first one is brought", name)
	default:
		seen[q.Get("id")] = true
		return false
	}
	return true
}

func (s *answerSite) item(q sqldump.Row) thread.Question {
	id := q.Get("id")
	item := thread.Question{
		ID: id, Title: q.Get("title"), Created: parseMoment(q.Get("created_at")), Updated: parseMoment(q.Get("updated_at")),
		Author: s.person(q), Body: lines(q.Get("original_text")), Votes: s.votes(id, "question"),
	}
	for _, l := range s.labels[id] {
		if tag, ok := s.tags[l.Get("tag_id")]; ok && l.Get("status") != answerDeleted {
			item.Tags = append(item.Tags, tag.Get("slug_name"))
		}
	}
	score := scores{question: q.Get("vote_count")}
	item.Entries = s.discuss(nil, id, "")
	for _, a := range s.answers[id] {
		if a.Get("status") != answerAvailable && a.Get("status") != "" {
			s.report("answers that were deleted or are not published are not brought", "an answer to "+item.Title)
			continue
		}
		e := thread.Entry{ID: a.Get("id"), Kind: note.Answer, Author: s.person(a), Created: parseMoment(a.Get("created_at")), Body: lines(a.Get("original_text"))}
		e.Accepted = e.ID == q.Get("accepted_answer_id") || cmp.Or(a.Get("adopted"), a.Get("accepted")) == answerAdopted
		e.Votes = s.votes(e.ID, "answer")
		if act, ok := s.act(e.ID, "answer.accept"); ok {
			e.Since = parseMoment(act.Get("created_at"))
		}
		score.add(e.Author, a.Get("vote_count"))
		item.Entries = append(item.Entries, e)
		item.Entries = s.discuss(item.Entries, e.ID, e.ID)
	}
	item.Body += thread.Foot("Apache Answer", score.line())
	return item
}

// discuss appends the comments on a question or an answer.
func (s *answerSite) discuss(to []thread.Entry, object, re string) []thread.Entry {
	for _, c := range s.comments[object] {
		if c.Get("status") == answerDeleted {
			s.report("comments that were deleted are not brought", "comment "+c.Get("id"))
			continue
		}
		e := thread.Entry{ID: c.Get("id"), Kind: note.Comment, Author: s.person(c), Created: parseMoment(c.Get("created_at")), Body: lines(c.Get("original_text")), ReplyTo: re, Votes: s.votes(c.Get("id"), "comment")}
		if reply := c.Get("reply_comment_id"); reply != "" && reply != "0" {
			e.ReplyTo = reply
		}
		to = append(to, e)
	}
	return to
}

// kindsOfActs are what the numbers of activities mean, which the site keeps among its settings.
// Those below are the numbers that every site was made with.
func kindsOfActs(config []sqldump.Row) map[string]string {
	out := map[string]string{
		"5": "answer.accept", "12": "answer.vote_down", "25": "comment.vote_up", "27": "question.vote_down", "28": "question.vote_up", "30": "answer.vote_up",
	}
	for _, r := range config {
		if key := r.Get("key"); key != "" {
			out[r.Get("id")] = key
		}
	}
	return out
}

// votes are those on a question, an answer or a comment that were not taken back. Of each there is
// another activity, "voted_up", which is about the author's rank.
func (s *answerSite) votes(object, kind string) []thread.Vote {
	var out []thread.Vote
	for _, a := range s.acts[object] {
		act, up := s.kinds[a.Get("activity_type")], false
		switch {
		case answerTakenBack(a):
			continue
		case act == kind+".vote_up":
			up = true
		case act != kind+".vote_down":
			continue
		}
		out = append(out, thread.Vote{By: s.person(a), Up: up, When: parseMoment(a.Get("created_at"))})
	}
	return out
}

// act is the first activity of a kind.
func (s *answerSite) act(object, kind string) (sqldump.Row, bool) {
	for _, a := range s.acts[object] {
		if s.kinds[a.Get("activity_type")] == kind && !answerTakenBack(a) {
			return a, true
		}
	}
	return sqldump.Row{}, false
}

func answerTakenBack(a sqldump.Row) bool { return a.Get("cancelled") == "1" }

func (s *answerSite) person(r sqldump.Row) importer.Person {
	u := s.people[r.Get("user_id")]
	return importer.Person{Login: u.Get("username"), Name: u.Get("display_name"), Email: u.Get("e_mail")}
}
