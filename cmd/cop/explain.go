package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
)

// This file alone turns errors into words. On the screen an error is one line
// that says what happened ("cop: " and the message) and one that says what to
// do next ("hint: "). No shouting, no blame, no stack of causes; with --json
// the same is an object. Exit codes are API and only ever added to.

// Exit codes.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitNothing     = 3 // looked for and not found
	exitAuth        = 4
	exitConflict    = 5
	exitProblems    = 6 // check found some, or something was kept back
	exitAway        = 7 // out of reach: again later
	exitRefused     = 8 // the shared place, or a hook, took it not: a person is needed
	exitRaced       = 9 // others were faster: again at once
	exitInterrupted = 130
)

// usageError is a command line that cannot be understood.
type usageError struct{ msg, hint string }

func (e *usageError) Error() string { return e.msg }

// outcome ends a command whose result already says everything: nothing is
// added, only the exit code is set.
type outcome int

func (o outcome) Error() string { return fmt.Sprintf("exit %d", int(o)) }

// explanation is an error in words.
type explanation struct {
	Code    string `json:"code"` // stable, for programs
	Message string `json:"message"`
	Hint    string `json:"hint"`
	// Words are the server's own lines, where it said several.
	Words []string `json:"words,omitempty"`
	// Nearest is the note that comes nearest to a search which found nothing.
	Nearest *nearestJSON `json:"nearest,omitempty"`
	exit    int
}

// nearestJSON is a note, and which words of a search it has and lacks.
type nearestJSON struct {
	Address note.Address `json:"address"`
	Has     []string     `json:"has,omitempty"`
	Missing []string     `json:"missing,omitempty"`
	Outside bool         `json:"outside,omitempty"` // the filters do not hold for it
}

// explain finds the words for an error. Most particular first.
func explain(err error) explanation {
	for _, known := range explainers {
		if e, ok := known(err); ok {
			if e.Message == "" {
				e.Message = err.Error()
			}
			return e
		}
	}
	return explanation{Code: "failed", Message: err.Error(), exit: exitFailed}
}

// explainers each know the errors of one package.
var explainers = []func(error) (explanation, bool){
	explainInterrupt, // whatever it broke, the person asked for it
	explainUsage,
	explainDialogue,
	explainPool,
	explainImport,
	explainExport,
	explainForge,
	explainRepo,
	explainTerm,
}

func explainUsage(err error) (explanation, bool) {
	if e := new(usageError); errors.As(err, &e) {
		return explanation{Code: "usage", Hint: e.hint, exit: exitUsage}, true
	}
	if m := exclusive().FindStringSubmatch(err.Error()); m != nil {
		flags := strings.Fields(m[1])
		return explanation{Code: "usage", Message: "--" + strings.Join(flags, " and --") + " do not go together", Hint: "give one of them", exit: exitUsage}, true
	}
	if e := new(settingsError); errors.As(err, &e) {
		return explanation{Code: "config", Hint: "correct that file, or remove it to start afresh", exit: exitFailed}, true
	}
	return explanation{}, false
}

// exclusive recognises what cobra says of flags that exclude each other.
var exclusive = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^if any flags in the group .*; \[(.*)\] were all set$`)
})

func explainTerm(err error) (explanation, bool) {
	noInput, field, query, edit := new(term.NoInputError), new(term.FieldError), new(term.QueryError), new(term.EditError)
	switch {
	case errors.As(err, &noInput):
		return explanation{Code: "no_input", Hint: given(noInput.Flag), exit: exitUsage}, true
	case errors.As(err, &field):
		return explanation{Code: "usage", Hint: "fields: " + strings.Join(field.Known, ", "), exit: exitUsage}, true
	case errors.As(err, &query):
		return explanation{Code: "usage", Hint: "--json shows what the expression works on; of a list --template takes {{range .}}{{.address}} {{end}}", exit: exitUsage}, true
	case errors.Is(err, term.ErrNoEditor):
		return explanation{Code: "no_editor", Hint: "cop config set editor nano, or give the text with --body-file", exit: exitFailed}, true
	case errors.As(err, &edit) && !errors.Is(err, term.ErrInterrupted):
		return explanation{Code: "editor", Hint: "cop config set editor COMMAND chooses another", exit: exitFailed}, true
	}
	return explanation{}, false
}

func given(flag string) string {
	if flag == "" {
		return "run it in a terminal, without --no-input"
	}
	return "give " + flag
}

func explainInterrupt(err error) (explanation, bool) {
	if !errors.Is(err, term.ErrInterrupted) && !errors.Is(err, context.Canceled) {
		return explanation{}, false
	}
	e := explanation{Code: "interrupted", Message: "interrupted", exit: exitInterrupted}
	edited, kept := new(term.EditError), new(keptError)
	switch {
	case errors.As(err, &edited) && edited.Draft != "":
		e.Message = "interrupted; your text is kept in " + edited.Draft
	case errors.As(err, &kept):
		e.Message = kept.Error()
	}
	return e, true
}

// fail tells what went wrong, if anything, and returns the exit code.
func (c *cli) fail(ctx context.Context, err error) int {
	if err == nil {
		return exitOK
	}
	if settled := outcome(0); errors.As(err, &settled) {
		return int(settled)
	}
	if cause := context.Cause(ctx); errors.Is(cause, term.ErrInterrupted) && !errors.Is(err, cause) {
		err = fmt.Errorf("%w: %w", cause, err)
	}
	e := explain(err)
	e.Message, e.Hint = term.Clean(e.Message), term.Clean(e.Hint)
	for i, line := range e.Words {
		e.Words[i] = term.Clean(line)
	}
	if c.Format.Structured() {
		return c.failJSON(e)
	}
	p := c.ErrPalette()
	c.Tell(p.Paint(term.Bad, "cop:") + " " + e.Message + e.colon())
	for _, line := range e.wordsBelow() {
		c.Tell(line)
	}
	if e.Hint != "" {
		c.Tell(p.Paint(term.Muted, "hint:") + " " + e.Hint)
	}
	return e.exit
}

func (c *cli) failJSON(e explanation) int {
	enc := json.NewEncoder(c.Err)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(map[string]explanation{"error": e}); err != nil {
		return exitFailed
	}
	return e.exit
}
