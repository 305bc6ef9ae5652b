package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// name is what people type to mean a contribution.
func (c contributionJSON) name() string {
	if c.Number > 0 {
		return fmt.Sprint(c.Number)
	}
	return c.ID
}

// opinions say what a reviewer decided.
var opinions = map[string]string{
	string(forge.Approved):         "approved",
	string(forge.ChangesRequested): "asked for changes",
	string(forge.Commented):        "commented",
}

func opinionStyle(o forge.Opinion) term.Style {
	switch o {
	case forge.Approved:
		return term.Good
	case forge.ChangesRequested:
		return term.Warn
	}
	return term.Plain
}

// words is a verdict in a sentence: "ben approved, an earlier version".
func (v verdictJSON) words() string {
	what := opinions[v.Verdict]
	if what == "" {
		what = v.Verdict
	}
	if v.Stale {
		what += ", an earlier version"
	}
	who := v.By
	switch {
	case v.Brought != "" || v.Unsigned:
		who = forge.Verdict{By: forge.Login(v.By), Brought: v.Brought}.Who()
		what += ", " + v.doubt
	case v.Advisory:
		what += ", without a vote there"
	}
	return who + " " + what
}

// reviewLines is a line for each of my contributions: what reviewers say, what is missing, and what
// leads on.
func (r statusResult) reviewLines(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for _, c := range r.Contributions {
		c.settled = c.has(r.Drafts) && !c.has(r.Conflicts)
		words := c.standingWords(r.now)
		if len(words) == 0 {
			continue
		}
		name := p.Paint(term.Accent, c.name())
		if r.elsewhere(c) {
			name += "  " + p.Paint(term.Title, brief(c.Title))
		}
		b.WriteString(term.Hang("  ", "          ", name+p.Paint(term.Muted, "  "+strings.Join(words, " · ")), s.LineWidth()) + "\n")
	}
	return b.String()
}

// elsewhere reports a contribution none of whose notes differs here from what the others have: it came
// from another machine.
func (r statusResult) elsewhere(c contributionJSON) bool {
	return !slices.ContainsFunc(r.sections(), func(s section) bool {
		return c.has(s.items) || slices.ContainsFunc(s.items, func(it itemJSON) bool { // a file that is no note
			return it.Contribution != "" && strings.HasSuffix(c.Branch, "/"+it.Contribution)
		})
	})
}

// has reports a contribution of one of the notes.
func (c contributionJSON) has(items []itemJSON) bool {
	return slices.ContainsFunc(items, func(it itemJSON) bool { return slices.Contains(c.Notes, it.Address) })
}

// mostWaiting is how many of them are named one by one.
const mostWaiting = 8

// standingWords say where a contribution of mine stands, and as of when, unless that is now.
func (c contributionJSON) standingWords(now time.Time) []string {
	words := c.standsAs()
	switch ago := term.Ago(c.asOf, now); {
	case ago == "" || ago == "now" || now.IsZero() || len(words) == 0:
	case c.Standing == pool.StandsInReview || c.Standing == pool.StandsReady || c.Standing == pool.StandsReturned || c.Standing == pool.StandsCrossed:
		words = append(words, "as of "+ago)
	}
	return words
}

func (c contributionJSON) standsAs() []string {
	var words []string
	for _, v := range c.Verdicts {
		words = append(words, v.words())
	}
	switch c.Standing {
	case pool.StandsHere:
		return nil // its notes are among what waits
	case pool.StandsAccepted:
		return append(words, "accepted: cop sync brings it to your files")
	case pool.StandsDeclined, pool.StandsWithdrawn:
		return append(words, "no longer in review: cop sync tells what became of it")
	case pool.StandsUnopened:
		return []string{"sent, but nobody is asked yet: cop share opens it for review, or prints the page to do so"}
	case pool.StandsHanded:
		return []string{"handed over as a file; what becomes of it cop sync tells"}
	case pool.StandsLeaving:
		return []string{"taken back; the others learn of it with the next cop sync"}
	case pool.StandsCrossed:
		if c.settled {
			return append(words, "clashes with what was accepted since; you settled it: cop share sends that")
		}
		return append(words, "clashes with what was accepted since: cop sync, then cop resolve, then cop share")
	case pool.StandsUnfinished:
		return append(words, "a draft: nobody is asked yet")
	case pool.StandsReady:
		return append(words, "can be accepted")
	}
	for _, why := range c.Gate.Reasons {
		if !slices.Contains(words, why) { // a verdict may have said it
			words = append(words, why)
		}
	}
	return words
}

// asks lists the contributions of others that wait for me.
func (r statusResult) asks(s *term.Streams, after bool) string {
	if len(r.AsksMe) == 0 {
		return ""
	}
	var b strings.Builder
	p := s.Palette()
	if after {
		b.WriteString("\n")
	}
	b.WriteString(p.Paint(term.Title, "Waiting for your review") + "\n")
	for _, c := range r.AsksMe[:min(len(r.AsksMe), mostWaiting)] {
		b.WriteString(term.Hang("  ", "          ", p.Paint(term.Accent, c.name())+" "+p.Paint(term.Title, brief(c.Title))+p.Paint(term.Muted, "  by "+c.Author), s.LineWidth()) + "\n")
	}
	hint := "cop review NAME shows it"
	if n := len(r.AsksMe) - mostWaiting; n > 0 {
		hint = fmt.Sprintf("and %d more; cop review lists them, cop review NAME shows one", n)
	}
	b.WriteString(term.Hang("  ", "  ", p.Paint(term.Muted, hint), s.LineWidth()) + "\n")
	return b.String()
}
