package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/repo"
)

// The page that lists how commands end is what the code says; -update writes it anew.
func TestExitCodesPageIsMadeOfTheCode(t *testing.T) {
	path := filepath.Join("..", "..", "practices", "cop", "how-a-command-ends.md")
	if *update {
		if err := os.WriteFile(path, []byte(exitCodesPage()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil || string(have) != exitCodesPage() {
		t.Errorf("%s is not what the code says (%v); go test ./cmd/cop -run ExitCodesPage -update writes it anew", path, err)
	}
}

func exitCodesPage() string {
	var b strings.Builder
	b.WriteString(`---
title: How a command ends
description: The exit codes that scripts may rely on, and which command ends with which.
tags: [code, errors, scripts]
authors: [cop-founders]
date: 2026-11-29
---

A number says how a command ended. Numbers and their meaning stay; new ones may come, so a script treats what it does not know like 1. This page is made of the code, and a test keeps the two together; ` + "`cop help exit-codes`" + ` says the same.

| Code | What happened | What a script does |
|---|---|---|
`)
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "| %d | %s | %s |\n", e.code, e.means, scriptDoes[e.code])
	}
	b.WriteString("\n## Which command\n\nEvery command may end with 0, 1, 2 or 130. Besides:\n\n| Command | Codes |\n|---|---|\n")
	paths := slices.Concat(slices.Collect(maps.Keys(endings)), exchanging)
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		fmt.Fprintf(&b, "| `cop %s` | %s |\n", path, numbers(endingsOf(path)))
	}
	b.WriteString(`
## What is no failure

- ` + "`cop share`" + ` that cannot reach the shared place ends with 0: what you share is kept and goes with the next sync. ` + "`--json`" + ` names it as waiting.
- ` + "`cop sync`" + ` goes on beside a conflict or a secret: all else was exchanged when it ends with 5 or 6.

With ` + "`--json`" + ` an error is an object on standard error, with a ` + "`code`" + ` in words that is finer still: see [[cop/errors-speak-and-then-help]].
`)
	return b.String()
}

var scriptDoes = map[int]string{
	exitOK: "goes on", exitFailed: "stops and shows the message", exitUsage: "is wrong itself", exitNothing: "takes it for an empty answer",
	exitAuth: "asks a person to run `cop auth login`, or to look at keys and certificates", exitConflict: "asks a person", exitProblems: "shows them to a person",
	exitAway: "tries again in some minutes", exitRefused: "shows the words to a person: trying again changes nothing", exitRaced: "tries again at once", exitInterrupted: "stops",
}

// U38, U35: what a script must tell apart has codes of its own.
func TestExitCodesTellScriptsApart(t *testing.T) {
	for _, a := range []struct {
		name string
		err  error
		want int
	}{
		{"out of reach", &repo.NetError{Host: "h", Kind: repo.Unreachable}, exitAway},
		{"silent", &repo.NetError{Host: "h", Kind: repo.Timeout}, exitAway},
		{"the API out of reach", &forge.NetError{Host: "h", Err: errors.New("away")}, exitAway},
		{"too many questions", &forge.RateLimitError{Host: "h"}, exitAway},
		{"no pool there", &repo.NetError{Host: "h", Kind: repo.NotFound}, exitFailed},
		{"refused", &repo.PushError{Refs: []repo.RefReject{{Kind: repo.Hook}}}, exitRefused},
		{"an own hook", &repo.HookError{Hook: "pre-push"}, exitRefused},
		{"the API refuses", &forge.RefusedError{Status: 422}, exitRefused},
		{"the API refuses this account", &forge.RefusedError{Status: 403}, exitAuth},
		{"may not write there, by a hook", &repo.PushError{Refs: []repo.RefReject{{Kind: repo.NoRight}}}, exitAuth}, // G9
		{"the API is in trouble", &forge.RefusedError{Status: 502}, exitAway},
		{"overtaken", &repo.PushError{Refs: []repo.RefReject{{Kind: repo.Stale}}}, exitRaced},
		{"moved", fmt.Errorf("send: %w", repo.ErrRefMoved), exitRaced},
		{"locked", fmt.Errorf("send: %w", repo.ErrBusy), exitRaced},
		{"not let in", &repo.AuthError{Host: "h"}, exitAuth},
		{"a secret", &pool.SecretsError{Secrets: []pool.Leak{{}}}, exitProblems},
	} {
		if got := explain(a.err).exit; got != a.want {
			t.Errorf("%s: %d, want %d", a.name, got, a.want)
		}
	}
}
