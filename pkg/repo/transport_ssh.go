package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/kevinburke/ssh_config"
	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// sshCarrier runs a git service through ssh. It logs in with the keys of the
// agent and unencrypted ones from ~/.ssh, accepts only hosts in known_hosts, and obeys
// HostName, Port, User and IdentityFile of ~/.ssh/config. What else
// ssh can do (jump hosts, certificates, prompts) needs git and ssh.
type sshCarrier struct {
	at       endpoint
	opts     Options
	command  string // git's core.sshCommand, "" for none
	watchdog *watchdog
	client   *ssh.Client
	session  *ssh.Session
	in       io.WriteCloser
	out      io.Reader
	said     lockedBuffer
	over     chan struct{} // closed when the service has ended and all it said is here
}

// stderrTimeout is how long to wait for what a service said when its answer has ended: the two
// come on streams of their own.
const stderrTimeout = 2 * time.Second

func (c *sshCarrier) words() string {
	if c.over != nil {
		select {
		case <-c.over:
		case <-time.After(stderrTimeout):
		}
	}
	return c.said.String()
}

func (c *sshCarrier) close() error {
	if c.client == nil {
		return nil
	}
	if err := c.client.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

func (c *sshCarrier) open(ctx context.Context, service string) (io.ReadCloser, error) {
	if err := c.dial(ctx); err != nil {
		return nil, err
	}
	var err error
	if c.session, err = c.client.NewSession(); err != nil {
		return nil, err
	}
	if c.in, err = c.session.StdinPipe(); err != nil {
		return nil, err
	}
	if c.out, err = c.session.StdoutPipe(); err != nil {
		return nil, err
	}
	c.session.Stderr = &c.said
	if err := c.session.Start(service + " " + shellQuote(c.at.remotePath())); err != nil {
		return nil, err
	}
	c.over = make(chan struct{})
	go func() {
		defer close(c.over)
		_ = c.session.Wait() // what went wrong is told by the answer, or by its words
	}()
	return io.NopCloser(c.out), nil
}

// exchange sends the request while the server may answer already.
func (c *sshCarrier) exchange(_ context.Context, request io.ReadSeeker, _ int64) (io.ReadCloser, error) {
	if _, err := request.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if _, err := io.Copy(c.in, request); err != nil {
		return nil, fmt.Errorf("send: %w", err)
	}
	if err := c.in.Close(); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("send: %w", err)
	}
	return io.NopCloser(c.out), nil
}

// remotePath is the path as git sends it: /~ana/pool stands for ~ana/pool.
func (e endpoint) remotePath() string {
	if strings.HasPrefix(e.path, "/~") {
		return e.path[1:]
	}
	return e.path
}

// shellQuote makes one word of s for a POSIX shell.
func shellQuote(s string) string {
	return "'" + strings.NewReplacer("'", `'\''`, "!", `'\!'`).Replace(s) + "'"
}

func (c *sshCarrier) dial(ctx context.Context) error {
	c.tellIgnored()
	host := c.lookUp()
	config, stop, err := c.clientConfig(host)
	if err != nil {
		return err
	}
	defer stop()
	addr := net.JoinHostPort(host.name, host.port)
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		if ctx.Err() != nil {
			return given(ctx, err)
		}
		return c.at.failure(dialFailure(err), "", err)
	}
	// Whatever blocks below ends when the context does.
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	link, channels, requests, err := ssh.NewClientConn(watchedConn{conn, c.watchdog}, addr, config)
	if err != nil {
		return errors.Join(c.refused(err), ignoreClosed(conn.Close()))
	}
	c.client = ssh.NewClient(link, channels, requests)
	return nil
}

// tellIgnored names the settings that choose another ssh, which only git runs.
func (c *sshCarrier) tellIgnored() {
	name := ""
	switch {
	case c.opts.env("GIT_SSH_COMMAND") != "":
		name = "GIT_SSH_COMMAND"
	case c.opts.env("GIT_SSH") != "":
		name = "GIT_SSH"
	case c.command != "":
		name = "git's setting core.sshCommand"
	}
	if name != "" && c.opts.Notice != nil {
		c.opts.Notice("note: " + name + " is not obeyed without git on this machine")
	}
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// refused says what a failed handshake means.
func (c *sshCarrier) refused(err error) error {
	switch {
	case knownhosts.IsHostKeyChanged(err):
		return c.at.failure(changedHostKey, "", err)
	case knownhosts.IsHostUnknown(err):
		return c.at.failure(unknownHostKey, "", err)
	case strings.Contains(err.Error(), "unable to authenticate"):
		return c.at.failure(noKey, "", err)
	}
	return err
}

// sshHost is where and as whom to connect, after ~/.ssh/config.
type sshHost struct {
	name, port, user string
	keys             []string
}

func (c *sshCarrier) lookUp() sshHost {
	h := sshHost{name: c.at.host, port: c.at.port, user: c.at.user}
	dir := filepath.Join(c.opts.home(), ".ssh")
	config := readSSHConfig(filepath.Join(dir, "config"))
	set := func(to *string, key, fallback string) {
		if *to == "" {
			*to = firstOf(config(c.at.host, key), fallback)
		}
	}
	h.name = firstOf(strings.ReplaceAll(config(c.at.host, "HostName"), "%h", c.at.host), c.at.host)
	set(&h.port, "Port", "22")
	set(&h.user, "User", c.localUser())
	if file := config(c.at.host, "IdentityFile"); file != "" {
		h.keys = []string{c.opts.expandHome(file)}
		return h
	}
	for _, name := range []string{"id_ed25519", "id_ecdsa", "id_rsa"} {
		h.keys = append(h.keys, filepath.Join(dir, name))
	}
	return h
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (c *sshCarrier) localUser() string {
	if u := firstOf(c.opts.env("USER"), c.opts.env("USERNAME")); u != "" {
		return u
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "git"
}

// readSSHConfig reads the settings; a file that cannot be read has none.
func readSSHConfig(path string) func(host, key string) string {
	none := func(string, string) string { return "" }
	f, err := os.Open(path)
	if err != nil {
		return none
	}
	config, err := ssh_config.Decode(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return none
	}
	return func(host, key string) string {
		v, err := config.Get(host, key)
		if err != nil {
			return ""
		}
		return v
	}
}

// clientConfig gathers keys and known hosts. stop ends the talk with the agent.
func (c *sshCarrier) clientConfig(h sshHost) (*ssh.ClientConfig, func(), error) {
	db, err := knownhosts.NewDB(c.knownHostsFiles()...)
	if err != nil {
		return nil, nil, fmt.Errorf("read known hosts: %w", err)
	}
	addr := net.JoinHostPort(h.name, h.port)
	keys, stop := c.signers(h)
	return &ssh.ClientConfig{
		User:              h.user,
		Auth:              []ssh.AuthMethod{ssh.PublicKeysCallback(keys)},
		HostKeyCallback:   db.HostKeyCallback(),
		HostKeyAlgorithms: db.HostKeyAlgorithms(addr),
	}, stop, nil
}

func (c *sshCarrier) knownHostsFiles() []string {
	files := filepath.SplitList(c.opts.env("SSH_KNOWN_HOSTS"))
	if len(files) == 0 {
		files = []string{filepath.Join(c.opts.home(), ".ssh", "known_hosts"), "/etc/ssh/ssh_known_hosts"}
	}
	var there []string
	for _, f := range files {
		if _, err := os.Stat(f); err == nil {
			there = append(there, f)
		}
	}
	return there
}

// signers offers the agent's keys, then the files' that need no passphrase.
func (c *sshCarrier) signers(h sshHost) (keys func() ([]ssh.Signer, error), stop func()) {
	stop = func() {}
	var asked agent.Agent
	if socket := c.opts.env("SSH_AUTH_SOCK"); socket != "" {
		if conn, err := net.Dial("unix", socket); err == nil {
			asked = agent.NewClient(conn)
			stop = func() { _ = conn.Close() }
		}
	}
	return func() ([]ssh.Signer, error) {
		var all []ssh.Signer
		if asked != nil {
			// An agent that fails counts as one without keys.
			all, _ = asked.Signers()
		}
		for _, path := range h.keys {
			pem, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("read the key %s: %w", path, err)
			}
			if key, err := ssh.ParsePrivateKey(pem); err == nil {
				all = append(all, key)
			}
		}
		return all, nil
	}, stop
}

// lockedBuffer is written by the connection while others read it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write keeps at most what anybody would read.
func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.b.Len() < 64<<10 {
		l.b.Write(p)
	}
	return len(p), nil
}

// String is what was written so far.
func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
