package forge

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

type gitlabNote struct {
	ID       int             `json:"id"`
	Body     string          `json:"body"`
	Author   *user           `json:"author"`
	Created  time.Time       `json:"created_at"`
	System   bool            `json:"system"`
	Resolved bool            `json:"resolved"`
	Position *gitlabPosition `json:"position"`
}

type gitlabPosition struct {
	gitlabEnd
	NewPath string `json:"new_path"`
	OldPath string `json:"old_path"`
	Head    string `json:"head_sha"`
	Range   *struct {
		Start gitlabEnd `json:"start"`
	} `json:"line_range"`
}

type gitlabEnd struct {
	NewLine *int `json:"new_line"`
	OldLine *int `json:"old_line"`
}

type gitlabDiscussion struct {
	ID    string       `json:"id"`
	Alone bool         `json:"individual_note"`
	Notes []gitlabNote `json:"notes"`
}

func (g *gitlab) discussions(ctx context.Context, n int) ([]gitlabDiscussion, error) {
	all, err := pages[gitlabDiscussion](ctx, g.client, call{path: g.mr(n, "discussions")}, 0)
	if err != nil {
		return nil, fmt.Errorf("read the comments of contribution %d: %w", n, err)
	}
	return all, nil
}

// threads is told the contribution where it has been read.
func (g *gitlab) threads(ctx context.Context, n int, known any) ([]Thread, error) {
	all, err := g.discussions(ctx, n)
	if err != nil {
		return nil, err
	}
	m, ok := known.(gitlabMerge)
	if !ok {
		if m, err = g.one(ctx, n); err != nil {
			return nil, err
		}
	}
	var talk []Comment
	var threads []Thread
	for _, d := range all {
		t := Thread{ID: ThreadID(Line(d.ID))}
		for _, note := range d.Notes {
			if note.System {
				continue
			}
			t.Comments = append(t.Comments, note.comment(m))
			t.Resolved = note.Resolved
		}
		switch {
		case len(t.Comments) == 0:
		case d.Notes[0].Position == nil:
			talk = append(talk, t.Comments...)
		default:
			t.Anchor = d.Notes[0].anchor()
			t.Outdated = t.Line == 0 || d.Notes[0].Position.Head != m.Refs.Head
			threads = append(threads, t)
		}
	}
	return WithConversation(talk, threads), nil
}

func (n gitlabNote) comment(m gitlabMerge) Comment {
	return Comment{ID: strconv.Itoa(n.ID), By: n.Author.known(), Body: Text(n.Body), When: n.Created.UTC(), URL: Line(m.WebURL) + "#note_" + strconv.Itoa(n.ID)}
}

// anchor reads a position. An unchanged line has both numbers; the newer counts.
func (n gitlabNote) anchor() Anchor {
	p := n.Position
	start := value(p.Range).Start
	if p.NewLine == nil && p.OldLine != nil {
		return Anchor{Path: Line(p.OldPath), Side: Before, Line: *p.OldLine, Start: value(start.OldLine)}
	}
	return Anchor{Path: Line(p.NewPath), Side: After, Line: value(p.NewLine), Start: value(start.NewLine)}
}

func (g *gitlab) answer(ctx context.Context, n int, t ThreadID, body string) (Comment, error) {
	where := g.mr(n, "notes")
	if t != Conversation {
		where = g.mr(n, "discussions", string(t), "notes")
	}
	var made gitlabNote
	err := g.post(ctx, where, map[string]any{"body": body}, &made)
	return made.comment(gitlabMerge{WebURL: g.host.Web + "/" + g.home.now() + "/-/merge_requests/" + strconv.Itoa(n)}), err
}
