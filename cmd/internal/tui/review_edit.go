package tui

import (
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// CommentPrompt is what an editor shows to whoever comments on lines: room for words, and
// the lines themselves to be changed into a suggestion. [ReadComment] reads what comes
// back.
func CommentPrompt(r pool.Review, a forge.Anchor) string {
	where := fmt.Sprintf("line %d", a.Line)
	if a.Start > 0 && a.Start < a.Line {
		where = fmt.Sprintf("lines %d to %d", a.Start, a.Line)
	}
	path := strings.ReplaceAll(term.Clean(a.Path), "--", "–")
	if a.Side == forge.Before {
		return fmt.Sprintf("\n<!-- Your comment on %s of %s as it was. An empty text says nothing. -->\n", where, path)
	}
	lines := LinesOf(r, a)
	fence := note.Fence(lines, 3)
	return fmt.Sprintf("\n<!-- Your comment on %s of %s goes above. Change the lines below to\nsuggest others; as they are they suggest nothing. -->\n%ssuggestion\n%s\n%s\n", where, path, fence, lines, fence)
}

// ReadComment reads an edited prompt: the words, and the suggestion when the lines were
// changed.
func ReadComment(text, lines string) (body string, suggestion *string) {
	text = withoutComments(strings.ReplaceAll(text, "\r\n", "\n"))
	all := forge.Suggestions(text)
	if len(all) == 0 {
		return text, nil
	}
	if all[0].Text != lines {
		suggestion = &all[0].Text
	}
	return withoutSuggestion(text), suggestion
}

// withoutSuggestion takes the first suggestion block out of a text.
func withoutSuggestion(text string) string {
	var out []string
	fence := ""
	done := false
	for _, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case !done && fence == "" && strings.HasSuffix(trimmed, "suggestion") && strings.HasPrefix(trimmed, "```"):
			fence = strings.TrimSpace(strings.TrimSuffix(trimmed, "suggestion"))
		case fence != "" && strings.HasPrefix(trimmed, fence) && strings.Trim(trimmed, "`") == "":
			fence, done = "", true
		case fence == "":
			out = append(out, line)
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// LinesOf is the lines that an anchor means, "" when they are not there.
func LinesOf(r pool.Review, a forge.Anchor) string {
	for _, n := range r.Notes {
		if n.Path != a.Path {
			continue
		}
		text := n.New
		if a.Side == forge.Before {
			text = n.Old
		}
		lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n")
		first := a.Line
		if a.Start > 0 && a.Start < a.Line {
			first = a.Start
		}
		if first >= 1 && a.Line <= len(lines) {
			return strings.Join(lines[first-1:a.Line], "\n")
		}
	}
	return ""
}
