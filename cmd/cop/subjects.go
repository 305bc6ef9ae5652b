package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// Subjects of cop help that are no commands, and what the help of a command says of them.

// exitCodes is what every exit code means. They are API: see explain.go.
var exitCodes = []struct {
	code  int
	means string
}{
	{exitOK, "done"},
	{exitFailed, "it did not work; the message says what and what to do"},
	{exitUsage, "the command line cannot be understood"},
	{exitNothing, "looked for and not found: no such note, nothing to share"},
	{exitAuth, "the host does not know you or does not let you"},
	{exitConflict, "two people changed the same thing; cop resolve settles it"},
	{exitProblems, "check or doctor found problems, or what looks like a secret was kept back"},
	{exitAway, "the shared place or the host cannot be reached; run it again later"},
	{exitRefused, "the shared place, the host or a hook does not take it; its words say why"},
	{exitRaced, "others were faster, or another program is at work here; run it again"},
	{exitInterrupted, "stopped by Ctrl-C"},
}

// endings are the exit codes, besides 0, 1, 2 and 130, that a command ends with, by its path.
var endings = map[string][]int{
	"find": {exitNothing}, "show": {exitNothing}, "who": {exitNothing}, "path": {exitNothing}, "undo": {exitNothing},
	"edit": {exitNothing, exitConflict}, "mv": {exitNothing}, "rm": {exitNothing}, "retire": {exitNothing},
	"answer": {exitNothing}, "comment": {exitNothing}, "accept": {exitNothing}, "tried": {exitNothing}, "verify": {exitNothing},
	"share": {exitNothing, exitAuth, exitConflict, exitProblems}, "sync": {exitAuth, exitConflict, exitProblems}, "join": {exitAuth},
	"resolve": {exitNothing}, "review": {exitNothing, exitAuth, exitConflict, exitProblems}, "check": {exitNothing, exitProblems}, "doctor": {exitProblems},
	"auth status": {exitNothing, exitAuth, exitAway}, "auth login": {exitNothing, exitAuth}, "config get": {exitNothing}, "mentor match": {exitNothing},
	"adapt": {exitNothing, exitConflict}, "offer": {exitNothing, exitConflict, exitProblems}, "site": {exitProblems}, "import": {exitNothing, exitConflict},
	"reflect show": {exitNothing}, "reflect promote": {exitNothing}, "actions done": {exitNothing},
}

// exchanging are the commands that speak with a shared place or a host: any of them may
// end with one of abroad, too.
var (
	exchanging = []string{"adapt", "auth login", "init", "join", "offer", "pool add", "review", "share", "sync"}
	abroad     = []int{exitAuth, exitAway, exitRefused, exitRaced}
)

// endingsOf are the exit codes, besides 0, 1, 2 and 130, of one command.
func endingsOf(path string) []int {
	if !slices.Contains(exchanging, path) {
		return endings[path]
	}
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(endings[path], abroad))))
}

// tables are the results that have columns in a pipe, by the path of their command.
var tables = map[string]term.Tabler{
	"find": hitList{}, "list": hitList{}, "stale": staleList{}, "status": statusResult{}, "review": queue{}, "who": expertList{},
	"path": pathResult{}, "people": peopleList{}, "me": meJSON{}, "breakfast": breakfastResult{}, "charter": charterResult{}, "health": healthResult{},
	"event": meetingList{}, "actions": actionList{}, "mentor": mentoringResult{}, "mentor match": mentoringResult{}, "reflect list": journalList{},
	"config": settingList{}, "pool": poolList{}, "pool list": poolList{}, "doctor": findings{}, "auth status": loginJSON{}, "show --versions": versionList{},
}

// columns are the names of what stands between the tabs.
func columns(path string) []string {
	t, ok := tables[path]
	if !ok {
		return nil
	}
	var names []string
	for _, c := range t.Table().Columns {
		names = append(names, strings.ReplaceAll(c.Name, " ", "_"))
	}
	return names
}

// subject is a page of help about something that all commands have in common.
type subject struct {
	name, short string
	write       func(h *page, root *cobra.Command)
}

func subjects() []subject {
	return []subject{
		{"exit-codes", "How a command ends, for scripts", exitCodePage},
		{"columns", "What a command prints into a pipe", columnPage},
		{"json", "What programs get with --json", jsonPage},
	}
}

func exitCodePage(h *page, root *cobra.Command) {
	h.line("How a command ends. The numbers stay what they are; new ones may come.")
	h.heading("Exit codes")
	h.codes(nil)
	h.heading("Besides 0, 1, 2 and 130")
	var rows [][2]string
	for _, path := range slices.Sorted(maps.Keys(endings)) {
		rows = append(rows, [2]string{root.Name() + " " + path, numbers(endings[path])})
	}
	h.rows(rows, term.Accent)
	h.heading("And " + numbers(abroad))
	h.line("where a shared place or a host is spoken with: " + strings.Join(exchanging, ", ") + ". A share that has to wait ends with 0: it is kept, and goes with the next sync.")
}

func numbers(codes []int) string {
	var out []string
	for _, c := range codes {
		out = append(out, strconv.Itoa(c))
	}
	return strings.Join(out, ", ")
}

func columnPage(h *page, root *cobra.Command) {
	h.line("In a pipe a result is a line each, with tabs between its columns, no heading, nothing cut or wrapped. Times are RFC 3339 in UTC. Columns are only ever added, at the end.")
	h.heading("Columns")
	var rows [][2]string
	for _, path := range slices.Sorted(maps.Keys(tables)) {
		rows = append(rows, [2]string{root.Name() + " " + path, strings.Join(columns(path), ", ")})
	}
	h.rows(rows, term.Accent)
}

func jsonPage(h *page, _ *cobra.Command) {
	h.line("With --json every command that lists, shows or changes something prints JSON: one object, or a list of them. Fields and their meaning stay; new ones may come. Lists are [] and never null; a time is RFC 3339 in UTC, or null where there is none; an error is an object on standard error, with the same exit code.")
	h.line("")
	h.line("--json=title,tags prints only these fields, --jq EXPR what an expression makes of it, --template TEMPLATE what a Go template does.")
	h.line("")
	h.line("address is a note’s address, path a file of the pool, handle a member, at a commit. cop help json --json prints the form of everything, as one JSON Schema.")
}

// codes writes exit codes with what they mean; nil: all of them.
func (h *page) codes(only []int) {
	var rows [][2]string
	for _, e := range exitCodes {
		if only == nil || slices.Contains(only, e.code) {
			rows = append(rows, [2]string{strconv.Itoa(e.code), e.means})
		}
	}
	h.rows(rows, term.Plain)
}

// pipes says what a command prints into a pipe, and how it ends.
func (h *page) pipes(cmd *cobra.Command) {
	path := name(cmd)
	for _, p := range []string{path, path + " --versions"} {
		if names := columns(p); len(names) > 0 {
			h.heading("In a pipe" + strings.TrimPrefix(p, path))
			h.WriteString(term.Hang("  ", "  ", strings.Join(names, ", "), h.width) + "\n")
		}
	}
	if codes := endingsOf(path); len(codes) > 0 {
		h.heading("Exit codes")
		h.codes(slices.Concat([]int{exitOK, exitFailed, exitUsage}, codes))
	}
}

// subjectNamed finds a subject.
func subjectNamed(args []string) (subject, bool) {
	all := subjects()
	i := slices.IndexFunc(all, func(s subject) bool { return len(args) == 1 && args[0] == s.name })
	if i < 0 {
		return subject{}, false
	}
	return all[i], true
}
