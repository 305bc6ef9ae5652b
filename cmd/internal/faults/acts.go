package main

import (
	"os"
	"strings"
	"time"
)

// act is one thing that a member does.
type act struct {
	name   string
	who    string // "": Ana
	review string // "": everything goes straight to everyone
	before func(w *world)
	args   func(w *world) []string
	// here: what it does is in the member's own files alone, so nobody repeats it who finds it
	// done; else it is run again whatever happened.
	here  bool
	again []int // how it may end when it is run again, besides with 0
	index bool  // the search index counts, too
	looks bool  // what it prints is the same afterwards
}

func (a act) member() string {
	if a.who == "" {
		return "ana"
	}
	return a.who
}

func say(args ...string) func(*world) []string { return func(*world) []string { return args } }

// draft is a note of Ana's that nobody else has.
func draft(w *world) {
	w.put("ana/practices/ops/fresh-water.md", "---\ntitle: Fresh water\nauthors: [ana]\n---\n\nWords that are new.\n\nA second line.\n")
}

func drafts(w *world) {
	draft(w)
	w.put("ana/practices/night/lamp.md", "# Lamp\n\nLight it.\n")
	w.must("ana", "comment", "ops/uses", "--message", "It helped.")
}

func offered(w *world) {
	draft(w)
	w.must("ana", "share")
}

func revised(w *world) {
	offered(w)
	w.put("ana/practices/ops/fresh-water.md", "---\ntitle: Fresh water\nauthors: [ana]\n---\n\nWords that are newer.\n\nA second line.\n")
}

// clash has Ana and Ben change one line.
func clash(w *world) {
	for who, words := range map[string]string{"ana": "gently", "ben": "firmly"} {
		path := who + "/practices/ops/valve.md"
		w.put(path, strings.ReplaceAll(w.text(path), "slowly", words))
	}
	w.must("ben", "share")
}

func clashed(w *world) {
	clash(w)
	if code := w.run("ana", "sync"); code != 5 {
		panic(w.said)
	}
}

// arriving has Ben share what fits what Ana drafts.
func arriving(w *world) {
	w.put("ben/practices/ops/valve.md", strings.ReplaceAll(w.text("ben/practices/ops/valve.md"), "slowly", "very slowly"))
	w.put("ben/practices/ops/pump.md", "# Pump\n\nPrime it.\n")
	must(os.Remove(w.path("ben/practices/night/late.md")))
	w.must("ben", "share")
	w.put("ana/practices/ops/valve.md", strings.ReplaceAll(w.text("ana/practices/ops/valve.md"), "Third line.", "Third line, longer."))
	drafts(w)
}

func (w *world) text(path string) string {
	b, err := os.ReadFile(w.path(path))
	must(err)
	return string(b)
}

// reviewed has Ben look at what Ana offers.
func reviewed(w *world) {
	offered(w)
	w.must("ben", "sync")
}

func suggested(w *world) {
	reviewed(w)
	w.must("ben", "review", w.contribution("ben"), "-L", "ops/fresh-water:6", "--suggest", "Words that are better.")
	w.must("ben", "review", w.contribution("ben"), "--comment")
	w.must("ana", "sync")
}

// name is what the only contribution is called.
func (w *world) contribution(who string) string {
	w.must(who, "review")
	name, _, _ := strings.Cut(w.said, "\t")
	return name
}

func reviewing(who string, args ...string) func(*world) []string {
	return func(w *world) []string { return append([]string{"review", w.contribution(who)}, args...) }
}

// elsewhere is another community that Ana learns from.
func elsewhere(w *world) {
	w.must("ben", "init", w.path("other"), "--name", "Other", "--purpose", "Else.", "--review", "direct", "--remote", w.path("other.git"))
	w.put("other/practices/kiln/fire.md", "# Fire the kiln\n\nSlowly.\n")
	w.must("ben", "-C", w.path("other"), "share")
	w.must("ana", "pool", "add", w.path("other.git"))
}

func vault(w *world) {
	w.put("vault/One.md", "# One\n\nSee [[Two]].\n")
	w.put("vault/Two.md", "# Two\n\n![[p.png]]\n")
	w.put("vault/deep/Three.md", "Three\n")
	w.put("vault/p.png", "picture")
}

func meeting(w *world) {
	w.must("ana", "event", "new", "--date", time.Now().Format(time.DateOnly))
	w.must("ana", "share")
}

func acts() []act {
	return []act{
		{name: "add", args: say("add", "Fresh water", "--topic", "ops", "--message", "Words that are new."), here: true},
		{name: "edit", before: func(w *world) { w.put("new.md", "---\ntitle: Valve\n---\n\nNew words.\n") }, args: func(w *world) []string { return []string{"edit", "ops/valve", "--body-file", w.path("new.md")} }, here: true},
		{name: "mv", args: say("mv", "ops/valve", "night/valve"), here: true},
		{name: "rm", args: say("rm", "ops/uses", "--yes"), here: true},
		{name: "retire", args: say("retire", "ops/uses", "--by", "ops/valve"), here: true},
		{name: "undo", before: func(w *world) { w.must("ana", "mv", "ops/valve", "night/valve") }, args: say("undo"), here: true},
		{name: "comment", args: say("comment", "ops/uses", "--message", "It helped."), here: true},
		{name: "event close", before: meeting, args: say("event", "close", "--message", "We keep the lever.", "--action", "@ana until 2026-12-08 label the lever"), here: true},
		{name: "charter tick", args: say("charter", "stage", "tick", "feedback", "--message", "Five of us."), here: true},
		{name: "charter move", args: say("charter", "stage", "move", "launch", "--message", "It is time.", "--anyway"), here: true},
		{name: "tried", args: say("tried", "ops/valve", "worked"), here: true},
		{name: "import", before: vault, args: func(w *world) []string { return []string{"import", w.path("vault"), "--into", "brought"} }, here: true},
		{name: "adapt", before: elsewhere, args: say("adapt", "other:kiln/fire", "--as-is"), here: true},
		{name: "offer", before: elsewhere, args: say("offer", "ops/uses", "--to", "other"), again: []int{3}},
		{name: "share", before: drafts, args: say("share"), again: []int{3}},
		{name: "share for review", review: "required", before: drafts, args: say("share"), again: []int{3}},
		{name: "share again", review: "required", before: revised, args: say("share"), again: []int{3}},
		{name: "withdraw", review: "required", before: offered, args: say("share", "--withdraw", "ops/fresh-water"), again: []int{3}},
		{name: "sync in", before: arriving, args: say("sync")},
		{name: "sync out", before: drafts, args: say("sync")},
		{name: "sync accepted", review: "required", before: func(w *world) {
			reviewed(w)
			w.must("ben", "review", w.contribution("ben"), "--approve", "--merge")
		}, args: say("sync")},
		{name: "resolve mine", before: clashed, args: say("resolve", "ops/valve", "--mine"), again: []int{3}},
		{name: "resolve theirs", before: clashed, args: say("resolve", "ops/valve", "--theirs"), again: []int{3}},
		{name: "review changes", who: "ben", review: "required", before: reviewed, args: reviewing("ben", "--request-changes", "--message", "Nearly.")},
		{name: "review merge", who: "ben", review: "required", before: reviewed, args: reviewing("ben", "--approve", "--merge"), again: []int{3, 8}},
		{name: "review apply", review: "required", before: suggested, args: reviewing("ana", "--apply"), again: []int{3}},
		{name: "review decline", who: "ben", review: "required", before: reviewed, args: reviewing("ben", "--decline", "--message", "We tried."), again: []int{3, 8}},
		{name: "join", before: func(*world) {}, args: func(w *world) []string {
			return []string{"join", w.shared(), w.path("cy"), "--my-name", "Ana", "--my-email", "ana@example.org", "--my-handle", "ana"}
		}, here: true},
		{name: "site", args: func(w *world) []string { return []string{"site", w.path("public")} }},
		{name: "first find", before: func(w *world) { must(os.RemoveAll(w.path("ana/.git/cop"))) }, args: say("find", "valve"), index: true, looks: true},
		{name: "find after a change", before: func(w *world) { w.must("ana", "find", "valve"); drafts(w) }, args: say("find", "valve"), index: true, looks: true},
	}
}

// also are folders beside the members' pools that an act fills.
var also = []string{"cy", "public"}
