package tui

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// toReviews opens the tab; the place of review is asked while what was known is shown.
func (b *browser) toReviews() tea.Cmd {
	b.at, b.noteList.typing = atReview, false
	if b.reviews.asking {
		return nil
	}
	return b.reviews.load()
}

// openReview opens one contribution.
func (b *browser) openReview(name string) tea.Cmd {
	b.at, b.noteList.typing = atReview, false
	return b.reviews.show(name)
}

// onReview carries out what can be done about a contribution.
func (b *browser) onReview(a action) (_ tea.Cmd, ok bool) {
	v := b.reviews
	switch a {
	case commentHere, suggestHere, judgeIt, mergeIt, pageIt, editOffered, takeSuggested:
	default:
		return nil, false
	}
	if v.open == "" || v.view.Review.ID == "" {
		b.say("enter opens the contribution first")
		return nil, true
	}
	switch a {
	case commentHere, suggestHere:
		return b.commentOnLine(a == suggestHere), true
	case editOffered:
		return b.editOffered(), true
	case takeSuggested:
		b.takeSuggested()
	case judgeIt:
		b.over = newVerdictForm(b)
	case mergeIt:
		b.over = newMergeBox(b)
	case pageIt:
		if v.view.Review.URL == "" {
			b.say("This contribution has no page on the web.")
			return nil, true
		}
		return b.visit(v.view.Review.URL), true
	}
	return nil, true
}

// commentOnLine asks for words about the sentence under the cursor; on what somebody said
// it is an answer. A suggestion for several lines is written in an editor.
func (b *browser) commentOnLine(suggest bool) tea.Cmd {
	v := b.reviews
	spot := v.spot()
	if i := slices.Index(NumberedThreads(v.view.Review), spot.Thread); spot.Thread != "" && !suggest {
		b.over = newWordsForm(b, "Answer", "", func(words string) tea.Cmd {
			return b.run(after{}, "review", v.view.Review.Name(), "--reply", strconv.Itoa(i+1), "--body", words)
		})
		return nil
	}
	a, ok := spot.Anchor()
	if !ok {
		b.say("Choose a line of the text first; ] goes to the next change.")
		return nil
	}
	lines := LinesOf(v.view.Review, a)
	if strings.TrimSpace(lines) == "" {
		if suggest {
			b.say("This line is empty; choose the one whose words you would change.")
			return nil
		}
		a = v.view.Review.AtWords(a)
		lines = LinesOf(v.view.Review, a)
	}
	switch {
	case suggest && a.Side == forge.Before:
		b.say("These words are gone already; c comments on them.")
	case suggest && a.Start < a.Line:
		return b.editSuggestion(a)
	case suggest:
		indent := lines[:len(lines)-len(strings.TrimLeft(lines, " \t"))]
		b.over = newWordsForm(b, "Rather", lines, func(words string) tea.Cmd {
			if words = indent + words; words == lines {
				return nil
			}
			return b.keep(forge.Inline{Anchor: a, Suggestion: &words}, term.EditResult{})
		})
	default:
		b.over = newWordsForm(b, "On "+note.Quoted(term.Clean(lines)), "", func(words string) tea.Cmd {
			return b.keep(forge.Inline{Anchor: a, Body: words}, term.EditResult{})
		})
	}
	return nil
}

// editSuggestion opens the editor on lines to be changed.
func (b *browser) editSuggestion(a forge.Anchor) tea.Cmd {
	r := b.reviews.view.Review
	start := CommentPrompt(r, a)
	dir, core := filepath.Join(b.root, ".git", "cop", "drafts"), ""
	if p := b.session.peek(); p != nil {
		dir, core = filepath.Join(p.LocalDir(), "drafts"), p.GitConfig("core.editor")
	}
	var m commentEdited
	m.at = a
	return tea.Exec(lending{b.painter, func() {
		m.result, m.err = b.host.Streams.Edit(b.ctx, term.EditRequest{Name: "comment.md", Text: start, Dir: dir, CoreEditor: core})
	}}, func(error) tea.Msg { return m })
}

// commentEdited is what came back from the editor.
type commentEdited struct {
	at     forge.Anchor
	result term.EditResult
	err    error
}

func (b *browser) takeCommentEdited(m commentEdited) tea.Cmd {
	if m.err != nil {
		b.complain(m.err)
		return nil
	}
	in := forge.Inline{Anchor: m.at}
	in.Body, in.Suggestion = ReadComment(m.result.Text, LinesOf(b.reviews.view.Review, m.at))
	if in.Body == "" && in.Suggestion == nil {
		b.say("Closed without a change; nothing was kept.")
		return func() tea.Msg { _ = m.result.Discard(); return nil }
	}
	return b.keep(in, m.result)
}

// keep adds a comment to what goes out with the verdict.
func (b *browser) keep(in forge.Inline, written term.EditResult) tea.Cmd {
	r := b.reviews.view.Review
	return func() tea.Msg {
		m := reviewKept{draft: written}
		m.err = b.session.apart(b.ctx, func(p *pool.Pool) error {
			_, err := p.Comment(b.ctx, r, in)
			return err
		})
		if m.err == nil {
			m.err = written.Discard()
		}
		return m
	}
}

func (b *browser) takeKept(m reviewKept) tea.Cmd {
	if m.err != nil {
		b.complain(m.err)
		if m.draft.Draft != "" {
			b.notice += b.styles.muted(" · your text is kept in " + m.draft.Draft)
		}
		return nil
	}
	b.say("Kept; v sends it with your verdict.")
	return b.reviews.read()
}

// sayLost tells of comments whose words are gone.
func (b *browser) sayLost(n int) {
	if n > 0 {
		b.say("%s", lostWords(n))
	}
}

func lostWords(n int) string {
	return fmt.Sprintf("It changed since; what %s of yours was about is gone. It goes out with your words about the whole.", tallied(n, "comment"))
}

// reviewArgs is a command line about a contribution as it was shown.
func reviewArgs(r pool.Review, args ...string) []string {
	return append([]string{"review", r.Name(), "--head", string(r.Head)}, args...)
}
