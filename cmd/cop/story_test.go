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

// The story under testdata/story is told twice, with nothing but the address changed: on a
// folder, and on a real Gitea where there is one. Beside the commands of TestScript it has
//
//	as NAME   go on as somebody else, on a machine of their own: their home, their
//	          settings; the file token holds theirs, where the place is a host
func TestStoryInAFolder(t *testing.T) {
	tellStory(t, nil, func(work string) string { return filepath.Join(work, "place") })
}

func TestStoryOnGitea(t *testing.T) {
	server := forgetest.StartGitea(t)
	_, url := server.Repository(t)
	tellStory(t, server, func(string) string { return url })
}

func tellStory(t *testing.T, server *forgetest.GiteaServer, place func(work string) string) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/story",
		WorkdirRoot:         memtemp.Short(),
		RequireExplicitExec: true,
		Condition: func(cond string) (bool, error) {
			return cond == "host" && server != nil, nil
		},
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, "URL="+place(env.WorkDir))
			if server != nil {
				env.Vars = append(env.Vars, "HOST="+server.URL)
			}
			return setUpScript(env)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"json":  validJSON,
			"plain": plain,
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
