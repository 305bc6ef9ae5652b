package tui

import (
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// ReviewState is the one thing worth knowing about a contribution: whether it asks for the
// user, can be accepted, or what it waits for.
func ReviewState(r pool.Review) term.Cell {
	stands := r.Standing()
	if word, ok := standingWords[stands]; ok && (stands == pool.StandsUnfinished || !r.AsksMe) {
		return word
	}
	if r.AsksMe {
		return term.Cell{Text: "asks for you", Style: term.Warn}
	}
	for _, kind := range []forge.Obstacle{forge.Conflicting, forge.ChangesAsked, forge.CheckFailed, forge.NeedsApproval, forge.CheckPending, forge.Unresolved, forge.Behind} {
		if r.Gate.Has(kind) {
			return term.Cell{Text: obstacleWords[kind], Style: term.Muted}
		}
	}
	return term.Cell{Text: "in review", Style: term.Muted}
}

// standingWords are for where a contribution stands, but for what its gate says.
var standingWords = map[pool.Standing]term.Cell{
	pool.StandsAccepted: {Text: "accepted", Style: term.Good}, pool.StandsDeclined: {Text: "declined", Style: term.Muted},
	pool.StandsWithdrawn: {Text: "taken back", Style: term.Muted}, pool.StandsUnfinished: {Text: "not finished", Style: term.Muted},
	pool.StandsReady: {Text: "can be accepted", Style: term.Good},
}

var obstacleWords = map[forge.Obstacle]string{
	forge.Conflicting: "clashes", forge.ChangesAsked: "changes asked for", forge.CheckFailed: "a check failed", forge.NeedsApproval: "needs approval",
	forge.CheckPending: "checks run", forge.Unresolved: "open threads", forge.Behind: "needs the newest",
}

// ReviewVerdicts counts what reviewers decided: "1 approved, 1 older".
func ReviewVerdicts(r pool.Review) term.Cell {
	count := map[string]int{}
	style := term.Muted
	for _, v := range r.Verdicts {
		switch {
		case v.Opinion != forge.Approved && v.Opinion != forge.ChangesRequested:
		case v.Advisory:
			count["without a vote"]++
		case v.Stale:
			count["older"]++
		case v.Opinion == forge.Approved:
			count["approved"]++
		default:
			count["for changes"]++
		}
	}
	var parts []string
	for _, word := range []string{"for changes", "approved", "older", "without a vote"} {
		if n := count[word]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
	switch {
	case count["for changes"] > 0:
		style = term.Bad
	case count["approved"] > 0:
		style = term.Good
	}
	return term.Cell{Text: strings.Join(parts, ", "), Style: style}
}

// ReviewChecks says how the checks stand, in a word.
func ReviewChecks(r pool.Review) term.Cell {
	worst := forge.CheckState("")
	rank := map[forge.CheckState]int{forge.Passed: 1, forge.Pending: 2, forge.Failed: 3}
	for _, c := range r.Checks {
		if rank[c.State] > rank[worst] {
			worst = c.State
		}
	}
	style := map[forge.CheckState]term.Style{forge.Passed: term.Good, forge.Pending: term.Muted, forge.Failed: term.Bad}[worst]
	return term.Cell{Text: string(worst), Style: style}
}
