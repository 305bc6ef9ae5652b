package assistant

import (
	"context"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// addPrompts adds what people ask of an assistant again and again.
func (s *server) addPrompts(m *mcp.Server) {
	for _, p := range prompts {
		m.AddPrompt(&mcp.Prompt{Name: p.name, Title: p.title, Description: p.title, Arguments: []*mcp.PromptArgument{{Name: p.arg, Description: p.about, Required: true}}},
			func(_ context.Context, req *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
				return &mcp.GetPromptResult{Description: p.title, Messages: []*mcp.PromptMessage{
					{Role: "user", Content: &mcp.TextContent{Text: p.text + "\n\n" + req.Params.Arguments[p.arg]}},
				}}, nil
			})
	}
}

var prompts = []struct{ name, title, arg, about, text string }{
	{"ask_the_pool", "Ask what the community knows", "question", "what you want to know",
		"Answer from the community's notes. Use find, then read_note for the best two or three. Cite the address of each note you use and say how well it is tried. If reports disagree, say so. If nothing fits, say that, name whom to ask (who_to_ask), and offer to draft the question."},
	{"write_it_down", "Write down what somebody learned", "story", "what happened, in your own words",
		"Make a practice note of this: a title that somebody in need would search for, when it helps, what to do step by step, how one sees that it worked. Keep the person's words, invent nothing, leave out names of people and customers. Look with find whether a note says it already; if so, propose what to add instead. Then use draft_note and say that they share it."},
	{"prepare_review", "Prepare a review", "address", "the note that is offered",
		"Read the note (read_note) and the review guide (cop://review-guide). List what a reviewer should look at, with the sentence each point is about, and similar notes (find). Do not decide: a person approves or asks for changes."},
}
