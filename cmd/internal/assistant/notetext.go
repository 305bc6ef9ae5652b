package assistant

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

type readInput struct {
	Address string `json:"address" jsonschema:"of the note, or any unique ending of it"`
	From    int    `json:"from,omitempty" jsonschema:"where the part begins: next of the part before; left out for the beginning"`
}

type readOutput struct {
	Note      noteLine `json:"note"`
	Text      string   `json:"text" jsonschema:"written by members: the note, then its thread, oldest first"`
	Next      int      `json:"next" jsonschema:"from of the next part; 0 when this was the last"`
	Why       []string `json:"why" jsonschema:"each report of use and how it counts"`
	Links     []string `json:"links" jsonschema:"addresses that the note links to"`
	Backlinks []string `json:"backlinks" jsonschema:"addresses that link to the note"`
}

func (s *server) read(ctx context.Context, _ *mcp.CallToolRequest, in readInput) (*mcp.CallToolResult, readOutput, error) {
	var out readOutput
	err := s.use(ctx, func(p *pool.Pool) error {
		a, err := p.Address(ctx, in.Address)
		if err != nil {
			return err
		}
		v, err := p.Show(ctx, a)
		if err != nil {
			return err
		}
		out = readOf(v, p.Stale(v.Card), in.From)
		return nil
	})
	if err != nil {
		return nil, readOutput{Note: noteLine{Tags: []string{}, Authors: []string{}}, Why: []string{}, Links: []string{}, Backlinks: []string{}}, err
	}
	return &mcp.CallToolResult{Content: text(s.readText(out))}, out, nil
}

func readOf(v pool.View, stale bool, from int) readOutput {
	part, next := page(noteText(v), from)
	out := readOutput{
		Note: lineOf(&v.Card, "", stale), Text: part, Next: next,
		Why: reasons(v.Why), Links: addresses(v.Links), Backlinks: addresses(v.Backlinks),
	}
	if out.Note.Title == "" {
		out.Note.Title = line(v.Note.Title)
	}
	return out
}

// readText is a part of a note as a text to read.
func (s *server) readText(r readOutput) string {
	head := fmt.Sprintf("%s (%s)", r.Note.Address, strings.Trim(r.Note.Type+", "+r.Note.State, ", "))
	foot := ""
	for _, why := range r.Why {
		foot += "\n" + why
	}
	if r.Next > 0 {
		foot += fmt.Sprintf("\nThere is more: read_note with from %d.", r.Next)
	}
	return head + "\n" + quoted(s.Mark(), r.Text) + foot
}

// noteText is a note and its thread as one text, cleaned.
func noteText(v pool.View) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", line(v.Note.Title), strings.TrimSpace(note.CleanText(string(v.Note.Body()))))
	for _, e := range v.Thread {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", entryHead(v, e), strings.TrimSpace(note.CleanText(string(e.Note.Body()))))
	}
	return b.String()
}

// entryHead says who wrote an entry, what it is, and when.
func entryHead(v pool.View, e pool.Entry) string {
	parts := []string{string(e.EntryName.Type) + " by " + line(e.Who())}
	for _, f := range [][2]string{{"vote", e.Vote()}, {"outcome", e.Outcome}, {"context", e.Context}, {"effort", e.Effort}, {"result", e.Result}} {
		if f[1] != "" {
			parts = append(parts, f[0]+": "+line(f[1]))
		}
	}
	if e.Unsigned {
		parts = append(parts, "not signed")
	}
	if v.Why.Settles(e) {
		parts = append(parts, "accepted")
	}
	return strings.Join(append(parts, e.When().UTC().Format(time.DateOnly)), ", ")
}

// reasons are the reports of use, first those that count.
func reasons(w pool.Why) []string {
	out := []string{}
	for _, r := range w.Counted {
		out = append(out, line(fmt.Sprintf("counts: %s %s", r.By, r.Reason)))
	}
	for _, r := range w.Ignored {
		out = append(out, line(fmt.Sprintf("does not count: %s %s", r.By, r.Reason)))
	}
	return out[:min(len(out), mostNotes)]
}

func addresses(ns []pool.Neighbour) []string {
	out := []string{}
	for _, n := range ns {
		if !n.Missing && len(out) < mostNotes {
			out = append(out, string(n.Address))
		}
	}
	return out
}
