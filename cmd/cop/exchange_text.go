package main

import (
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What an exchange with the others says about contributions: the same whether it was cop
// sync or cop share.

// outcomeLine says what became of a contribution, by whom, and what its author can do now.
func outcomeLine(p term.Palette, o pool.Outcome) string {
	title := p.Paint(term.Plain, o.Title)
	by := ""
	if o.By != "" && !o.ByMe {
		by = ", by " + p.Paint(term.Accent, o.By)
	}
	words := "."
	if said := strings.Join(strings.Fields(o.Words), " "); said != "" {
		words = ", who said: " + p.Paint(term.Plain, note.Quoted(said))
		if !strings.ContainsAny(said[len(said)-1:], ".!?") { // a sentence ends once
			words += "."
		}
	}
	switch {
	case o.Result == pool.StandsAccepted && o.ByMe:
		return p.Paint(term.Good, "Accepted") + " " + title + ": everyone has it now."
	case o.Result == pool.StandsAccepted:
		return p.Paint(term.Good, "Accepted") + " " + title + by + ": everyone has it now. Thank you!"
	case o.Result == pool.StandsWithdrawn:
		return p.Paint(term.Good, "Taken back") + " " + title + "; nobody is asked for it any more."
	case by == "":
		return p.Paint(term.Warn, "Closed") + " " + title + " without being accepted, by whom is not known. Its notes are drafts of yours again; cop share offers them anew."
	}
	return p.Paint(term.Warn, "Declined") + " " + title + by + words + " Its notes are drafts of yours again: change them and cop share offers them anew."
}

// reopenedLine says that a contribution that had been declined is in review again.
func reopenedLine(p term.Palette, r pool.Review) string {
	return p.Paint(term.Good, "Open again") + ": " + p.Paint(term.Plain, r.Title) + " is in review; cop review " + p.Paint(term.Accent, r.Name()) + " shows it."
}

// changedLine says what somebody else did to a contribution of the user's.
func changedLine(p term.Palette, ch pool.Change) string {
	name := wording.Name(ch.Contribution)
	return p.Paint(term.Warn, strings.Join(ch.By, ", ")) + " changed your contribution " + p.Paint(term.Plain, titleOf(ch.Contribution)) +
		" in " + p.Paint(term.Topic, strings.Join(ch.Notes, ", ")) + "; your files follow. cop review " + p.Paint(term.Accent, name) + " --since-mine shows what."
}
