package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/memtemp"
)

func TestMain(m *testing.M) {
	testscript.Main(memtemp.Tests{TestingM: m}, map[string]func(){
		"cop": func() { os.Exit(Main(os.Args[1:], term.System())) },
	})
}

// TestScript runs the stories under testdata/script. In each, cop is this very
// code, home is $HOME in the work folder, git knows one person, and it is nine
// in the morning of 24 November 2026.
//
// Beside testscript's own commands there are:
//
// The condition [tools] holds where COP_TOOLS is set: CI installs Hugo, MkDocs, Jekyll and
// EPUBCheck.
//
//	json FILE SCHEMA      FILE (or stdout, stderr) is valid for testdata/schema/SCHEMA.json
//	ends CODE CMD…        CMD ends with CODE
//	fits N FILE           no line of FILE is wider than N columns
//	harmless FILE         FILE holds nothing a terminal would act on but colours and links
//	hostile FILE          write a note that tries to take the terminal over
//	nogit                 take everything but cop from PATH
//	plain FILE…           no word of git's is in FILE
//	serve DIR             offer the repositories below DIR over http, at $URL
//	door NAME PASSWORD DIR  the same for whoever gives these
//	guard TOKEN DIR       the same behind a token, on a host that reviews, at $URL; unseen
//	                      says that the host it redirects moved/… to was shown none
//	! leaks TOKEN FILE…   TOKEN is in no file of the work folder but those
//	pty [-cols N] [-say PROMPT ANSWER]… CMD…
//	                      run CMD in a terminal that never answers, type ANSWER once PROMPT
//	                      appeared (^C, ^D, ^I, ^[ and \n are keys); stdout holds its screen bytes
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Condition: func(cond string) (bool, error) {
			if cond == "tools" {
				return os.Getenv("COP_TOOLS") != "", nil
			}
			if cond == "folds" || cond == "decomposes" {
				return diskDoes(cond), nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Dir:                 "testdata/script",
		WorkdirRoot:         memtemp.Short(),
		RequireExplicitExec: true,
		Setup:               setUpScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"ends":     ends,
			"fits":     fits,
			"guard":    guardHost,
			"leaks":    leaks,
			"unseen":   unseen,
			"harmless": harmless,
			"hostile":  writeHostile,
			"json":     validJSON,
			"nogit":    withoutGit,
			"plain":    plain,
			"pty":      inTerminal,
			"door":     lockGit,
			"serve":    serveGit,
		},
	})
}

func setUpScript(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, "home")
	gitConfig := filepath.Join(home, ".gitconfig")
	env.Vars = append(env.Vars,
		"HOME="+home,
		"USERPROFILE="+home,
		"XDG_CONFIG_HOME="+filepath.Join(home, ".config"),
		"XDG_DATA_HOME="+filepath.Join(home, ".local", "share"),
		"XDG_STATE_HOME="+filepath.Join(home, ".local", "state"),
		"XDG_CACHE_HOME="+filepath.Join(home, ".cache"),
		"COP_CONFIG="+filepath.Join(home, ".config", "cop", "config.toml"),
		"COP_KEYRING=file",
		"COP_NOW=2026-11-24T09:00:00Z",
		"GIT_CONFIG_GLOBAL="+gitConfig,
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_DATE=2026-11-24T09:00:00Z",
		"GIT_COMMITTER_DATE=2026-11-24T09:00:00Z",
		"LANG=C.UTF-8",
		"TZ=UTC",
		"COLUMNS=80",
		"TERM=xterm-256color",
		"COP_EDITOR=", "EDITOR=", "VISUAL=", "GIT_EDITOR=", "PAGER=cat", "NO_COLOR=",
	)
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	identity := "[user]\n\tname = Ana Example\n\temail = ana@example.org\n[init]\n\tdefaultBranch = main\n"
	return os.WriteFile(gitConfig, []byte(identity), 0o644)
}

// validJSON checks a file against a schema; with ! it must not be valid.
func validJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: json FILE SCHEMA")
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[0])))
	if err != nil {
		ts.Fatalf("%s is not JSON: %v", args[0], err)
	}
	schema, err := jsonschema.NewCompiler().Compile(schemaFile(args[1]))
	ts.Check(err)
	if err = schema.Validate(value); (err != nil) != neg {
		ts.Fatalf("%s against %s: %v", args[0], args[1], err)
	}
}

// schemaFile is found beside this file: scripts run elsewhere, the test's own
// process does not.
func schemaFile(name string) string { return filepath.Join("testdata", "schema", name+".json") }

// TestSchemas compiles every schema, so that a broken one is named even when
// no script uses it.
func TestSchemas(t *testing.T) {
	files, err := filepath.Glob("testdata/schema/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(bytes.TrimSpace(data)) {
			t.Errorf("%s is not JSON", file)
		}
		if _, err := jsonschema.NewCompiler().Compile(file); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// diskDoes tells what the disk that the stories run on takes for one: Notes.md and notes.md, or é in
// either spelling, which it keeps as e and an accent. .ci/filesystems mounts such disks.
func diskDoes(what string) bool {
	dir, err := os.MkdirTemp("", "disk-")
	if err != nil {
		return false
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if what == "folds" {
		_ = os.WriteFile(filepath.Join(dir, "Notes"), nil, 0o600)
		_, err = os.Lstat(filepath.Join(dir, "notes"))
		return err == nil
	}
	_ = os.WriteFile(filepath.Join(dir, "caf\u00e9"), nil, 0o600)
	list, err := os.ReadDir(dir)
	return err == nil && len(list) == 1 && list[0].Name() == "cafe\u0301"
}

// ends runs a command that has to end with a code.
func ends(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ends CODE COMMAND [ARGUMENT]…")
	}
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	code := 0
	switch {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("ended with %d", code)
	}
}
