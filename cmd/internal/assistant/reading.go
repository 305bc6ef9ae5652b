package assistant

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

// addReading adds the tools that change nothing.
func (s *server) addReading(m *mcp.Server) {
	addTool(m, reads("find", "Find notes", "Search the community's notes with a question or a few words; the most useful come first. Facets narrow: topic:oncall tag:go type:question maturity:proven. Returns addresses for read_note."), s.find)
	addTool(m, reads("read_note", "Read a note", "One note with its thread (answers, comments, reports of use) and why it is trusted as much as it is. Long notes come in parts: pass next as from."), s.read)
	addTool(m, reads("who_to_ask", "Whom to ask", "Members worth asking about a topic or some words, each with the reasons."), s.who)
	addTool(m, reads("what_is_open", "What is open", "Questions that nobody has settled yet, those that wait longest first, and how many notes ask to be looked at again."), s.open)
	addTool(m, reads("health", "How the community is doing", "Plain numbers about the whole community; nobody is named."), s.health)
}

func reads(name, title, description string) *mcp.Tool {
	no := false
	return &mcp.Tool{Name: name, Title: title, Description: description,
		Annotations: &mcp.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no}}
}

// A noteLine is a note in a list.
type noteLine struct {
	Address  string   `json:"address" jsonschema:"cite this; read_note takes it"`
	Title    string   `json:"title" jsonschema:"written by a member"`
	Type     string   `json:"type" jsonschema:"practice, question, story, decision and others"`
	State    string   `json:"state" jsonschema:"how far it may be trusted (untried, emerging, promising, proven, contested, stale, superseded, deprecated) or, of a question, open or answered"`
	Tags     []string `json:"tags"`
	Authors  []string `json:"authors"`
	Updated  string   `json:"updated" jsonschema:"day of the last change, empty when unknown"`
	Snippet  string   `json:"snippet" jsonschema:"a line around the match, written by a member; may be empty"`
	Answered int      `json:"answers" jsonschema:"answers a question has"`
}

func lineOf(c *index.Card, snippet string, stale bool) noteLine {
	return noteLine{
		Address: string(c.Address), Title: line(c.Title), Type: typeOf(c), State: evidence.StateOf(c, stale),
		Tags: lines(c.Tags), Authors: lines(c.Authors), Updated: day(c.Newest()), Snippet: line(snippet), Answered: c.Answers,
	}
}

func typeOf(c *index.Card) string {
	if c.Type == "" {
		return string(note.Practice)
	}
	return string(c.Type)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

type findInput struct {
	Query string `json:"query" jsonschema:"a question or words, as a person would type them"`
	Limit int    `json:"limit,omitempty" jsonschema:"notes at most, 1 to 20; 8 when left out"`
}

type findOutput struct {
	Notes []noteLine `json:"notes" jsonschema:"the most useful first"`
	Total int        `json:"total" jsonschema:"notes that were found"`
	Hint  string     `json:"hint" jsonschema:"what to try next; may be empty"`
}

func (s *server) find(ctx context.Context, _ *mcp.CallToolRequest, in findInput) (*mcp.CallToolResult, findOutput, error) {
	out := findOutput{Notes: []noteLine{}}
	err := s.use(ctx, func(p *pool.Pool) error {
		q, err := pool.ParseQuery(in.Query)
		if err != nil {
			return err
		}
		q.Limit = between(in.Limit, usualNotes, mostNotes)
		found, err := p.Find(ctx, q)
		if err != nil {
			return err
		}
		for i := range found.Hits {
			hit := &found.Hits[i]
			out.Notes = append(out.Notes, lineOf(&hit.Card, hit.Snippet, p.Stale(hit.Card)))
		}
		out.Total, out.Hint = found.Total, findHint(found, len(out.Notes))
		return nil
	})
	if err != nil {
		return nil, out, err
	}
	return s.list(out.Notes, out.Hint), out, nil
}

func findHint(found pool.Results, shown int) string {
	switch {
	case shown > 0 && found.Total > shown:
		return fmt.Sprintf("%d more; narrow with topic: or tag:, or ask for more with limit", found.Total-shown)
	case shown > 0:
		return ""
	case len(found.Suggest) > 0 && found.Nearly == nil:
		return "nothing found; did you mean " + strings.Join(lines(found.Suggest), " or ") + "?"
	case len(found.Suggest) > 0:
		return "nothing found; did you mean " + strings.Join(lines(found.Suggest), " or ") + "? The nearest, " +
			string(found.Nearly.Address) + ", " + line(found.Nearly.Nearness())
	case found.Nearly != nil:
		return "nothing found; the nearest, " + string(found.Nearly.Address) + ", " + line(found.Nearly.Nearness())
	}
	return "nothing found; try fewer or other words, or who_to_ask"
}

// between is n within 1 and most; 0 and less are the usual.
func between(n, usual, most int) int {
	if n <= 0 {
		return usual
	}
	return min(n, most)
}

// list is notes as a text to read.
func (s *server) list(notes []noteLine, hint string) *mcp.CallToolResult {
	var b strings.Builder
	for _, n := range notes {
		fmt.Fprintf(&b, "%s (%s)\n  %s\n", n.Address, strings.Trim(n.Type+", "+n.State, ", "), n.Title)
		if n.Snippet != "" {
			fmt.Fprintf(&b, "  %s\n", n.Snippet)
		}
	}
	out := hint
	if b.Len() > 0 {
		out = strings.TrimRight(quoted(s.Mark(), b.String())+"\n"+hint, "\n")
	}
	return &mcp.CallToolResult{Content: text(out)}
}

type whoInput struct {
	About string `json:"about" jsonschema:"a topic, a tag or some words"`
	Limit int    `json:"limit,omitempty" jsonschema:"people at most, 1 to 20; 5 when left out"`
}

type whoOutput struct {
	People []personLine `json:"people" jsonschema:"empty when nobody has written, answered or told anything about it"`
}

type personLine struct {
	Handle  string   `json:"handle"`
	Name    string   `json:"name"`
	Reasons []string `json:"reasons" jsonschema:"what speaks for asking them"`
	Away    bool     `json:"away" jsonschema:"they said on their card that they are away"`
}

func (s *server) who(ctx context.Context, _ *mcp.CallToolRequest, in whoInput) (*mcp.CallToolResult, whoOutput, error) {
	out := whoOutput{People: []personLine{}}
	err := s.use(ctx, func(p *pool.Pool) error {
		experts, err := p.Who(ctx, in.About, pool.WhoOptions{Limit: between(in.Limit, 5, mostNotes)})
		for _, e := range experts {
			out.People = append(out.People, personLine{string(e.Handle), line(e.Name), lines(e.Reasons), e.Presence == pool.Away})
		}
		return err
	})
	if err != nil {
		return nil, out, err
	}
	if len(out.People) == 0 {
		return &mcp.CallToolResult{Content: text("nobody has written, answered or told anything about it yet")}, out, nil
	}
	var b strings.Builder
	for _, person := range out.People {
		fmt.Fprintf(&b, "%s (%s): %s\n", person.Handle, person.Name, strings.Join(person.Reasons, "; "))
	}
	return &mcp.CallToolResult{Content: text(quoted(s.Mark(), b.String()))}, out, nil
}

type openInput struct {
	Limit int `json:"limit,omitempty" jsonschema:"questions at most, 1 to 20; 8 when left out"`
}

type openOutput struct {
	Questions []noteLine `json:"questions" jsonschema:"that nobody has settled, the longest waiting first"`
	Total     int        `json:"total"`
	Stale     int        `json:"stale" jsonschema:"notes that ask to be looked at again"`
}

func (s *server) open(ctx context.Context, _ *mcp.CallToolRequest, in openInput) (*mcp.CallToolResult, openOutput, error) {
	out := openOutput{Questions: []noteLine{}}
	err := s.use(ctx, func(p *pool.Pool) error {
		cards, err := p.Cards(ctx)
		if err != nil {
			return err
		}
		most := between(in.Limit, usualNotes, mostNotes)
		for i := len(cards) - 1; i >= 0; i-- { // newest first, so from the end
			c := &cards[i]
			stale := p.Stale(*c)
			if stale && !c.Retired() {
				out.Stale++
			}
			if c.Type != note.Question || c.Accepted || c.Retired() {
				continue
			}
			if out.Total++; len(out.Questions) < most {
				out.Questions = append(out.Questions, lineOf(c, "", stale))
			}
		}
		return nil
	})
	if err != nil {
		return nil, out, err
	}
	hint := fmt.Sprintf("%d open questions; %d notes ask to be looked at again", out.Total, out.Stale)
	return s.list(out.Questions, hint), out, nil
}

type nothing struct{}

type healthOutput struct {
	Members     int    `json:"members" jsonschema:"people with a card"`
	Active      int    `json:"active_90_days" jsonschema:"people who wrote something in the last 90 days"`
	Questions   int    `json:"questions"`
	Unanswered  int    `json:"unanswered"`
	Oldest      string `json:"oldest_unanswered" jsonschema:"address of the question that waits longest; may be empty"`
	Practices   int    `json:"practices"`
	Tried       int    `json:"tried" jsonschema:"practices that somebody else tried"`
	Promising   int    `json:"promising" jsonschema:"promising or better"`
	Proven      int    `json:"proven"`
	Contested   int    `json:"contested"`
	Stale       int    `json:"stale"`
	ActionsOpen int    `json:"actions_open"`
	ActionsLate int    `json:"actions_late"`
}

func (s *server) health(ctx context.Context, _ *mcp.CallToolRequest, _ nothing) (*mcp.CallToolResult, healthOutput, error) {
	var out healthOutput
	err := s.use(ctx, func(p *pool.Pool) error {
		h, err := p.Health(ctx)
		out = healthOutput{h.Members, h.Active, h.Questions, h.Unanswered, string(h.Oldest), h.Practices, h.Tried, h.Promising, h.Proven, h.Contested, h.Stale, h.ActionsOpen, h.ActionsLate}
		return err
	})
	return nil, out, err
}
