package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// U22: schema.json is what the types of the results say. To make it anew:
//
//	COP_UPDATE=1 go test ./cmd/cop -run TestSchemaIsWhatTheCodeSays
func TestSchemaIsWhatTheCodeSays(t *testing.T) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(schemaOf(results())); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("COP_UPDATE") != "" {
		if err := os.WriteFile("schema.json", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(have), b.String()); diff != "" {
		t.Errorf("schema.json is not what the code says (COP_UPDATE=1 makes it anew):\n%s", diff)
	}
}

// speechless are commands that give no result to a program.
var speechless = []string{"auth", "browse", "completion", "demo", "help", "lsp", "mcp"}

// U22: every command's JSON meets the schema, to the field, and lists are lists.
func TestEveryCommandSpeaksJSON(t *testing.T) {
	s := newSpeaker(t)
	s.tell()
	want := results()
	for path := range want {
		if !s.heard[path] && !strings.HasPrefix(path, "auth ") { // those need a host; see auth.txtar
			t.Errorf("cop %s was not heard", path)
		}
	}
	var each func(*cobra.Command)
	each = func(cmd *cobra.Command) {
		path := name(cmd)
		if cmd.Runnable() && cmd.HasParent() && want[path] == nil && !slices.Contains(speechless, path) {
			t.Errorf("cop %s has no form for its JSON", path)
		}
		for _, sub := range cmd.Commands() {
			each(sub)
		}
	}
	each(newRoot(&cli{Streams: term.Test(nil).Streams}))
}

// speaker runs commands and holds what they print against the schema.
type speaker struct {
	*tour
	schemas map[string]*jsonschema.Schema
	heard   map[string]bool
}

func newSpeaker(t *testing.T) *speaker {
	doc := strictly(schemaOf(results())).(map[string]any)
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("cop.json", value); err != nil {
		t.Fatal(err)
	}
	s := &speaker{tour: newTour(t), schemas: map[string]*jsonschema.Schema{}, heard: map[string]bool{}}
	for path := range results() {
		if s.schemas[path], err = c.Compile("cop.json#/properties/" + strings.ReplaceAll("cop "+path, " ", "%20")); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// strictly has no object take a field that is not named.
func strictly(v any) any {
	m := reflect.ValueOf(v)
	if m.Kind() != reflect.Map {
		return v
	}
	out := map[string]any{}
	for _, k := range m.MapKeys() {
		out[k.String()] = strictly(m.MapIndex(k).Interface())
	}
	if _, isObject := out["properties"]; isObject {
		out["additionalProperties"] = false
	}
	return out
}

// run runs a command line and checks what it prints as the result of path.
func (s *speaker) run(path string, code int, args ...string) {
	s.t.Helper()
	s.t.Chdir(s.dir)
	out := term.Test(s.env)
	out.NoInput = true
	if got := Main(append(slices.Clone(args), "--json"), out.Streams); got != code {
		s.t.Fatalf("cop %s: exit code %d\n%s", strings.Join(args, " "), got, out.Stderr)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Stdout.Bytes()))
	if err != nil {
		s.t.Fatalf("cop %s prints no JSON: %v\n%s", strings.Join(args, " "), err, out.Stdout)
	}
	if err := s.schemas[path].Validate(value); err != nil {
		s.t.Errorf("cop %s: %v\n%s", strings.Join(args, " "), err, out.Stdout)
	}
	if strings.Contains(out.Stdout.String(), "0001-01-01") {
		s.t.Errorf("cop %s tells a time of the year 1:\n%s", strings.Join(args, " "), out.Stdout)
	}
	s.heard[path] = true
}

// tell is a story in which every command has its part.
func (s *speaker) tell() {
	file := func(name, text string) string {
		path := filepath.Join(s.home, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			s.t.Fatal(err)
		}
		return path
	}
	s.run("init", 0, "init", "guild", "--name", "Guild", "--review", "direct", "--remote", "shared.git")
	s.dir = filepath.Join(s.home, "guild")
	for _, empty := range []string{"actions", "breakfast", "charter", "check", "config", "event", "health", "list", "me", "mentor", "people", "pool", "pool list", "reflect list", "review", "stale", "status", "version"} {
		s.run(empty, 0, strings.Fields(empty)...)
	}
	s.run("find", 3, "find", "xyzzy")
	s.run("who", 3, "who", "xyzzy")
	s.run("mentor match", 3, "mentor", "match")

	s.run("add", 0, "add", "Rotate the pager", "--topic", "oncall", "-m", "At ten.")
	s.run("add", 0, "add", "Ring twice", "--topic", "oncall", "-m", "See [[oncall/rotate-the-pager]].")
	s.run("til", 0, "til", "The mute switch mutes both", "--topic", "oncall")
	s.run("edit", 0, "edit", "ring-twice", "--body-file", file("ring.md", "# Ring twice\n\nTwo times.\n"))
	s.run("undo", 0, "undo")
	s.run("undo", 0, "undo", "--redo", "--dry-run")
	s.run("share", 0, "share", "--dry-run")
	s.run("share", 0, "share")
	s.run("mv", 0, "mv", "ring-twice", "night/ring")
	s.run("retire", 0, "retire", "night/ring", "--by", "rotate-the-pager")
	s.run("rm", 0, "rm", "the-mute-switch-mutes-both", "-y")
	s.run("status", 0, "status")
	s.run("sync", 0, "sync")
	s.run("list", 0, "list")
	s.run("find", 0, "find", "pager")
	s.run("show", 0, "show", "rotate-the-pager", "--why")
	s.run("show", 0, "show", "rotate-the-pager", "--at", "1")
	s.run("show --versions", 0, "show", "rotate-the-pager", "--versions")

	s.run("ask", 0, "ask", "Why is it slow?", "--topic", "deploy")
	s.run("sync", 0, "sync")
	s.run("answer", 0, "answer", "why-is-it-slow", "It is not.")
	s.run("comment", 0, "comment", "why-is-it-slow", "Good.", "--re", "1")
	s.run("accept", 0, "accept", "why-is-it-slow")
	s.run("tried", 0, "tried", "rotate-the-pager", "worked")
	s.run("verify", 0, "verify", "rotate-the-pager")
	s.run("who", 0, "who", "oncall")
	s.run("path", 0, "path", "oncall")

	s.run("me", 0, "me", "--does", "I keep the lights on.")
	s.run("mentor offer", 0, "mentor", "offer", "oncall")
	s.run("mentor ask", 0, "mentor", "ask", "go")
	s.run("mentor", 0, "mentor")
	s.run("people", 0, "people")
	s.run("event new", 0, "event", "new", "Retro")
	s.run("edit", 0, "edit", "retro", "--body-file", file("retro.md", "---\ntitle: Retro\ntype: event\ndate: 2026-11-24\n---\n\n- [ ] ana: sweep\n- [ ] somebody: buy coffee\n"))
	s.run("event", 0, "event")
	s.run("event list", 0, "event", "list")
	s.run("event agenda", 0, "event", "agenda")
	s.run("event close", 0, "event", "close", "retro", "--action", "@ana until 2026-12-01 label the lever")
	s.run("actions", 0, "actions")
	s.run("actions done", 0, "actions", "done", "1")
	s.run("health", 0, "health")
	s.run("site", 0, "site", s.t.TempDir())
	s.run("site --ci", 0, "site", "--ci", "github")
	s.heard["site --preview"] = true // it serves until it is ended; see package preview
	s.run("export", 0, "export", filepath.Join(s.t.TempDir(), "vault"), "--as", "obsidian")
	s.run("import", 0, "import", file("brought.md", "# Brought\n\n[gone](gone.md)\n"))
	s.run("undo", 0, "undo")
	s.run("reflect", 0, "reflect", "-m", "A quiet day.")
	s.run("reflect list", 0, "reflect", "list")
	s.run("reflect show", 0, "reflect", "show", "2026-11-24")
	s.run("reflect promote", 0, "reflect", "promote", "2026-11-24", "--yes", "--topic", "oncall")
	s.run("breakfast", 0, "breakfast")
	s.run("letter", 0, "letter", "--out", filepath.Join(s.home, "week.eml"))
	s.run("stale", 0, "stale")

	s.run("config set", 0, "config", "set", "editor", "true")
	s.run("config get", 0, "config", "get", "editor")
	s.run("charter --edit", 0, "charter", "--edit")
	s.run("charter stage", 0, "charter", "stage")
	s.run("charter stage tick", 0, "charter", "stage", "tick", "feedback", "-m", "On Monday.")
	s.run("charter stage move", 0, "charter", "stage", "move", "--anyway")
	s.run("config unset", 0, "config", "unset", "editor")
	s.run("doctor", 6, "doctor", "--offline")
	s.run("pool default", 0, "pool", "default", "guild")
	s.run("share", 0, "share")
	s.clash(file)
	s.run("pool add", 0, "pool", "add", filepath.Join(s.home, "shared.git"))
	s.run("pool update", 0, "pool", "update", "guild")
	s.exchange()
	s.run("pool forget", 0, "pool", "forget", "guild")
	s.reviewed()
}

// exchange is a practice going from one community to another.
func (s *speaker) exchange() {
	here := s.dir
	s.dir = s.home
	s.run("init", 0, "init", "ops", "--name", "Ops", "--review", "direct", "--my-name", "Ana", "--my-email", "ana@example.org")
	s.dir = filepath.Join(s.home, "ops")
	s.run("adapt POOL:ADDR", 0, "adapt", "guild:rotate-the-pager")
	s.run("adapt ADDR", 0, "adapt", "rotate-the-pager")
	s.run("adapt", 0, "adapt")
	s.run("show", 0, "show", "rotate-the-pager")
	s.run("add", 0, "add", "Count to ten", "--topic", "oncall", "-m", "Before you answer.")
	s.run("share", 0, "share")
	s.run("offer", 0, "offer", "count-to-ten", "--to", "guild")
	s.run("pool map", 0, "pool", "map")
	s.run("pool forget", 0, "pool", "forget", "ops")
	s.dir = here
}

// clash is two people changing one note.
func (s *speaker) clash(file func(name, text string) string) {
	here := s.dir
	s.dir = s.home
	s.run("join", 0, "join", filepath.Join(s.home, "shared.git"), "ben", "--my-name", "Ben", "--my-email", "ben@example.org")
	s.dir = filepath.Join(s.home, "ben")
	s.run("edit", 0, "edit", "rotate-the-pager", "--body-file", file("b.md", "# Rotate the pager\n\nAt nine.\n"))
	s.run("share", 0, "share")
	s.dir = here
	s.run("edit", 0, "edit", "rotate-the-pager", "--body-file", file("a.md", "# Rotate the pager\n\nAt eleven.\n"))
	s.run("sync", 5, "sync")
	s.run("status", 0, "status")
	s.run("resolve (which)", 0, "resolve")
	s.run("resolve", 0, "resolve", "rotate-the-pager", "--theirs")
}

// reviewed is a pool in which somebody else has to agree.
func (s *speaker) reviewed() {
	s.dir = s.home
	s.run("init", 0, "init", "table", "--name", "Table", "--remote", "reviewed.git", "--my-name", "Ana", "--my-email", "ana@example.org")
	s.dir = filepath.Join(s.home, "table")
	s.run("add", 0, "add", "A draft", "--topic", "oncall", "-m", "Words.")
	s.run("share", 0, "share")
	s.run("status", 0, "status")
	s.run("review", 0, "review")
	s.run("review N", 0, "review", "a-draft")
	s.run("review N --approve", 0, "review", "a-draft", "--comment", "-m", "Nice.")
	s.run("share --withdraw", 0, "share", "--withdraw", "a-draft")
}
