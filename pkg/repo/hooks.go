package repo

import (
	"fmt"
	"strings"
)

// The hooks of git that concern what we do. A push by git runs the first; the others belong to
// git's own commands, none of which we use: a commit of ours is made of a tree and edits, not
// of what is staged.
var (
	hooksRun    = []string{"pre-push"}
	hooksNotRun = []string{"pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-merge", "post-checkout", "reference-transaction"}
)

// Hooks are the hooks that this clone has and that concern what we do: those that run, and those
// that do not. Without git on the machine none runs.
func (r *Repo) Hooks() (run, not []string) {
	if _, err := r.configuration(); err != nil {
		return nil, nil
	}
	for _, name := range hooksRun {
		switch {
		case r.hook(name) == "":
		case r.opts.Git == "":
			not = append(not, name)
		default:
			run = append(run, name)
		}
	}
	for _, name := range hooksNotRun {
		if r.hook(name) != "" {
			not = append(not, name)
		}
	}
	return run, not
}

// HookError says that a hook of the user's own said no before anything was sent.
type HookError struct {
	Hook string
	Said string // its words, cleaned, possibly several lines
}

// Error names the hook and its words.
func (e *HookError) Error() string {
	return fmt.Sprintf("the hook %s said no: %s", e.Hook, oneLine(e.Said))
}

// stoppedHere tells a push that a hook of ours stopped from one that never got there: git then
// says nothing of its own but that it failed.
func stoppedHere(words string) error {
	if !strings.Contains(words, "error: failed to push some refs") || strings.Contains(words, "fatal: ") || strings.Contains(words, "remote: ") {
		return nil
	}
	return &HookError{Hook: "pre-push", Said: toldBy(words)}
}
