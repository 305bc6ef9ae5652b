package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// explainDialogue knows what can go wrong in a note's thread.
func explainDialogue(err error) (explanation, bool) {
	noQuestion, none, many := new(pool.NotAQuestionError), new(pool.NoEntryError), new(pool.AmbiguousEntryError)
	untriable, nobody := new(pool.NotTriableError), new(pool.NobodyError)
	theirs, unshared := new(pool.NotTheirsError), new(pool.UnsharedError)
	switch {
	case errors.As(err, &noQuestion):
		return explanation{Code: "no_question", Hint: fmt.Sprintf("cop comment %s says something about a note", noQuestion.Address), exit: exitUsage}, true
	case errors.As(err, &none):
		return explainNoEntry(none), true
	case errors.As(err, &many):
		return explanation{Code: "ambiguous", Hint: "say which: " + entryNames(many.Fit), exit: exitUsage}, true
	case errors.As(err, &theirs):
		return explanation{Code: "not_yours", Hint: "cop comment ADDR says that it helped you, too", exit: exitFailed}, true
	case errors.As(err, &untriable):
		hint := fmt.Sprintf("cop comment %s says something about it", untriable.Address)
		if untriable.Type == note.Question {
			hint = fmt.Sprintf("cop answer %s answers it", untriable.Address)
		}
		return explanation{Code: "not_triable", Hint: hint, exit: exitUsage}, true
	case errors.As(err, &nobody):
		return explanation{Code: "unknown_person", Hint: didYouMean(nobody.Near, "cop people lists the members; who has a card, wrote something or looks after something is known"), exit: exitUsage}, true
	case errors.Is(err, pool.ErrAccepted):
		return explanation{Code: "accepted", Hint: "nothing was written; cop comment ADDR adds a word", exit: exitFailed}, true
	case errors.As(err, &unshared):
		return explanation{Code: "unshared", Hint: fmt.Sprintf("cop share %s offers it; then they can read what you say about it", unshared.Address), exit: exitFailed}, true
	}
	return explanation{}, false
}

// didYouMean offers what comes near, else says something more general.
func didYouMean(near []string, otherwise string) string {
	if len(near) == 0 {
		return otherwise
	}
	return "did you mean " + strings.Join(near, " or ") + "?"
}

func explainNoEntry(e *pool.NoEntryError) explanation {
	out := explanation{Code: "not_found", exit: exitNothing}
	if e.Typed == "" && len(e.Have) > 0 {
		out.Message, out.exit = fmt.Sprintf("%s has %s", e.Note, many(len(e.Have), e.Kind)), exitUsage
	} else if len(e.Have) == 0 {
		out.Message = fmt.Sprintf("%s has no %s yet", e.Note, e.Kind)
	}
	switch {
	case len(e.Have) > 0:
		out.Hint = "say which: " + entryNames(e.Have)
	case e.Kind == "answer":
		out.Hint = fmt.Sprintf("cop answer %s writes one", e.Note)
	default:
		out.Hint = fmt.Sprintf("cop comment %s begins the thread", e.Note)
	}
	return out
}

// many counts in the right number: "1 answer", "2 entries".
func many(n int, word string) string {
	if n != 1 && strings.HasSuffix(word, "y") {
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(word, "y"))
	}
	return count(n, word)
}

func entryNames(es []pool.Entry) string {
	var out []string
	for i, e := range es {
		if i == 5 {
			out = append(out, "…")
			break
		}
		out = append(out, e.Name())
	}
	return strings.Join(out, ", ")
}
