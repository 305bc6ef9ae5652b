package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// reception is a push as the receiving side sees it: its settings and hooks may refuse.
type reception struct {
	other    *Repo
	bare     bool
	has      map[Ref]Hash
	opts     PushOptions
	e        *PushError
	said     bytes.Buffer
	watchdog *watchdog
}

// refuse takes references out of the push; with Atomic all of them.
func (rc *reception) refuse(kind RejectKind, message string, refs ...PushRef) {
	for _, p := range refs {
		rc.e.Refs = append(rc.e.Refs, RefReject{Ref: p.Ref, Kind: kind, Message: message})
	}
}

// fall refuses what is left of an atomic push of which a part was refused.
func (rc *reception) fall(left []PushRef) []PushRef {
	if !rc.opts.Atomic || len(rc.e.Refs) == 0 {
		return left
	}
	rc.refuse(Other, "atomic push failed", left...)
	return nil
}

// allowed applies the receive.* settings, which are decided before any object moves.
func (rc *reception) allowed(ctx context.Context, from *Repo, refs []PushRef) ([]PushRef, error) {
	var left []PushRef
	for _, p := range refs {
		why, err := rc.objection(ctx, from, p)
		if err != nil {
			return nil, err
		}
		if why != "" {
			kind, _ := means(why, statusWords())
			rc.refuse(kind, why, p)
			continue
		}
		left = append(left, p)
	}
	return rc.fall(left), nil
}

// objection is why the other repository's settings refuse a reference, in
// git's words; "" when they do not.
func (rc *reception) objection(ctx context.Context, from *Repo, p PushRef) (string, error) {
	head, err := rc.other.SymRef("HEAD")
	if err != nil {
		return "", err
	}
	s, old := rc.other.settings, rc.has[p.Ref]
	switch {
	case p.New == "" && s.truth("receive.denydeletes", false):
		return "deletion prohibited", nil
	case p.New == "" && head == p.Ref && rc.denies("receive.denydeletecurrent"):
		return "deletion of the current branch prohibited", nil
	case p.New != "" && head == p.Ref && !rc.bare && rc.updatesFiles():
		return "", &UnsupportedError{What: "a shared place that keeps its own files up to date (receive.denyCurrentBranch updateInstead)"}
	case p.New != "" && head == p.Ref && !rc.bare && rc.denies("receive.denycurrentbranch"):
		return checkedOut, nil
	case p.New == "" || old == "" || !s.truth("receive.denynonfastforwards", false):
		return "", nil
	}
	grew, err := from.IsAncestor(ctx, old, p.New)
	if isMissing(err) || err == nil && !grew {
		return "non-fast-forward", nil
	}
	return "", err
}

// updatesFiles tells whether a push is to bring the working files along.
func (rc *reception) updatesFiles() bool {
	v, _ := rc.other.settings.last("receive.denycurrentbranch")
	return strings.EqualFold(v, "updateInstead")
}

// denies reads a setting that refuses unless it says otherwise.
func (rc *reception) denies(key string) bool {
	v, ok := rc.other.settings.last(key)
	return !ok || v != "ignore" && v != "warn" && v != "false"
}

// receive runs the hooks and moves the references: each for itself, or all or none.
func (rc *reception) receive(ctx context.Context, refs []PushRef) error {
	if ok, err := rc.runHook(ctx, "pre-receive", rc.lines(refs)); err != nil || !ok {
		rc.refuse(Hook, "pre-receive hook declined", refs...)
		return err
	}
	var left []PushRef
	for _, p := range refs {
		f := rc.other.format
		ok, err := rc.runHook(ctx, "update", "", string(p.Ref), f.orZeros(rc.has[p.Ref]), f.orZeros(p.New))
		if err != nil {
			return err
		}
		if !ok {
			rc.refuse(Hook, "hook declined", p)
			continue
		}
		left = append(left, p)
	}
	moved, err := rc.move(ctx, rc.fall(left))
	if err != nil || len(moved) == 0 {
		return err
	}
	// What is done is done: this hook can only talk.
	_, err = rc.runHook(ctx, "post-receive", rc.lines(moved))
	return err
}

func (rc *reception) move(ctx context.Context, refs []PushRef) (moved []PushRef, err error) {
	groups := slices.Collect(slices.Chunk(refs, 1))
	if rc.opts.Atomic && len(refs) > 0 {
		groups = [][]PushRef{refs}
	}
	for _, group := range groups {
		var updates []RefUpdate
		for _, p := range group {
			updates = append(updates, RefUpdate{Ref: p.Ref, Old: rc.has[p.Ref], New: p.New, Note: "push"})
		}
		err := rc.other.UpdateRefs(ctx, updates...)
		switch {
		case errors.Is(err, ErrRefMoved):
			rc.refuse(Stale, "failed to update ref", group...)
		case errors.Is(err, ErrBusy):
			rc.refuse(Locked, "failed to update ref", group...)
			fmt.Fprintf(&rc.said, "Unable to create '%s.lock': File exists.\n", filepath.Join(rc.other.common, filepath.FromSlash(string(group[0].Ref))))
		case err != nil:
			return moved, err
		default:
			moved = append(moved, group...)
		}
	}
	return moved, nil
}

// lines is what receive hooks read: "OLD NEW REF".
func (rc *reception) lines(refs []PushRef) string {
	var b strings.Builder
	for _, p := range refs {
		fmt.Fprintf(&b, "%s %s %s\n", rc.other.format.orZeros(rc.has[p.Ref]), rc.other.format.orZeros(p.New), p.Ref)
	}
	return b.String()
}

// runHook runs a hook, if there is one, and tells whether it agrees.
func (rc *reception) runHook(ctx context.Context, name, input string, args ...string) (bool, error) {
	path := rc.other.hook(name)
	if path == "" {
		return true, nil
	}
	if err := rc.other.sameOwner(); err != nil {
		return false, err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = rc.other.gitDir
	cmd.Env = append(slices.Clone(rc.other.opts.Env), "GIT_DIR=.", fmt.Sprintf("GIT_PUSH_OPTION_COUNT=%d", len(rc.opts.Options)))
	for i, o := range rc.opts.Options {
		cmd.Env = append(cmd.Env, fmt.Sprintf("GIT_PUSH_OPTION_%d=%s", i, o))
	}
	cmd.Stdin = strings.NewReader(input)
	words := watchedWriter{&rc.said, rc.watchdog}
	cmd.Stdout, cmd.Stderr = words, words
	detach(cmd, false)
	cmd.WaitDelay = grace
	err := runToEnd(ctx, cmd)
	var exit *exec.ExitError
	if errors.As(err, &exit) && ctx.Err() == nil {
		return false, nil
	}
	// A hook that does not read its input is not a failure.
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	return err == nil, err
}
