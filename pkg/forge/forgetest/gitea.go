package forgetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/forge"
)

// GiteaServer is a real Gitea on the loopback address, with the people of every place
// and an owner named guild.
type GiteaServer struct {
	URL    string
	tokens map[string]string
	pools  atomic.Int64
	// program makes more tokens.
	program *giteaProcess
}

// giteaVersion is the one that .ci/gitea builds.
const giteaVersion = "v1.26.0"

// StartGitea starts the program that COP_GITEA names and stops it when the test ends. It
// skips the test when there is none: build it with .ci/gitea.
func StartGitea(t testing.TB) *GiteaServer {
	t.Helper()
	program := os.Getenv("COP_GITEA")
	if program == "" {
		t.Skip("COP_GITEA does not name a Gitea to test with; .ci/gitea builds one")
	}
	g := &giteaProcess{t: t, program: program, dir: t.TempDir()}
	g.configure(freePort(t))
	g.must("migrate")
	s := &GiteaServer{URL: g.url, tokens: map[string]string{}, program: g}
	for _, who := range []string{"root", "guild", string(Ana), string(Ben), string(Cleo)} {
		s.tokens[who] = g.user(who)
	}
	g.serve()
	return s
}

type giteaProcess struct {
	t       testing.TB
	program string
	dir     string
	url     string
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// configure writes the settings of a small, silent server.
func (g *giteaProcess) configure(port int) {
	g.url = fmt.Sprintf("http://127.0.0.1:%d", port)
	ini := fmt.Sprintf(`I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = %d
ROOT_URL = %s/
STATIC_ROOT_PATH = %s
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
SQLITE_JOURNAL_MODE = WAL
[repository]
DEFAULT_BRANCH = main
[security]
INSTALL_LOCK = true
PASSWORD_HASH_ALGO = pbkdf2_v1
[log]
MODE = file
LEVEL = warn
[indexer]
ISSUE_INDEXER_TYPE = db
[cron]
ENABLED = false
[actions]
ENABLED = false
[queue]
TYPE = channel
`, port, g.url, staticRoot(g.t))
	if err := os.WriteFile(filepath.Join(g.dir, "app.ini"), []byte(ini), 0o600); err != nil {
		g.t.Fatal(err)
	}
}

// staticRoot is where Gitea's templates are: COP_GITEA_ROOT, else in the module cache.
func staticRoot(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("COP_GITEA_ROOT"); dir != "" {
		return dir
	}
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	dir := filepath.Join(strings.TrimSpace(string(out)), "code.gitea.io", "gitea@"+giteaVersion)
	if _, stat := os.Stat(filepath.Join(dir, "templates")); err != nil || stat != nil {
		t.Skipf("Gitea's own files are not at %s; COP_GITEA_ROOT can name another place", dir)
	}
	return dir
}

func (g *giteaProcess) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, g.program, append([]string{"--config", filepath.Join(g.dir, "app.ini"), "--work-path", g.dir}, args...)...)
	cmd.Dir = g.dir
	cmd.Env = []string{"HOME=" + g.dir, "GITEA_WORK_DIR=" + g.dir, "GIT_CONFIG_NOSYSTEM=1", "PATH=" + os.Getenv("PATH")}
	return cmd
}

func (g *giteaProcess) must(args ...string) string {
	g.t.Helper()
	out, err := g.command(context.Background(), args...).CombinedOutput()
	if err != nil {
		g.t.Fatalf("gitea %s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

// user makes an account and returns its token.
func (g *giteaProcess) user(name string) string {
	g.t.Helper()
	args := []string{"admin", "user", "create", "--username", name, "--email", name + "@example.test",
		"--random-password", "--must-change-password=false", "--access-token", "--access-token-scopes", "all"}
	if name == "root" {
		args = append(args, "--admin")
	}
	m := regexp.MustCompile(`successfully created\.\.\. ([0-9a-f]{40})`).FindStringSubmatch(g.must(args...))
	if m == nil {
		g.t.Fatalf("gitea gave %s no token", name)
	}
	return m[1]
}

// serve starts the server and waits until it answers.
func (g *giteaProcess) serve() {
	g.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := g.command(ctx, "web")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		cancel()
		g.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	g.t.Cleanup(func() { cancel(); <-ended })
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); {
		resp, err := http.Get(g.url + "/api/v1/version")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case err := <-ended:
			ended <- err
			g.t.Fatalf("gitea ended: %v\n%s", err, out.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	g.t.Fatalf("gitea does not answer\n%s", out.String())
}

// Token is what a person has to show.
func (s *GiteaServer) Token(who forge.Login) string { return s.tokens[string(who)] }

// Call asks the server as the owner of its repositories; what it answers outside of 2xx ends the
// test. The path begins after /api/v1.
func (s *GiteaServer) Call(t testing.TB, method, path string, body any) []byte {
	t.Helper()
	return s.call(t, "guild", method, path, body)
}

// CallAs is Call as somebody else.
func (s *GiteaServer) CallAs(t testing.TB, who forge.Login, method, path string, body any) []byte {
	t.Helper()
	return s.call(t, string(who), method, path, body)
}

func (s *GiteaServer) call(t testing.TB, who, method, path string, body any) []byte {
	t.Helper()
	src, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		status, said, err := s.once(who, method, path, src)
		switch {
		case err == nil && status < 300:
			return said
		case status == http.StatusMethodNotAllowed && bytes.Contains(said, []byte("try again later")) && time.Now().Before(deadline):
			continue // it compares a contribution, which it does after it has answered a push
		}
		t.Fatalf("%s %s: %d %s %v", method, path, status, said, err)
	}
}

func (s *GiteaServer) once(who, method, path string, body []byte) (status int, said []byte, err error) {
	req, err := http.NewRequest(method, s.URL+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "token "+s.tokens[who])
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	said, err = io.ReadAll(resp.Body)
	return resp.StatusCode, said, err
}

// Repository makes an empty repository guild/NAME: Ana and Ben may write, everybody may
// read. It returns the address to clone from.
func (s *GiteaServer) Repository(t testing.TB) (name, url string) {
	t.Helper()
	name = fmt.Sprintf("pool-%d", s.pools.Add(1))
	s.call(t, "guild", "POST", "/user/repos", map[string]any{"name": name, "default_branch": "main"})
	for _, who := range []forge.Login{Ana, Ben} {
		s.call(t, "guild", "PUT", "/repos/guild/"+name+"/collaborators/"+string(who), map[string]any{"permission": "write"})
	}
	return name, s.URL + "/guild/" + name + ".git"
}

// Organization makes an organization and an empty repository of it, which owner looks after and
// those who may write can push to; everybody may read. It returns the address to clone from.
func (s *GiteaServer) Organization(t testing.TB, name string, owner forge.Login, writers ...forge.Login) (url string) {
	t.Helper()
	s.CallAs(t, owner, "POST", "/orgs", map[string]any{"username": name})
	s.CallAs(t, owner, "POST", "/orgs/"+name+"/repos", map[string]any{"name": "pool", "default_branch": "main"})
	for _, who := range writers {
		s.CallAs(t, owner, "PUT", "/repos/"+name+"/pool/collaborators/"+string(who), map[string]any{"permission": "write"})
	}
	return s.URL + "/" + name + "/pool.git"
}

// Rename gives the repository at an address another name.
func (s *GiteaServer) Rename(t testing.TB, url, name string) {
	t.Helper()
	s.RenameAs(t, "guild", url, name)
}

// RenameAs is Rename as somebody else than the owner of most of them.
func (s *GiteaServer) RenameAs(t testing.TB, who forge.Login, url, name string) {
	t.Helper()
	s.CallAs(t, who, "PATCH", "/repos/"+strings.TrimSuffix(strings.TrimPrefix(url, s.URL+"/"), ".git"), map[string]any{"name": name})
}

// GitEnv lets git push as somebody, without a prompt and without a token in its settings.
func (s *GiteaServer) GitEnv(who forge.Login) []string {
	return tokenEnv(string(who), s.tokens[string(who)])
}

func tokenEnv(user, token string) []string {
	return []string{"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=credential.helper", "TEST_USER=" + user, "TEST_TOKEN=" + token,
		`GIT_CONFIG_VALUE_0=!f() { echo "username=$TEST_USER"; echo "password=$TEST_TOKEN"; }; f`}
}

// Place makes a fresh place on the server.
func (s *GiteaServer) Place(t testing.TB) *Place {
	t.Helper()
	name, url := s.Repository(t)
	p := &Place{Clone: func(t testing.TB, who forge.Login) *Clone { return newClone(t, string(who), url, s.GitEnv(who)...) }}
	c := p.Clone(t, Ana)
	c.Git("checkout", "--quiet", "-B", "main")
	c.Write("Begin the pool", seeds())
	c.Git("push", "--quiet", "origin", "main")
	heard := &ear{}
	with := func(token string) forge.Forge {
		return driver(t, forge.Host{Kind: forge.Gitea, Web: s.URL}, url, token, nil, heard)
	}
	p.As = func(who forge.Login) forge.Forge { return with(s.tokens[string(who)]) }
	// The server takes note of a first push after it has answered it.
	for filled := false; !filled && t.Context().Err() == nil; {
		r, err := p.As(Ana).Repository(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if filled = r.Forkable; !filled {
			time.Sleep(50 * time.Millisecond)
		}
	}
	p.Settings = s.settings(name, heard)
	p.Settings.Narrow = func(who forge.Login) forge.Forge { return with(s.program.narrow(string(who))) }
	p.Protect = func(t testing.TB, approvals int, checks ...string) {
		s.call(t, "guild", "POST", "/repos/guild/"+name+"/branch_protections", map[string]any{
			"rule_name": "main", "enable_push": true, "required_approvals": approvals, "dismiss_stale_approvals": true,
			"block_on_rejected_reviews": true, "enable_status_check": len(checks) > 0, "status_check_contexts": checks,
		})
	}
	p.Report = func(t testing.TB, head forge.Commit, check string, passed bool) {
		state := map[bool]string{true: "success", false: "failure"}[passed]
		s.call(t, string(Ben), "POST", "/repos/guild/"+name+"/statuses/"+string(head), map[string]any{"context": check, "state": state})
	}
	return p
}

// settings are the owner's pages of a repository.
func (s *GiteaServer) settings(name string, heard *ear) *Settings {
	now := name
	edit := func(t testing.TB, change map[string]any) {
		t.Helper()
		s.call(t, "guild", "PATCH", "/repos/guild/"+now, change)
	}
	return &Settings{
		Heard:   heard.all,
		Names:   true,
		Rename:  func(t testing.TB, to string) { edit(t, map[string]any{"name": to}); now = to },
		Archive: func(t testing.TB, archived bool) { edit(t, map[string]any{"archived": archived}) },
		Style: func(t testing.TB, only string) {
			edit(t, map[string]any{
				"has_pull_requests": true, "allow_merge_commits": only == "merge", "allow_squash_merge": only == "squash", "allow_rebase": only == "rebase",
				"allow_rebase_explicit": false, "allow_fast_forward_only_merge": false,
			})
		},
		Reopen: func(t testing.TB, who forge.Login, id forge.ID) {
			s.call(t, string(who), "PATCH", "/repos/guild/"+now+"/pulls/"+string(id), map[string]any{"state": "open"})
		},
	}
}

// narrow makes a token that may only read.
func (g *giteaProcess) narrow(who string) string {
	g.t.Helper()
	out := g.must("admin", "user", "generate-access-token", "--username", who, "--token-name", fmt.Sprintf("narrow-%d", time.Now().UnixNano()), "--scopes", "read:repository,read:issue,read:user")
	return regexp.MustCompile(`[0-9a-f]{40}`).FindString(out)
}

// driver makes the driver of a place as somebody with a token uses it.
func driver(t testing.TB, h forge.Host, url, token string, transport http.RoundTripper, heard *ear) forge.Forge {
	t.Helper()
	r, err := forge.ParseRemote(url)
	if err != nil {
		t.Fatal(err)
	}
	if transport == nil {
		transport = http.DefaultTransport
	}
	f, err := forge.New(h, r, forge.Options{
		Credential: credential.Credential{Token: credential.NewToken(token)}, Transport: troubled{transport},
		Timeout: 2 * time.Minute, // a busy machine is no failure
		Moved:   heard.hear,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
