package term

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// U34: ![[note#section]] on a line of its own is shown as its text, what that shows in turn as
// well, and the link still counts; within a sentence, and where nothing is known, it is a link.
func TestEmbeddedNotesU34(t *testing.T) {
	inner := map[string]note.Embedded{"deep": {Title: "Deep", Text: "Of deep."}}
	embeds := map[string]note.Embedded{
		"valve#first": {Title: "Close the \x1b[31mvalve", Text: "## First\n\nShut [[it]].\n\n![[deep]]\n\n![[valve]]", Inner: inner},
	}
	src := "![[valve#first]]\n\nSee ![[valve#first]] and ![[none]].\n\n- ![[valve#first]]\n\n![[none]]\n"
	want := `> from Close the valve (valve#first)
>
> ## First
>
> Shut it.
>
> > from Deep
> >
> > Of deep.
>
> valve

See valve#first and none.

- > from Close the valve (valve#first)
  >
  > ## First
  >
  > Shut it.
  >
  > > from Deep
  > >
  > > Of deep.
  >
  > valve

none`
	r := Layout(src, MarkdownOptions{Width: 60, Embeds: embeds})
	if got := strings.Join(r.Lines, "\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	seen := map[int]bool{}
	for _, l := range r.Links {
		seen[l.N] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d links: %v", len(seen), r.Links)
	}
	for width := 20; width < 60; width += 7 {
		for _, line := range Layout("> > - ![[valve#first]]", MarkdownOptions{Width: width, Embeds: embeds, Color: true}).Lines {
			if len([]rune(withoutColour(line))) > width {
				t.Errorf("%d columns: %q", width, line)
			}
		}
	}
}

func withoutColour(s string) string {
	var b strings.Builder
	for s != "" {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			break
		}
		_, s, _ = strings.Cut(after, "m")
	}
	return b.String()
}
