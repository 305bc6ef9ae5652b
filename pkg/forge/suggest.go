package forge

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Suggestion is new text that a comment offers in place of lines.
type Suggestion struct {
	// Above and Below say how many lines around the anchor's last line are replaced with
	// it. Above is -1 when the comment's own range says it.
	Above, Below int
	Text         string // without the final newline; "" removes the lines
}

// Lines are the first and last line, 1-based, that the suggestion replaces when its
// comment stands at the anchor.
func (s Suggestion) Lines(a Anchor) (first, last int) {
	if s.Above < 0 {
		return a.First(), a.Line
	}
	return max(a.Line-s.Above, 1), a.Line + s.Below
}

var fence = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("^ {0,3}(`{3,}|~{3,})[ \t]*suggestion(?::-([0-9]{1,4})\\+([0-9]{1,4}))?[ \t]*$")
})

// Suggestions finds the suggestion blocks of a comment, in GitHub's form (the comment's
// lines are replaced) and GitLab's (the block says how many):
//
//	```suggestion:-1+0
//	two better lines
//	```
func Suggestions(body string) []Suggestion {
	var out []Suggestion
	lines := strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		m := fence().FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		end := closing(lines, i+1, m[1])
		if end < 0 {
			return out
		}
		s := Suggestion{Above: -1, Text: strings.Join(lines[i+1:end], "\n")}
		if m[2] != "" {
			s.Above, _ = strconv.Atoi(m[2])
			s.Below, _ = strconv.Atoi(m[3])
		}
		out = append(out, s)
		i = end
	}
	return out
}

// closing finds the line that closes a fence, -1 when none does.
func closing(lines []string, from int, open string) int {
	for i := from; i < len(lines); i++ {
		l := strings.TrimSpace(lines[i])
		if len(l) >= len(open) && strings.Trim(l, open[:1]) == "" {
			return i
		}
	}
	return -1
}

// block writes a suggestion. counted says that the host wants the number of lines in the
// block, because its comments have no ranges of their own. The fence is longer than any
// in the text.
func block(text string, a Anchor, counted bool) string {
	ticks := "```"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	kind := "suggestion"
	if counted {
		kind = fmt.Sprintf("suggestion:-%d+0", a.Line-a.First())
	}
	text = strings.TrimSuffix(text, "\n")
	if text != "" {
		text += "\n"
	}
	return ticks + kind + "\n" + text + ticks
}

// Words is an inline comment's body with its suggestion, as the host wants it.
func (in Inline) Words(counted bool) string {
	if in.Suggestion == nil {
		return in.Body
	}
	b := block(*in.Suggestion, in.Anchor, counted)
	if in.Body == "" {
		return b
	}
	return in.Body + "\n\n" + b
}

// sortOut keeps the inline comments that a change covers and writes the others below the
// review's words, each with its place.
func sortOut(r Review, files []FileDiff) (fit, moved []Inline, body string) {
	body = r.Body
	for _, in := range r.Inline {
		if covers(files, in.Anchor) {
			fit = append(fit, in)
			continue
		}
		moved = append(moved, in)
		if body != "" {
			body += "\n\n"
		}
		body += fmt.Sprintf("`%s:%d`: %s", in.Path, in.Line, in.Words(true))
	}
	return fit, moved, body
}
