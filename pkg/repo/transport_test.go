package repo

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// site is a way to reach a folder of bare repositories: a path, http, ssh.
type site struct {
	name string
	url  func(path string) string
	env  []string // what a client needs beside the world's environment
}

// meeting is one remote repository and clients that use one transport to reach it.
type meeting struct {
	t      *testing.T
	site   site
	opts   Options
	remote string // the bare repository on disk
	url    string
}

// contract is something that every transport does at every site.
type contract struct {
	name string
	test func(m *meeting)
}

func contracts() []contract {
	return []contract{
		{"cloneFetchesAndChecksOut", cloneFetchesAndChecksOut},
		{"cloneChecksOutLinksAndModes", cloneChecksOutLinksAndModes},
		{"cloneOfAnEmptyRemote", cloneOfAnEmptyRemote},
		{"cloneWhereHeadLeadsNowhere", cloneWhereHeadLeadsNowhere},
		{"cloneThatFailsLeavesNothing", cloneThatFailsLeavesNothing},
		{"cloneIntoFolders", cloneIntoFolders},
		{"cloneInterrupted", cloneInterrupted},
		{"fetchNothingNew", fetchNothingNew},
		{"fetchMovesOnlyItsOwnReferences", fetchMovesOnlyItsOwnReferences},
		{"fetchPrunes", fetchPrunes},
		{"fetchOfARewrittenHistory", fetchOfARewrittenHistory},
		{"fetchKeepsObjectsFromGarbageCollection", fetchKeepsObjectsFromGarbageCollection},
		{"fetchIntoAShallowClone", fetchIntoAShallowClone},
		{"fetchFromAShallowRemote", fetchFromAShallowRemote},
		{"pushNewBranchUpdateAndDelete", pushNewBranchUpdateAndDelete},
		{"pushOfAMerge", pushOfAMerge},
		{"pushRefusesLostCommits", pushRefusesLostCommits},
		{"pushWithLease", pushWithLease},
		{"pushAtomically", pushAtomically},
		{"pushOptionsArrive", pushOptionsArrive},
		{"pushMeetsAHook", pushMeetsAHook},
		{"pushMeetsAProtectedBranch", pushMeetsAProtectedBranch},
		{"pushLosesARace", pushLosesARace},
		{"pushTags", pushTags},
		{"pushMovesNothingHere", pushMovesNothingHere},
	}
}

// TestTransports holds both transports to the contract at every kind of address.
func TestTransports(t *testing.T) {
	git := gitPath(t)
	for _, open := range []func(testing.TB) site{folderSite, httpSite, sshSite} {
		s := open(t)
		for _, with := range []string{git, ""} {
			for _, c := range contracts() {
				if s.url == nil {
					continue
				}
				name := s.name + "/own/"
				if with != "" {
					name = s.name + "/git/"
				}
				t.Run(name+c.name, func(t *testing.T) {
					t.Parallel()
					c.test(newMeeting(t, s, with))
				})
			}
		}
	}
}

func newMeeting(t *testing.T, s site, git string) *meeting {
	m := &meeting{t: t, site: s, opts: Options{Git: git, Env: append(worldEnv(t), s.env...), Now: func() time.Time { return worldTime }}}
	m.remote = filepath.Join(t.TempDir(), "pool.git")
	runGit(t, ".", m.opts.Env, "init", "-q", "--bare", "-b", "main", m.remote)
	m.inRemote("config", "receive.advertisePushOptions", "true")
	m.inRemote("config", "http.receivepack", "true")
	m.url = s.url(m.remote)
	return m
}

// inRemote runs git in the remote repository.
func (m *meeting) inRemote(args ...string) string {
	m.t.Helper()
	return runGit(m.t, m.remote, m.opts.Env, args...)
}

func (m *meeting) clone() *world {
	m.t.Helper()
	r, err := Clone(context.Background(), m.url, filepath.Join(m.t.TempDir(), "clone"), m.opts, nil)
	check(m.t, err)
	m.t.Cleanup(func() { check(m.t, r.Close()) })
	return &world{Repo: r, t: m.t, env: m.opts.Env}
}

// seed gives the remote a history of so many commits on main and returns its tip.
func (m *meeting) seed(commits int) Hash {
	m.t.Helper()
	var script strings.Builder
	tip := "from refs/heads/main^0\n"
	if m.tip("refs/heads/main") == "" {
		tip = ""
	}
	for i := range commits {
		body := fmt.Sprintf("note %d %d\n", i, time.Now().UnixNano())
		fmt.Fprintf(&script, "commit refs/heads/main\ncommitter Ana <ana@example.org> %d +0000\ndata 1\nx\n%s", 1700000000+i, tip)
		fmt.Fprintf(&script, "M 100644 inline practices/t%d/note-%d.md\ndata %d\n%s\n", i%7, i, len(body), body)
		tip = ""
	}
	cmd := exec.Command(gitPath(m.t), "fast-import", "--quiet", "--force")
	cmd.Dir, cmd.Env, cmd.Stdin = m.remote, m.opts.Env, strings.NewReader(script.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		m.t.Fatalf("fast-import: %v\n%s", err, out)
	}
	return m.tip("refs/heads/main")
}

// tip is the remote's value of a reference, "" when it has none.
func (m *meeting) tip(ref Ref) Hash {
	m.t.Helper()
	return Hash(m.inRemote("for-each-ref", "--format=%(objectname)", string(ref)))
}

// push moves one reference of the remote.
func (w *world) push(refs ...PushRef) error {
	return w.Push(context.Background(), "origin", refs, PushOptions{})
}

func (w *world) fetch(want ...string) Advertised {
	w.t.Helper()
	return must(w.Fetch(context.Background(), "origin", want))(w.t)
}

func folderSite(testing.TB) site {
	return site{name: "file", url: func(path string) string { return path }}
}

// httpSite serves the machine's folders through git http-backend.
func httpSite(t testing.TB) site {
	server := httptest.NewServer(httpBackend(t))
	t.Cleanup(server.Close)
	return site{name: "http", url: func(path string) string { return server.URL + filepath.ToSlash(path) }}
}

func httpBackend(t testing.TB) *cgi.Handler {
	git := gitPath(t)
	return &cgi.Handler{
		Path: git, Args: []string{"http-backend"}, Root: "/",
		Env:    []string{"GIT_PROJECT_ROOT=/", "GIT_HTTP_EXPORT_ALL=1", "GIT_CONFIG_NOSYSTEM=1", "HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")},
		Stderr: io.Discard,
	}
}

// sshSite runs a real sshd on loopback with keys of its own.
func sshSite(t testing.TB) site {
	t.Helper()
	sshd, err := exec.LookPath("/usr/sbin/sshd")
	if err != nil {
		t.Log("sshd is not installed: ssh is not tested")
		return site{name: "ssh"}
	}
	dir := t.TempDir()
	key := func(name string) string {
		path := filepath.Join(dir, name)
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path).CombinedOutput(); err != nil {
			t.Fatalf("ssh-keygen: %v\n%s", err, out)
		}
		return path
	}
	host, user := key("host_key"), key("id_ed25519")
	port := freePort(t)
	config := fmt.Sprintf("ListenAddress 127.0.0.1\nPort %s\nHostKey %s\nAuthorizedKeysFile %s.pub\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nAcceptEnv GIT_PROTOCOL\nMaxStartups 100\n", port, host, user)
	check(t, os.WriteFile(filepath.Join(dir, "sshd_config"), []byte(config), 0o600))
	// Where nobody has started the system's sshd yet, its folder is missing.
	if os.Geteuid() == 0 {
		check(t, os.MkdirAll("/run/sshd", 0o755))
	}
	cmd := exec.Command(sshd, "-D", "-e", "-f", filepath.Join(dir, "sshd_config"))
	check(t, cmd.Start())
	t.Cleanup(func() {
		check(t, cmd.Process.Kill())
		_ = cmd.Wait()
	})
	awaitPort(t, port)
	return site{name: "ssh", url: func(path string) string { return "ssh://" + currentUser(t) + "@127.0.0.1:" + port + path }, env: sshClient(t, dir, port)}
}

// sshClient makes a home with the key and the known host, and tells git's ssh to use it.
func sshClient(t testing.TB, dir, port string) []string {
	t.Helper()
	home := filepath.Join(dir, "home")
	check(t, os.MkdirAll(filepath.Join(home, ".ssh"), 0o700))
	public := must(os.ReadFile(filepath.Join(dir, "host_key.pub")))(t)
	known := filepath.Join(home, ".ssh", "known_hosts")
	check(t, os.WriteFile(known, []byte("[127.0.0.1]:"+port+" "+string(public)), 0o600))
	private := must(os.ReadFile(filepath.Join(dir, "id_ed25519")))(t)
	check(t, os.WriteFile(filepath.Join(home, ".ssh", "id_ed25519"), private, 0o600))
	config := filepath.Join(home, "ssh_config")
	check(t, os.WriteFile(config, []byte("UserKnownHostsFile "+known+"\nIdentityFile "+dir+"/id_ed25519\nIdentitiesOnly yes\nBatchMode yes\n"), 0o600))
	return []string{"HOME=" + home, "GIT_SSH_COMMAND=ssh -F " + config}
}

func currentUser(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("id", "-un").Output()
	check(t, err)
	return strings.TrimSpace(string(out))
}

func freePort(t testing.TB) string {
	t.Helper()
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	_, port, err := net.SplitHostPort(l.Addr().String())
	check(t, err)
	check(t, l.Close())
	return port
}

func awaitPort(t testing.TB, port string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			check(t, conn.Close())
			return
		}
	}
	t.Fatal("the server does not answer")
}
