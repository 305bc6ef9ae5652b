package forum

import (
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/thread"
	"github.com/breakfast-table/cop/pkg/note"
)

// GitHub hands out issues and discussions in three forms: REST (created_at, user,
// comments in a list of their own), GraphQL (createdAt, author, nodes), and what its
// command-line client prints, which is GraphQL without the nodes. One struct reads all.
type ghTopic struct {
	Number           int
	Title, Body      string
	User, Author     ghUser
	CreatedAt        Moment `json:"createdAt"`
	Created          Moment `json:"created_at"`
	UpdatedAt        Moment `json:"updatedAt"`
	Updated          Moment `json:"updated_at"`
	ClosedAt         Moment `json:"closedAt"`
	Closed           Moment `json:"closed_at"`
	HTMLURL          string `json:"html_url"`
	URL              string
	Labels           ghList[ghLabel]
	Category         *ghCategory
	Comments         ghList[ghComment]
	PullRequest      json.RawMessage `json:"pull_request"`
	StateReason      string          `json:"stateReason"`
	Reason           string          `json:"state_reason"`
	AnswerURL        string          `json:"answer_html_url"`
	Answer           struct{ ID ID }
	Reactions        ghReactions
	AnswerChosenAt   Moment `json:"answerChosenAt"`
	AnswerChosenBy   ghUser `json:"answerChosenBy"`
	ChosenAt         Moment `json:"answer_chosen_at"`
	ChosenBy         ghUser `json:"answer_chosen_by"`
	Upvotes          int    `json:"upvoteCount"`
	RepositoryURL    string `json:"repository_url"`
	ActiveLockReason string `json:"active_lock_reason"`
}

type ghComment struct {
	ID               ID
	User, Author     ghUser
	Body             string
	CreatedAt        Moment `json:"createdAt"`
	Created          Moment `json:"created_at"`
	HTMLURL          string `json:"html_url"`
	URL              string
	IssueURL         string `json:"issue_url"`
	ParentID         ID     `json:"parent_id"`
	IsAnswer         bool   `json:"isAnswer"`
	IsMinimized      bool   `json:"isMinimized"`
	Replies          ghList[ghComment]
	Reactions        ghReactions
	DiscussionNumber int `json:"-"`
}

type ghUser struct {
	ID    ID
	Login string
	Name  string
}

type ghLabel struct{ Name string }

type ghCategory struct {
	Name         string
	IsAnswerable bool `json:"isAnswerable"`
	Answerable   bool `json:"is_answerable"`
}

// ghList reads a list, the nodes of one, or – as a number – that there are so many.
type ghList[T any] struct {
	Items []T
	More  bool // there are more than those
}

// UnmarshalJSON reads all forms.
func (l *ghList[T]) UnmarshalJSON(b []byte) error {
	var count int
	if json.Unmarshal(b, &count) == nil {
		l.More = count > 0
		return nil
	}
	if json.Unmarshal(b, &l.Items) == nil {
		return nil
	}
	var conn struct {
		Nodes    []T
		Edges    []struct{ Node T }
		PageInfo struct{ HasNextPage bool }
	}
	if err := json.Unmarshal(b, &conn); err != nil {
		return err
	}
	l.Items, l.More = conn.Nodes, conn.PageInfo.HasNextPage
	for _, e := range conn.Edges {
		l.Items = append(l.Items, e.Node)
	}
	return nil
}

// ghReactions are people with dates in GraphQL, and only counted elsewhere.
type ghReactions struct {
	ghList[ghReaction]
	Up, Down int
}

type ghReaction struct {
	Content   string
	User      ghUser
	CreatedAt Moment `json:"createdAt"`
	Created   Moment `json:"created_at"`
}

// UnmarshalJSON reads both.
func (r *ghReactions) UnmarshalJSON(b []byte) error {
	var counts struct {
		Up   int `json:"+1"`
		Down int `json:"-1"`
	}
	if json.Unmarshal(b, &counts) == nil {
		r.Up, r.Down = counts.Up, counts.Down
	}
	_ = r.ghList.UnmarshalJSON(b)
	return nil
}

// votes are the thumbs of which the source has who and when; the other reactions judge nothing.
func (g *github) votes(r *ghReactions, t ghTopic) []thread.Vote {
	var out []thread.Vote
	for _, one := range r.Items {
		up := one.Content == "THUMBS_UP" || one.Content == "+1"
		if !up && one.Content != "THUMBS_DOWN" && one.Content != "-1" {
			g.report("reactions other than thumbs up or down are not brought", t.name())
			continue
		}
		out = append(out, thread.Vote{By: one.User.person(), Up: up, When: either(one.Created, one.CreatedAt)})
	}
	return out
}

// GitHub reads issues and discussions from files of JSON in a folder, or from one.
func GitHub(t *importer.Tree, report thread.Report) iter.Seq2[thread.Question, error] {
	return func(yield func(thread.Question, error) bool) {
		g := github{report: report, comments: map[string][]ghComment{}, seen: map[string]bool{}}
		err := readAll(t, g.gather)
		if err == nil && len(g.topics) == 0 {
			err = thread.FormatError(t.Name, "it has no issues or discussions of GitHub")
		}
		if err != nil {
			yield(thread.Question{}, err)
			return
		}
		slices.SortStableFunc(g.topics, func(a, b ghTopic) int { return a.Number - b.Number })
		for _, t := range g.topics {
			if !yield(g.item(t), nil) {
				return
			}
		}
	}
}

type github struct {
	report   thread.Report
	topics   []ghTopic
	comments map[string][]ghComment // of topics that have theirs elsewhere, by topic
	seen     map[string]bool
}

// gather sorts what a file has into topics and comments. What only wraps them is opened.
func (g *github) gather(v json.RawMessage, file string) error {
	return objects(v, func(v json.RawMessage) error {
		var keys map[string]json.RawMessage
		if json.Unmarshal(v, &keys) != nil {
			return thread.FormatError(file, "holds no issues or discussions of GitHub")
		}
		switch {
		case has(keys, "number", "title"):
			return g.topic(v, file)
		case has(keys, "body") && (has(keys, "issue_url") || has(keys, "html_url") || has(keys, "discussion_url")):
			return g.comment(v, file)
		case has(keys, "message", "documentation_url"):
			return thread.FormatError(file, "holds an answer of GitHub that is an error: "+string(keys["message"]))
		}
		for _, key := range []string{"data", "repository", "organization", "search", "issues", "discussions", "discussion", "issue", "nodes", "edges", "node", "items"} {
			if inner, ok := keys[key]; ok && string(inner) != "null" {
				if err := g.gather(inner, file); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func has(keys map[string]json.RawMessage, names ...string) bool {
	for _, n := range names {
		if _, ok := keys[n]; !ok {
			return false
		}
	}
	return true
}

func (g *github) topic(v json.RawMessage, file string) error {
	var t ghTopic
	if err := json.Unmarshal(v, &t); err != nil {
		return thread.FormatError(file, "holds something that is no issue of GitHub: "+err.Error())
	}
	switch key := t.key(); {
	case len(t.PullRequest) > 0 && string(t.PullRequest) != "null", strings.Contains(t.address(), "/pull/"):
		g.report("proposals to change code are not brought", t.name())
	case g.seen[key]:
		g.report("issues that are there twice: the first one is brought", t.name())
	default:
		g.seen[key] = true
		g.topics = append(g.topics, t)
	}
	return nil
}

func (g *github) comment(v json.RawMessage, file string) error {
	var c ghComment
	if err := json.Unmarshal(v, &c); err != nil {
		return thread.FormatError(file, "holds something that is no comment of GitHub: "+err.Error())
	}
	key := topicOf(first(c.HTMLURL, c.IssueURL, c.URL))
	g.comments[key] = append(g.comments[key], c)
	return nil
}

var topicAddress = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([\w.-]+/[\w.-]+)/(issues|pull|discussions)/(\d+)`) })

// topicOf is what the address of a topic, or of a comment on it, says which it is:
// "owner/name/issues/12".
func topicOf(address string) string {
	m := topicAddress().FindStringSubmatch(address)
	if m == nil {
		return ""
	}
	return m[1] + "/" + m[2] + "/" + m[3]
}

func (t *ghTopic) address() string { return first(t.HTMLURL, t.URL) }

func (t *ghTopic) name() string { return fmt.Sprintf("#%d %s", t.Number, t.Title) }

func (t *ghTopic) key() string {
	if key := topicOf(t.address()); key != "" {
		return key
	}
	if t.isDiscussion() {
		return fmt.Sprintf("discussions/%d", t.Number)
	}
	return fmt.Sprintf("issues/%d", t.Number)
}

func (t *ghTopic) isDiscussion() bool {
	return t.Category != nil || strings.Contains(t.address(), "/discussions/")
}

// answers reports whether what is said to a topic answers it: a discussion in a category of
// questions, and none of an issue.
func (t *ghTopic) answers() bool {
	return t.Category != nil && (t.Category.IsAnswerable || t.Category.Answerable) || t.Answer.ID != "" || t.AnswerURL != ""
}

// item is a topic with what was said to it.
func (g *github) item(t ghTopic) thread.Question {
	item := thread.Question{
		ID: t.key(), Title: t.Title, Created: either(t.Created, t.CreatedAt), Updated: either(t.Updated, t.UpdatedAt),
		Author: first(t.User, t.Author).person(),
	}
	for _, l := range t.Labels.Items {
		item.Tags = append(item.Tags, l.Name)
	}
	comments := t.Comments.Items
	if elsewhere := g.comments[t.key()]; len(elsewhere) > 0 {
		comments = elsewhere
	} else if t.Comments.More {
		g.report("comments that the file does not have: ask for them as well", t.name())
	}
	for _, c := range comments {
		item.Entries = g.entry(item.Entries, t, c, c.parent())
	}
	up, down := 0, 0
	for _, c := range comments {
		up, down = up+c.Reactions.Up, down+c.Reactions.Down
	}
	item.Votes = g.votes(&t.Reactions, t)
	item.Body = lines(t.Body) + t.foot(up, down)
	return item
}

// entry appends a comment, the replies to it, and who reacted to it.
func (g *github) entry(to []thread.Entry, t ghTopic, c ghComment, re string) []thread.Entry {
	e := thread.Entry{
		ID: c.name(), Kind: note.Comment, Author: first(c.User, c.Author).person(), Created: either(c.Created, c.CreatedAt),
		Body: lines(c.Body), ReplyTo: re,
		Accepted: c.IsAnswer || c.ID != "" && c.ID == t.Answer.ID || t.AnswerURL != "" && t.AnswerURL == first(c.HTMLURL, c.URL),
	}
	if re == "" && t.answers() || e.Accepted {
		e.Kind = note.Answer
	}
	if e.Accepted {
		e.Since, e.By = either(t.ChosenAt, t.AnswerChosenAt), first(t.ChosenBy, t.AnswerChosenBy).person()
	}
	e.Votes = g.votes(&c.Reactions, t)
	if c.IsMinimized {
		g.report("comments that were hidden there are not brought", t.name())
		return to
	}
	to = append(to, e)
	for _, r := range c.Replies.Items {
		to = g.entry(to, t, r, e.ID)
	}
	return to
}

// name is what the address of a comment calls it, which is the same in every form, else its
// number.
func (c *ghComment) name() string {
	if _, anchor, ok := strings.Cut(first(c.HTMLURL, c.URL), "#"); ok && anchor != "" {
		return anchor
	}
	return string(c.ID)
}

// parent is the name of the comment that one replies to; "" for none.
func (c *ghComment) parent() string {
	if c.ParentID == "" {
		return ""
	}
	return "discussioncomment-" + string(c.ParentID)
}

// foot says where a topic comes from, and what was only counted there: also how often the
// comments were liked, and were not.
func (t *ghTopic) foot(up, down int) string {
	from := "GitHub"
	if t.address() != "" {
		from = fmt.Sprintf("[%s](%s)", strings.TrimPrefix(t.address(), "https://"), t.address())
	}
	closed, votes := "", ""
	if at := either(t.Closed, t.ClosedAt); !at.IsZero() {
		closed = "Closed there on " + at.Format(time.DateOnly)
		if why := strings.ToLower(strings.ReplaceAll(first(t.Reason, t.StateReason), "_", " ")); why != "" {
			closed += " as " + why
		}
	}
	if t.Reactions.Up+t.Reactions.Down > 0 {
		votes = fmt.Sprintf("%d liked it there, %d did not", t.Reactions.Up, t.Reactions.Down)
	}
	if t.Upvotes > 0 {
		votes = fmt.Sprintf("%d voted for it there", t.Upvotes)
	}
	said := ""
	if up+down > 0 {
		said = fmt.Sprintf("What was said to it was liked %d times, and %d times not", up, down)
	}
	return thread.Foot(from, closed, votes, said)
}

// person is somebody by their login; nobody when the account is gone.
func (u ghUser) person() importer.Person {
	return importer.Person{Login: u.Login, Name: u.Name}
}

// first is the first of some values that is not zero.
func first[T comparable](some ...T) T {
	var zero T
	for _, s := range some {
		if s != zero {
			return s
		}
	}
	return zero
}

func either(a, b Moment) time.Time {
	if !a.IsZero() {
		return a.Time
	}
	return b.Time
}
