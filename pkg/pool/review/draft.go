package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
)

// Draft is what the user has to say about a contribution and has not sent. The zero
// value is nothing.
type Draft struct {
	Head    forge.Commit // that the comments are about
	Opinion forge.Opinion
	Body    string
	Inline  []forge.Inline
	// Lost are comments whose words are no longer in the contribution. They are sent with
	// what is said about it as a whole, quoting what they were about.
	Lost []forge.Inline `json:",omitempty"`
	// Perhaps says that it was sent, and that it is not known whether it arrived.
	Perhaps bool `json:",omitempty"`
	// Shown is the head that the user was shown last; it outlives what is sent.
	Shown forge.Commit
}

// Empty reports that there is nothing to send.
func (d Draft) Empty() bool {
	return d.Body == "" && d.Opinion == "" && len(d.Inline)+len(d.Lost) == 0
}

// Comments counts what was written about lines.
func (d Draft) Comments() int { return len(d.Inline) + len(d.Lost) }

// InWords is a comment with what it was about.
func InWords(in forge.Inline) string {
	quote := "> " + strings.ReplaceAll(in.Quote, "\n", "\n> ")
	if in.Quote == "" {
		quote = "> (" + in.Path + ")"
	}
	out := quote + "\n\n" + in.Body
	if in.Suggestion != nil {
		out = strings.TrimSpace(out + "\n\nRather: " + *in.Suggestion)
	}
	return out
}

// Quote makes a comment know the words it is about.
func (r Review) Quote(in *forge.Inline) error {
	i := slices.IndexFunc(r.Notes, func(n Note) bool { return n.Path == in.Path })
	if i < 0 {
		return &forge.UsageError{Text: fmt.Sprintf("%s is no part of this contribution", in.Path)}
	}
	text := r.Notes[i].New
	if in.Side == forge.Before {
		text = r.Notes[i].Old
	}
	lines := textLines(text)
	if in.Start <= 0 {
		in.Start = in.Line
	}
	if in.Start > in.Line || in.Line < 1 || in.Line > len(lines) {
		return &forge.UsageError{Text: fmt.Sprintf("%s has lines 1 to %d; there is no line %d", in.Path, len(lines), in.Line)}
	}
	if strings.TrimSpace(strings.Join(lines[in.Start-1:in.Line], "")) == "" {
		near := besideEmpty(lines, in.Line)
		if in.Suggestion != nil && near > 0 {
			return &forge.UsageError{Text: fmt.Sprintf("line %d is empty: what you suggest would stand beside the words there, not in their place; they are on line %d", in.Line, near)}
		}
		if near > 0 {
			in.Start, in.Line = near, near
		}
	}
	in.Quote = strings.Join(lines[in.Start-1:in.Line], "\n")
	return nil
}

// AtWords is where a comment on lines goes: there, or where they are empty to the words beside
// them.
func (r Review) AtWords(a forge.Anchor) forge.Anchor {
	in := forge.Inline{Anchor: a}
	if r.Quote(&in) != nil {
		return a
	}
	return in.Anchor
}

// besideEmpty is the line with words nearest to an empty one, above rather than below; 0 for
// a text without any. An empty line is nowhere: it cannot be found again.
func besideEmpty(lines []string, at int) int {
	for away := 1; away < len(lines); away++ {
		for _, n := range []int{at - away, at + away} {
			if n >= 1 && n <= len(lines) && strings.TrimSpace(lines[n-1]) != "" {
				return n
			}
		}
	}
	return 0
}

// Follow moves the comments of a draft to where their words stand now, and counts those
// whose words are gone.
func (d *Draft) Follow(r Review) (lost int) {
	var kept []forge.Inline
	for _, in := range d.Inline {
		if in.Side == forge.Before || r.find(&in) {
			kept = append(kept, in)
			continue
		}
		d.Lost = append(d.Lost, in)
		lost++
	}
	d.Inline, d.Head = kept, r.Head
	return lost
}

// find puts a comment where its quote stands now, the nearest of several places.
func (r Review) find(in *forge.Inline) bool {
	i := slices.IndexFunc(r.Notes, func(n Note) bool { return n.Path == in.Path })
	if i < 0 || in.Quote == "" {
		return false
	}
	lines, want := textLines(r.Notes[i].New), strings.Split(in.Quote, "\n")
	best := 0
	for first := 1; first+len(want)-1 <= len(lines); first++ {
		last := first + len(want) - 1
		if slices.Equal(lines[first-1:last], want) && (best == 0 || apart(last, in.Line) < apart(best, in.Line)) {
			best = last
		}
	}
	if best == 0 {
		return false
	}
	in.Start, in.Line = best-len(want)+1, best
	return true
}

func apart(a, b int) int { return max(a-b, b-a) }
