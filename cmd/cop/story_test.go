package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/forge/forgetest"
	"github.com/breakfast-table/cop/pkg/memtemp"
)

// The stories under testdata/story are told twice, with nothing but the addresses changed: on
// folders, and on a real Gitea where there is one. Beside the commands of TestScript they have
//
//	as NAME           go on as somebody else, on a machine of their own: their home, their
//	                  settings; the file token holds theirs, where the place is a host
//	offline           nothing is in reach for them, until online
//	rename URL NAME   give the repository of an organization another name, on a host
func TestStoryInAFolder(t *testing.T) {
	tellStory(t, nil, func(work string) places {
		return places{"URL": filepath.Join(work, "place"), "OPS": filepath.Join(work, "ops-place"), "CLINIC": filepath.Join(work, "clinic-place")}
	})
}

func TestStoryOnGitea(t *testing.T) {
	server := forgetest.StartGitea(t)
	_, url := server.Repository(t)
	at := places{"URL": url, "HOST": server.URL, "OPS": server.Organization(t, "ops", forgetest.Ana, forgetest.Ben), "CLINIC": server.Organization(t, "clinic", forgetest.Cleo, forgetest.Ben)}
	tellStory(t, server, func(string) places { return at })
}

// places are where pools are shared, by the names that stories have for them.
type places map[string]string

func tellStory(t *testing.T, server *forgetest.GiteaServer, at func(work string) places) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/story",
		WorkdirRoot:         memtemp.Short(),
		RequireExplicitExec: true,
		Condition: func(cond string) (bool, error) {
			return cond == "host" && server != nil || cond == "long" && os.Getenv("COP_GITEA") != "", nil
		},
		Setup: func(env *testscript.Env) error {
			for name, address := range at(env.WorkDir) {
				env.Vars = append(env.Vars, name+"="+address)
			}
			return setUpScript(env)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"json":    validJSON,
			"plain":   plain,
			"offline": func(ts *testscript.TestScript, _ bool, _ []string) { reach(ts, server, false) },
			"online":  func(ts *testscript.TestScript, _ bool, _ []string) { reach(ts, server, true) },
			"rename": func(_ *testscript.TestScript, _ bool, args []string) {
				server.RenameAs(t, forgetest.Ana, args[0], args[1])
			},
			"as": func(ts *testscript.TestScript, _ bool, args []string) {
				token := ""
				if server != nil {
					token = server.Token(forge.Login(args[0]))
				}
				become(ts, args[0], token)
			},
		},
	})
}

// become gives somebody a home of their own.
func become(ts *testscript.TestScript, name, token string) {
	home := filepath.Join(ts.Getenv("WORK"), "home-"+name)
	ts.Check(os.MkdirAll(home, 0o755))
	settings := filepath.Join(home, ".gitconfig")
	title := strings.ToUpper(name[:1]) + name[1:]
	ts.Check(os.WriteFile(settings, []byte("[user]\n\tname = "+title+"\n\temail = "+name+"@example.test\n[init]\n\tdefaultBranch = main\n"), 0o644))
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), "token"), []byte(token+"\n"), 0o600))
	for key, value := range map[string]string{
		"HOME": home, "USERPROFILE": home, "GIT_CONFIG_GLOBAL": settings,
		"XDG_CONFIG_HOME": filepath.Join(home, ".config"), "XDG_DATA_HOME": filepath.Join(home, ".local", "share"),
		"XDG_STATE_HOME": filepath.Join(home, ".local", "state"), "XDG_CACHE_HOME": filepath.Join(home, ".cache"),
		"COP_CONFIG": filepath.Join(home, ".config", "cop", "config.toml"),
	} {
		ts.Setenv(key, value)
	}
}

// reach lets somebody's git look for every place where none is, or where it is.
func reach(ts *testscript.TestScript, server *forgetest.GiteaServer, can bool) {
	near, nowhere := ts.Getenv("WORK")+"/", ts.Getenv("WORK")+"/nowhere/"
	if server != nil {
		near, nowhere = server.URL+"/", "http://127.0.0.1:1/"
	}
	settings := ts.Getenv("GIT_CONFIG_GLOBAL")
	text, err := os.ReadFile(settings)
	ts.Check(err)
	astray := "[url \"" + nowhere + "\"]\n\tinsteadOf = " + near + "\n"
	now := strings.ReplaceAll(string(text), astray, "")
	if !can {
		now += astray
	}
	ts.Check(os.WriteFile(settings, []byte(now), 0o644))
}
