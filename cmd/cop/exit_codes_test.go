package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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

// notReached are codes that the story exit-codes does not reach. Most of the
// errors behind them are in TestExitCodesTellScriptsApart; the stories auth and site reach 4 of auth
// status and 6 of site. A code that is reached from now on leaves this list.
var notReached = []string{
	"adapt 4", "adapt 5", "adapt 7", "adapt 8", "adapt 9", "auth login 3", "auth login 4", "auth login 7", "auth login 8", "auth login 9",
	"auth status 4", "auth status 7", "edit 5", "import 5", "init 9", "join 8", "join 9", "offer 4", "offer 5", "offer 6", "offer 9",
	"pool add 8", "pool add 9", "review 5", "review 6", "review 8", "review 9", "share 7", "site 6",
}

// TestExitCodesAreReached: what cop help exit-codes says of a command is reached by that command in
// the story exit-codes, and the story reaches nothing that it does not say.
func TestExitCodesAreReached(t *testing.T) {
	story, err := os.ReadFile(filepath.Join("testdata", "script", "exit-codes.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	reached := map[string]bool{}
	paths := slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(endings)), exchanging)))
	for line := range strings.Lines(string(story)) {
		rest, ok := strings.CutPrefix(line, "ends ")
		if !ok {
			continue
		}
		code, said, _ := strings.Cut(rest, " cop ")
		command := ""
		for _, path := range paths {
			if strings.HasPrefix(strings.TrimSpace(said)+" ", path+" ") && len(path) > len(command) {
				command = path
			}
		}
		reached[command+" "+code] = true
		if n, err := strconv.Atoi(code); err != nil || !slices.Contains(endingsOf(command), n) {
			t.Errorf("cop help exit-codes does not say that cop %s may end with %s", command, code)
		}
	}
	for _, path := range slices.Compact(paths) {
		for _, code := range endingsOf(path) {
			key := path + " " + strconv.Itoa(code)
			if reached[key] == slices.Contains(notReached, key) {
				t.Errorf("%s: reached %v", key, reached[key])
			}
		}
	}
}
