package stackexchange

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/thread"
)

// Kinds of posts (PostTypeId); all but these two are pages about tags and elections.
const (
	isQuestion = 1
	isAnswer   = 2
)

// post is what the first look keeps of a post: some fifty bytes, so that the answers to a
// question are found wherever they lie in the file.
type post struct {
	span
	id, parent, user, score int32
	created                 int64 // seconds since 1970
	kind                    uint8
}

func (p post) when() time.Time { return time.Unix(p.created, 0).UTC() }

// comment is what the first look keeps of a comment.
type comment struct {
	span
	post, id, user int32
	created        int64
}

// vote is what is kept of a vote that says who voted.
type vote struct {
	user int32
	up   bool
	when int64
}

// loss is something that is not brought.
type loss struct{ cause, example string }

// index is what is known of a dump after the first look.
type index struct {
	questions []post           // in the order of the file
	answers   []post           // by question, then by id
	comments  []comment        // by post, then by id
	names     map[int32]string // of the users who said something
	accepted  map[int32]time.Time
	votes     map[int32][]vote // those that say who voted: dumps that a site makes of itself
	twin      map[int32]int32  // the question of which one is a duplicate
	owner     map[int32]int32  // the question of each post
	nameless  bool             // Users.xml is not there
	lost      []loss
}

func (x *index) lose(cause, example string) { x.lost = append(x.lost, loss{cause, example}) }

// readIndex reads all files of a dump once. Only Posts.xml must be there.
func readIndex(ctx context.Context, t *importer.Tree) (*index, error) {
	x := &index{names: map[int32]string{}, accepted: map[int32]time.Time{}, votes: map[int32][]vote{}, twin: map[int32]int32{}, owner: map[int32]int32{}}
	for _, f := range []struct {
		name, root string
		row        func(span, attributes) error
	}{
		{"Posts.xml", "posts", x.post},
		{"Comments.xml", "comments", x.comment},
		{"Votes.xml", "votes", x.vote},
		{"Users.xml", "users", x.user}, // after who said something
		{"PostLinks.xml", "postlinks", x.link},
	} {
		if err := readRows(ctx, t, f.name, f.root, f.row); err != nil {
			return nil, err
		}
		if f.name == "Posts.xml" {
			x.settle()
		}
	}
	x.missing(t)
	slices.SortFunc(x.comments, func(a, b comment) int {
		return cmp.Or(cmp.Compare(a.post, b.post), cmp.Compare(a.id, b.id))
	})
	return x, nil
}

// missing tells which files of the dump are not there.
func (x *index) missing(t *importer.Tree) {
	if _, ok := find(t, "Users.xml"); !ok {
		x.nameless = true
		x.lose("files of the dump that are not there: without Users.xml people are called by their numbers", "Users.xml")
	}
	if _, ok := find(t, "Comments.xml"); !ok {
		x.lose("files of the dump that are not there: without Comments.xml there are no comments", "Comments.xml")
	}
}

func readRows(ctx context.Context, t *importer.Tree, name, root string, row func(span, attributes) error) error {
	f, ok := find(t, name)
	if !ok && name == "Posts.xml" {
		return thread.FormatError(name, "it is missing, and without it there are no questions")
	}
	if !ok {
		return nil
	}
	if isPointer(f) {
		return thread.FormatError(name, "it only says where the file is kept: get the file itself with git lfs")
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return scan(name, root, withContext{ctx, r}, row)
}

// withContext ends reading when it was interrupted.
type withContext struct {
	ctx context.Context
	r   io.Reader
}

func (r withContext) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

func (x *index) post(at span, row attributes) error {
	p := post{span: at}
	for key, v := range row.all() {
		switch key {
		case "Id":
			p.id = int32(number(v))
		case "PostTypeId":
			p.kind = uint8(number(v))
		case "ParentId":
			p.parent = int32(number(v))
		case "OwnerUserId":
			p.user = int32(number(v))
		case "Score":
			p.score = int32(number(v))
		case "CreationDate":
			p.created = moment(v).Unix()
		}
	}
	switch {
	case p.id <= 0 || p.kind == 0:
		return thread.FormatError("Posts.xml", "it has a row without an Id or a PostTypeId: this form of dump is not known")
	case p.kind == isQuestion:
		x.questions = append(x.questions, p)
	case p.kind == isAnswer:
		x.answers = append(x.answers, p)
	default:
		x.lose("pages about tags and elections are not brought", "post "+itoa(p.id))
		return nil
	}
	x.names[p.user] = ""
	return nil
}

// settle finds the question of each answer, and leaves out what is there twice or belongs
// to nothing.
func (x *index) settle() {
	x.questions = slices.DeleteFunc(x.questions, func(p post) bool { return x.taken(p, p.id) })
	x.answers = slices.DeleteFunc(x.answers, func(p post) bool {
		if x.owner[p.parent] != p.parent || p.parent == 0 {
			x.lose("answers whose question is not there", "answer "+itoa(p.id))
			return true
		}
		return x.taken(p, p.parent)
	})
	slices.SortStableFunc(x.answers, func(a, b post) int {
		return cmp.Or(cmp.Compare(a.parent, b.parent), cmp.Compare(a.id, b.id))
	})
}

// taken notes whose a post is; true when another has its number already.
func (x *index) taken(p post, question int32) bool {
	if _, twice := x.owner[p.id]; twice {
		x.lose("posts that are there twice: the first one is brought", "post "+itoa(p.id))
		return true
	}
	x.owner[p.id] = question
	return false
}

func (x *index) comment(at span, row attributes) error {
	c := comment{span: at}
	for key, v := range row.all() {
		switch key {
		case "Id":
			c.id = int32(number(v))
		case "PostId":
			c.post = int32(number(v))
		case "UserId":
			c.user = int32(number(v))
		case "CreationDate":
			c.created = moment(v).Unix()
		}
	}
	if _, ok := x.owner[c.post]; !ok {
		x.lose("comments whose post is not brought", "comment "+itoa(c.id))
		return nil
	}
	x.comments = append(x.comments, c)
	x.names[c.user] = ""
	return nil
}

func (x *index) user(_ span, row attributes) error {
	id := int32(0)
	for key, v := range row.all() {
		switch key {
		case "Id":
			id = int32(number(v))
		case "DisplayName":
			if _, spoke := x.names[id]; spoke {
				x.names[id] = strings.TrimSpace(value(v))
			}
		}
	}
	return nil
}

// Kinds of votes (VoteTypeId) that say something for themselves: when an answer was accepted, and
// whether a post is useful. Of the latter the dumps that everybody gets have neither people nor
// hours: there they are counted in Score.
const (
	acceptedByAsker = 1
	votedUp         = 2
	votedDown       = 3
)

func (x *index) vote(_ span, row attributes) error {
	var kind, post, user int64
	var created []byte
	for key, v := range row.all() {
		switch key {
		case "VoteTypeId":
			kind = number(v)
		case "PostId":
			post = number(v)
		case "UserId":
			user = number(v)
		case "CreationDate":
			created = v
		}
	}
	switch {
	case kind == acceptedByAsker:
		x.accepted[int32(post)] = moment(created)
	case kind != votedUp && kind != votedDown || user <= 0:
	default:
		if _, ok := x.owner[int32(post)]; ok {
			x.votes[int32(post)] = append(x.votes[int32(post)], vote{int32(user), kind == votedUp, moment(created).Unix()})
			x.names[int32(user)] = ""
		}
	}
	return nil
}

// duplicate is the kind of link (LinkTypeId) from a question to one that was there before.
const duplicate = 3

func (x *index) link(_ span, row attributes) error {
	var from, to, kind int64
	for key, v := range row.all() {
		switch key {
		case "PostId":
			from = number(v)
		case "RelatedPostId":
			to = number(v)
		case "LinkTypeId":
			kind = number(v)
		}
	}
	if kind == duplicate {
		x.twin[int32(from)] = int32(to)
	}
	return nil
}

// answersTo are the answers to a question, by id.
func (x *index) answersTo(question int32) []post {
	from, _ := slices.BinarySearchFunc(x.answers, question, func(p post, q int32) int { return cmp.Compare(p.parent, q) })
	to := from
	for to < len(x.answers) && x.answers[to].parent == question {
		to++
	}
	return x.answers[from:to]
}

// commentsOn are the comments on a post, by id.
func (x *index) commentsOn(id int32) []comment {
	from, _ := slices.BinarySearchFunc(x.comments, id, func(c comment, p int32) int { return cmp.Compare(c.post, p) })
	to := from
	for to < len(x.comments) && x.comments[to].post == id {
		to++
	}
	return x.comments[from:to]
}
