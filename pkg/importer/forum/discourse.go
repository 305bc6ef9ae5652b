package forum

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/hypertext"
	"github.com/breakfast-table/cop/pkg/importer/sqldump"
	"github.com/breakfast-table/cop/pkg/importer/thread"
	"github.com/breakfast-table/cop/pkg/note"
)

// topic is a topic of Discourse, wherever it was read.
type topic struct {
	id, title, category string
	created             time.Time
	tags                []string
	accepted            map[string]accepted // by id of the post, or "#3" for its number
	posts               []topicPost
	missing             int // posts that the source names and does not have
	likes               int // that were only counted
}

// accepted is that a post solved its topic.
type accepted struct {
	by    importer.Person // zero where the source does not say
	since time.Time
}

type topicPost struct {
	id, number, re string
	author         importer.Person
	created        time.Time
	text           string // markdown
	accepted       bool
	votes          []thread.Vote
}

// DiscourseTopics reads topics as Discourse's API gives them (/t/12.json), from files of
// JSON in a folder, or from one.
func DiscourseTopics(tree *importer.Tree, report thread.Report) iter.Seq2[thread.Question, error] {
	return func(yield func(thread.Question, error) bool) {
		d := discourseAPI{report: report, markdown: hypertext.New(), topics: map[string]*topic{}}
		err := readAll(tree, d.gather)
		if err == nil && len(d.order) == 0 {
			err = thread.FormatError(tree.Name, "it has no topics of Discourse")
		}
		if err != nil {
			yield(thread.Question{}, err)
			return
		}
		for _, id := range d.order {
			if !yield(d.topics[id].item(report), nil) {
				return
			}
		}
	}
}

type discourseAPI struct {
	report   thread.Report
	markdown *hypertext.Converter
	topics   map[string]*topic
	order    []string
}

func (d *discourseAPI) gather(v json.RawMessage, file string) error {
	return objects(v, func(v json.RawMessage) error {
		r, ok := recordOf(v)
		if !ok {
			return thread.FormatError(file, "holds no topics of Discourse")
		}
		posts := r.object("poststream").list("posts")
		if len(posts) == 0 {
			return nil // lists of topics, categories and users say nothing themselves
		}
		d.topic(r, posts)
		return nil
	})
}

func (d *discourseAPI) topic(r record, posts []record) {
	id := first(posts[0].id("topicid"), r.id("id"))
	t, known := d.topics[id]
	if !known {
		t = &topic{id: id, accepted: map[string]accepted{}}
		d.topics[id] = t
		d.order = append(d.order, id)
	}
	if title := r.text("title"); title != "" {
		t.title, t.created, t.tags, t.category = title, r.moment("createdat"), r.words("tags"), r.text("categoryslug")
		var stream []json.RawMessage
		_ = json.Unmarshal(r.object("poststream")["stream"], &stream)
		t.missing += len(stream)
	}
	if a := r.object("acceptedanswer"); len(a) > 0 {
		t.accepted["#"+a.id("postnumber")] = accepted{by: importer.Person{Login: a.text("accepterusername")}}
	}
	for _, p := range posts {
		d.post(t, p)
	}
	t.missing = max(0, t.missing-len(posts))
}

// Kinds of posts (post_type).
const (
	smallAction = "3" // "closed this topic"
	whisper     = "4" // among moderators
)

func (d *discourseAPI) post(t *topic, p record) {
	if kind := p.id("posttype"); kind == smallAction || kind == whisper || p.yes("hidden") || p.yes("userdeleted") || p.text("deletedat") != "" {
		d.report("posts that are hidden, deleted or only tell what moderators did are not brought", "post "+p.id("id"))
		return
	}
	text := bbcode(lines(p.text("raw")))
	if text == "" {
		text, _ = cooked(d.markdown, p.text("cooked"))
	}
	for _, a := range p.list("actionssummary") {
		if a.id("id") == "2" {
			n, _ := strconv.Atoi(a.id("count"))
			t.likes += n
		}
	}
	t.posts = append(t.posts, topicPost{
		id: p.id("id"), number: p.id("postnumber"), re: p.id("replytopostnumber"), text: text, created: p.moment("createdat"),
		author:   importer.Person{Login: p.text("username"), Name: p.text("name")},
		accepted: p.yes("acceptedanswer"),
	})
}

// item is a topic as a question: its first post asks.
func (t *topic) item(report thread.Report) thread.Question {
	slices.SortStableFunc(t.posts, func(a, b topicPost) int { return number(a.number) - number(b.number) })
	item := thread.Question{ID: "topic-" + t.id, Title: t.title, Topic: t.category, Tags: t.tags, Created: t.created}
	if t.missing > 0 {
		report("posts that the file does not have: ask for all of a topic's posts", fmt.Sprintf("%d of %q", t.missing, t.title))
	}
	ids := map[string]string{} // by number
	for _, p := range t.posts {
		ids[p.number] = p.id
	}
	for i, p := range t.posts {
		if i == 0 && number(p.number) <= 1 {
			item.Body, item.Author = p.text, p.author
			item.Created, item.Votes = either(Moment{t.created}, Moment{p.created}), p.votes
			continue
		}
		e := thread.Entry{ID: "post-" + p.id, Kind: note.Answer, Author: p.author, Created: p.created, Body: p.text, Votes: p.votes}
		a, byID := t.accepted[p.id]
		b, byNumber := t.accepted["#"+p.number]
		e.Accepted, e.By, e.Since = p.accepted || byID || byNumber, first(a.by, b.by), a.since
		if number(p.re) > 1 {
			e.ReplyTo = "post-" + first(ids[p.re], "number-"+p.re)
			if !e.Accepted {
				e.Kind = note.Comment
			}
		}
		item.Entries = append(item.Entries, e)
	}
	likes := ""
	if t.likes > 0 {
		likes = fmt.Sprintf("%d likes there", t.likes)
	}
	item.Body += thread.Foot("Discourse, topic "+t.id, likes)
	return item
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// DiscourseDump reads the dump of Discourse's database (dump.sql of a backup).
func DiscourseDump(r io.Reader, name string, report thread.Report) iter.Seq2[thread.Question, error] {
	return func(yield func(thread.Question, error) bool) {
		d, err := gatherTables(r, name, "topics", "posts", "users", "tags", "topic_tags", "categories", "topic_custom_fields",
			"post_custom_fields", "discourse_solved_solved_topics", "discourse_solved_topic_answers", "post_voting_votes")
		if err == nil && len(d["topics"]) == 0 {
			err = thread.FormatError(name, "has no topics of Discourse")
		}
		if err != nil {
			yield(thread.Question{}, err)
			return
		}
		site := discourseSite{
			report: report, people: byKey(d["users"], "id"), tags: byKey(d["tags"], "id"), categories: byKey(d["categories"], "id"),
			posts: group(d["posts"], "topic_id"), labels: group(d["topic_tags"], "topic_id"),
			votes: group(d["post_voting_votes"], "votable_id"),
		}
		site.accepted = site.acceptedIn(d)
		seen := map[string]bool{}
		for _, t := range d["topics"] {
			if site.leaves(t, seen) {
				continue
			}
			if !yield(site.topic(t).item(report), nil) {
				return
			}
		}
	}
}

type discourseSite struct {
	report                   thread.Report
	people, tags, categories map[string]sqldump.Row
	posts, labels, votes     map[string][]sqldump.Row
	accepted                 map[string]accepted
}

// acceptedIn are the ids of the posts that solved a topic. Where that is kept changed twice:
// until 2025 in custom fields, then in a table of solved topics, since 2026 in one of answers.
func (s *discourseSite) acceptedIn(d tables) map[string]accepted {
	out := map[string]accepted{}
	for _, r := range d["topic_custom_fields"] {
		if r.Get("name") == "accepted_answer_post_id" {
			out[r.Get("value")] = accepted{since: parseMoment(r.Get("created_at"))}
		}
	}
	for _, r := range d["post_custom_fields"] {
		if r.Get("name") == "is_accepted_answer" && strings.HasPrefix(r.Get("value"), "t") {
			out[r.Get("post_id")] = accepted{since: parseMoment(r.Get("created_at"))}
		}
	}
	for _, table := range []string{"discourse_solved_solved_topics", "discourse_solved_topic_answers"} {
		for _, r := range d[table] {
			if id := r.Get("answer_post_id"); id != "" {
				out[id] = accepted{s.person(r.Get("accepter_user_id")), parseMoment(r.Get("created_at"))}
			}
		}
	}
	return out
}

func (s *discourseSite) person(id string) importer.Person {
	u := s.people[id]
	return importer.Person{Login: u.Get("username"), Name: u.Get("name")}
}

// votesOn are the votes on a post, which topics of the kind "post voting" have beside likes.
func (s *discourseSite) votesOn(post string) []thread.Vote {
	var out []thread.Vote
	for _, v := range s.votes[post] {
		if v.Get("votable_type") == "Post" {
			out = append(out, thread.Vote{By: s.person(v.Get("user_id")), Up: v.Get("direction") == "up", When: parseMoment(v.Get("created_at"))})
		}
	}
	return out
}

// leaves tells which topics stay: what is private, secret or deleted.
func (s *discourseSite) leaves(t sqldump.Row, seen map[string]bool) bool {
	name := t.Get("title")
	switch {
	case t.Get("archetype") == "private_message":
		s.report("private messages are not brought", "topic "+t.Get("id"))
	case t.Get("deleted_at") != "":
		s.report("topics that were deleted are not brought", "topic "+t.Get("id"))
	case s.categories[t.Get("category_id")].Get("read_restricted") == "t":
		s.report("topics that not everybody may read are not brought", "topic "+t.Get("id"))
	case t.Get("visible") == "f":
		s.report("topics that are not listed are not brought", name)
	case seen[t.Get("id")]:
		s.report("topics that are there twice: the first one is brought", name)
	default:
		seen[t.Get("id")] = true
		return false
	}
	return true
}

func (s *discourseSite) topic(r sqldump.Row) *topic {
	t := &topic{
		id: r.Get("id"), title: r.Get("title"), created: parseMoment(r.Get("created_at")), accepted: s.accepted,
		category: s.categories[r.Get("category_id")].Get("slug"),
	}
	for _, l := range s.labels[t.id] {
		if tag, ok := s.tags[l.Get("tag_id")]; ok {
			t.tags = append(t.tags, tag.Get("name"))
		}
	}
	for _, p := range s.posts[t.id] {
		if kind := p.Get("post_type"); kind == smallAction || kind == whisper || p.Get("deleted_at") != "" || p.Get("hidden") == "t" || p.Get("user_deleted") == "t" {
			s.report("posts that are hidden, deleted or only tell what moderators did are not brought", "post "+p.Get("id"))
			continue
		}
		t.likes += number(p.Get("like_count"))
		t.posts = append(t.posts, topicPost{
			id: p.Get("id"), number: p.Get("post_number"), re: p.Get("reply_to_post_number"), text: bbcode(lines(p.Get("raw"))),
			created: parseMoment(p.Get("created_at")), author: s.person(p.Get("user_id")), votes: s.votesOn(p.Get("id")),
		})
	}
	return t
}
