package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// world is a community of two on one machine: Ana's pool, Ben's, the shared place. It always
// lives in the same folder, so that what is remembered about places stays true.
type world struct {
	cop, git string // programs
	dir      string // the living one
	kept     string // what it is made of, at the begin of an act
	said     string // what the last command printed
	url      string // of the shared place over the network; "": it is a folder
	alone    bool   // Ana has no git
}

func (w *world) path(parts ...string) string {
	return filepath.Join(append([]string{w.dir}, parts...)...)
}

// silence is how long cop waits for a network that says nothing, here.
const silence = "6s"

// environ is what a member's programs see; what people have in their homes stays outside.
func (w *world) environ(who string) []string {
	name := strings.ToUpper(who[:1]) + who[1:]
	home := w.path("home-" + who)
	path := os.Getenv("PATH")
	if w.alone && who == "ana" {
		path = w.path("none")
	}
	return []string{
		"COP_TIMEOUT=" + silence, "HOME=" + home, "PATH=" + path, "COP_CONFIG=" + filepath.Join(home, "config.toml"), "COP_HANDLE=" + who, "COP_KEYRING=file", "NO_COLOR=1", "LANG=C.UTF-8",
		"XDG_CONFIG_HOME=" + filepath.Join(home, ".config"), "XDG_DATA_HOME=" + filepath.Join(home, ".local", "share"), "XDG_STATE_HOME=" + filepath.Join(home, ".local", "state"), "XDG_CACHE_HOME=" + filepath.Join(home, ".cache"),
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_AUTHOR_NAME=" + name, "GIT_AUTHOR_EMAIL=" + who + "@example.org",
		"GIT_COMMITTER_NAME=" + name, "GIT_COMMITTER_EMAIL=" + who + "@example.org", "GODEBUG=asyncpreemptoff=1",
	}
}

// command is cop, run by a member in a folder of the world; "" is the member's pool.
func (w *world) command(who string, args ...string) *exec.Cmd {
	cmd := exec.Command(w.cop, append([]string{"--no-input"}, args...)...)
	cmd.Dir, cmd.Env = w.path(who), w.environ(who)
	if _, err := os.Stat(cmd.Dir); err != nil {
		cmd.Dir = w.dir
	}
	return cmd
}

// run runs cop and tells its exit code.
func (w *world) run(who string, args ...string) int {
	return w.end(w.command(who, args...))
}

func (w *world) end(cmd *exec.Cmd) int {
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	w.said = said.String()
	return exitOf(err)
}

func exitOf(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -2
}

// must is run while the world is made.
func (w *world) must(who string, args ...string) {
	if code := w.run(who, args...); code != 0 {
		panic(fmt.Sprintf("%s: cop %q ends with %d:\n%s", who, args, code, w.said))
	}
}

// put writes a file as an editor does.
func (w *world) put(file, text string) {
	file = w.path(file)
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = os.WriteFile(file, []byte(text), 0o644)
	}
	if err != nil {
		panic(err)
	}
}

// gitIn runs git in a folder of the world.
func (w *world) gitIn(dir string, args ...string) (string, error) {
	cmd := exec.Command(w.git, args...)
	cmd.Dir, cmd.Env = w.path(dir), w.environ("git")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// found makes the community: two members, five notes, a question.
func (w *world) found(review string) {
	must(os.RemoveAll(w.dir))
	must(os.MkdirAll(w.dir, 0o755))
	w.must("ana", "init", w.path("ana"), "--name", "Guild", "--purpose", "Fewer nights awake.", "--review", "direct", "--remote", w.path("shared.git"))
	w.put("ana/practices/ops/valve.md", "---\ntitle: Valve\ntags: [ops]\n---\n\nOpen the valve slowly.\n\nMyself: [[valve]].\n\nThird line.\n")
	w.put("ana/practices/ops/uses.md", "# Uses\n\n[[valve]], [it](valve.md)\n")
	w.put("ana/practices/night/round.md", "# Round\n\n[[ops/valve]] at night.\n")
	w.put("ana/practices/night/late.md", "# Late\n\n[it](../ops/valve.md)\n")
	w.put("ana/practices/ops/who-knows.md", "---\ntitle: Who knows?\ntype: question\nauthor: ana\n---\n\nThe valve.\n")
	w.must("ana", "share")
	w.must("ana", "join", w.path("shared.git"), w.path("ben"), "--my-name", "Ben", "--my-email", "ben@example.org", "--my-handle", "ben")
	if review == "required" {
		charter, err := os.ReadFile(w.path("ana/practices/charter.md"))
		must(err)
		w.put("ana/practices/charter.md", strings.ReplaceAll(string(charter), "direct", "required"))
		w.must("ana", "share")
		w.must("ben", "sync")
	}
	w.throughServer()
}

// shared is where the shared place is for who comes anew.
func (w *world) shared() string {
	if w.url != "" {
		return w.url
	}
	return w.path("shared.git")
}

// keep remembers the world as it is now, and restore makes it so again.
func (w *world) keep() {
	must(os.RemoveAll(w.kept))
	must(exec.Command("cp", "-a", w.dir, w.kept).Run())
}

func (w *world) restore() {
	must(os.RemoveAll(w.dir))
	must(exec.Command("cp", "-a", w.kept, w.dir).Run())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// throughServer has Ana reach the shared place over the network.
func (w *world) throughServer() {
	if w.url == "" {
		return
	}
	_, err := w.gitIn("shared.git", "config", "http.receivepack", "true")
	must(err)
	_, err = w.gitIn("ana", "remote", "set-url", "origin", w.url)
	must(err)
	must(os.MkdirAll(w.path("none"), 0o755))
}
