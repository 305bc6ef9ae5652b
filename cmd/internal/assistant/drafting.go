package assistant

import (
	"context"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// addDrafting adds the two tools that write: files on this machine that nobody else sees
// until a person shares them.
func (s *server) addDrafting(m *mcp.Server) {
	addTool(m, drafts("draft_note", "Draft a note", "Leave a draft of a practice (or a story, a decision …) on this machine, from what the person told you. Short, testable, in their words. Nobody else sees it until they read and share it."), s.draftNote)
	addTool(m, drafts("draft_question", "Draft a question", "Leave a question to the community as a draft on this machine. It is not asked until the person shares it. Look with find first."), s.draftQuestion)
}

func drafts(name, title, description string) *mcp.Tool {
	no := false
	return &mcp.Tool{Name: name, Title: title, Description: description,
		Annotations: &mcp.ToolAnnotations{Title: title, DestructiveHint: &no, OpenWorldHint: &no}}
}

type draftInput struct {
	Title string   `json:"title" jsonschema:"one line that somebody in need would search for"`
	Body  string   `json:"body" jsonschema:"markdown without the title"`
	Topic string   `json:"topic,omitempty" jsonschema:"folder, for example oncall; guessed when left out"`
	Tags  []string `json:"tags,omitempty"`
	Type  string   `json:"type,omitempty" jsonschema:"practice when left out; a type the community has a template for"`
}

type questionInput struct {
	Title string `json:"title" jsonschema:"the question, one line"`
	Body  string `json:"body,omitempty" jsonschema:"what was tried and what happened, markdown"`
	Topic string `json:"topic,omitempty" jsonschema:"folder, for example oncall; guessed when left out"`
}

type draftOutput struct {
	Address string     `json:"address" jsonschema:"of the draft"`
	Similar []noteLine `json:"similar" jsonschema:"notes that may say the same already; tell the person"`
	Next    string     `json:"next" jsonschema:"what the person does now"`
}

func (s *server) draftNote(ctx context.Context, req *mcp.CallToolRequest, in draftInput) (*mcp.CallToolResult, draftOutput, error) {
	return s.draft(ctx, req, in)
}

func (s *server) draftQuestion(ctx context.Context, req *mcp.CallToolRequest, in questionInput) (*mcp.CallToolResult, draftOutput, error) {
	return s.draft(ctx, req, draftInput{Title: in.Title, Body: in.Body, Topic: in.Topic, Type: string(note.Question)})
}

// notDrafted are types that speak for a person or for the community.
var notDrafted = map[string]bool{"charter": true, "person": true, "answer": true, "comment": true, "tried": true, "accept": true, "verify": true}

func (s *server) draft(ctx context.Context, req *mcp.CallToolRequest, in draftInput) (*mcp.CallToolResult, draftOutput, error) {
	out := draftOutput{Similar: []noteLine{}}
	if err := in.wrong(); err != nil {
		return nil, out, err
	}
	err := s.use(ctx, func(p *pool.Pool) error {
		topic, err := draftTopic(ctx, p, in)
		if err != nil {
			return err
		}
		text, err := p.Text(pool.Draft{Type: note.Type(in.Type), Title: line(in.Title), Topic: topic, Tags: in.Tags, Body: bodyOf(in)})
		if err != nil {
			return err
		}
		text = p.WithoutPrompts(text)
		alike, err := p.Similar(ctx, text)
		if err != nil {
			return err
		}
		for i := range alike {
			out.Similar = append(out.Similar, lineOf(&alike[i].Card, "", false))
		}
		a, err := p.SaveDrafted(ctx, text, topic, clientName(req))
		out.Address = string(a)
		return err
	})
	if err != nil {
		return nil, out, err
	}
	out.Next = fmt.Sprintf("a person reads it (cop edit %s) and offers it (cop share %s)", out.Address, out.Address)
	hint := "Draft " + out.Address + " is on this machine only; " + out.Next
	if len(out.Similar) > 0 {
		hint += "\nThe pool may have this already."
	}
	return s.list(out.Similar, hint), out, nil
}

func (in draftInput) wrong() error {
	switch {
	case notDrafted[in.Type]:
		return fmt.Errorf("a %s speaks for a person; an assistant cannot draft it", in.Type)
	case strings.TrimSpace(note.Clean(in.Title)) == "":
		return fmt.Errorf("the title is empty; give one line")
	case in.Type != string(note.Question) && strings.TrimSpace(in.Body) == "":
		return fmt.Errorf("the body is empty; nothing was written")
	case len(in.Body) > mostDraft:
		return fmt.Errorf("the body has %d bytes, more than %d; nothing was written", len(in.Body), mostDraft)
	}
	return nil
}

// mostDraft is how long a draft may be: no practice needs more.
const mostDraft = 64 << 10

// bodyOf is the body that is written: an empty one stays free of the template's prompts.
func bodyOf(in draftInput) string {
	if body := strings.TrimSpace(note.CleanText(in.Body)); body != "" {
		return body
	}
	return "\n"
}

func draftTopic(ctx context.Context, p *pool.Pool, in draftInput) (string, error) {
	if in.Topic != "" {
		return p.Topic(ctx, in.Topic)
	}
	topic, _, err := p.GuessTopic(ctx, in.Title+" "+in.Body)
	return topic, err
}

// clientName is how the assistant calls itself.
func clientName(req *mcp.CallToolRequest) string {
	info := req.ClientInfo()
	if info == nil {
		return "an assistant"
	}
	name := info.Title
	if name == "" {
		name = info.Name
	}
	if name = line(name); name == "" {
		return "an assistant"
	}
	return name
}
