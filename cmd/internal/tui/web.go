package tui

import (
	"fmt"
	"io"
	"net/url"
	"os/exec"
	"path"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"
	webbrowser "github.com/cli/browser"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
)

// copied is a text that was put on the clipboard.
type copied struct{ text string }

// copy puts a text on the clipboard: through the terminal, which also works
// from afar, and on the system's own where it has one.
func (b *browser) copy(text string) tea.Cmd {
	text = term.Clean(text)
	return func() tea.Msg {
		sequence := osc52.New(text)
		switch {
		case b.host.Streams.Env("TMUX") != "":
			sequence = sequence.Tmux()
		case strings.HasPrefix(b.host.Streams.Env("TERM"), "screen"):
			sequence = sequence.Screen()
		}
		if b.tty != nil {
			// One write: it cannot fall into the middle of a frame.
			_, _ = io.WriteString(b.tty, sequence.String())
		}
		if b.host.Streams.Env("SSH_CONNECTION") == "" {
			_ = toClipboard(text, b.host.Streams) // the terminal has it at any rate
		}
		return copied{text}
	}
}

func (b *browser) takeCopied(m copied) { b.say("Copied %s", m.text) }

// visited is a web page that was opened, or could not be.
type visited struct {
	url string
	err error
}

// visit opens a page in the web browser.
func (b *browser) visit(url string) tea.Cmd {
	return func() tea.Msg { return visited{url, OpenURL(url, b.host.Streams.Env)} }
}

// OpenURL opens a web page: with BROWSER where it is set, else what the system has.
func OpenURL(url string, env func(string) string) error {
	if program := env("BROWSER"); program != "" {
		return exec.Command(program, url).Start()
	}
	return webbrowser.OpenURL(url)
}

func (b *browser) takeVisited(m visited) {
	if m.err != nil {
		b.say("No web browser could be started; the address is %s", m.url)
		return
	}
	b.say("Opened %s", m.url)
}

// openNote opens a note where its pool is hosted.
func (b *browser) openNote(n note.Address) tea.Cmd {
	p := b.session.peek()
	if p == nil {
		return nil
	}
	remote, ok := p.Remote()
	if !ok {
		b.say("This pool is not shared yet, so the note has no web address.")
		return nil
	}
	at, ok := webAddress(remote, n)
	if !ok {
		b.say("%s has no web pages that cop knows of.", redacted(remote))
		return nil
	}
	return b.visit(at)
}

// webAddress is where a git host shows a note: GitHub, GitLab, Gitea, Forgejo
// or Bitbucket, told apart by the host's name. HEAD is whatever branch the host
// shows first.
//
// Example: git@github.com:guild/pool.git and oncall/pager give
// https://github.com/guild/pool/blob/HEAD/practices/oncall/pager.md.
func webAddress(remote string, n note.Address) (string, bool) {
	host, repo, ok := splitRemote(remote)
	if !ok {
		return "", false
	}
	file := (&url.URL{Path: n.Path()}).EscapedPath()
	base := "https://" + host + "/" + repo
	for _, kind := range []struct{ name, between string }{
		{"github", "/blob/HEAD/"}, {"ghe", "/blob/HEAD/"}, {"gitlab", "/-/blob/HEAD/"},
		{"gitea", "/src/HEAD/"}, {"forgejo", "/src/HEAD/"}, {"codeberg", "/src/HEAD/"}, {"bitbucket", "/src/HEAD/"},
	} {
		if strings.Contains(host, kind.name) {
			return base + kind.between + file, true
		}
	}
	return "", false
}

// splitRemote takes a remote's address apart: https://host/owner/repo.git,
// ssh://git@host:22/owner/repo or git@host:owner/repo.git.
func splitRemote(remote string) (host, repo string, ok bool) {
	if u, err := url.Parse(remote); err == nil && u.Host != "" {
		if u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "ssh" && u.Scheme != "git" {
			return "", "", false
		}
		host, repo = u.Hostname(), u.Path
		if u.Scheme == "http" || u.Scheme == "https" {
			host = u.Host
		}
	} else if before, after, found := strings.Cut(remote, ":"); found && !strings.Contains(before, "/") {
		host, repo = before[strings.LastIndexByte(before, '@')+1:], after
	}
	repo = strings.TrimSuffix(strings.Trim(path.Clean("/"+repo), "/"), ".git")
	if host == "" || strings.Count(repo, "/") < 1 || strings.ContainsAny(host+repo, " \t\n\"'<>") {
		return "", "", false
	}
	return strings.ToLower(host), repo, true
}

// redacted is a remote's address without user and password.
func redacted(remote string) string {
	u, err := url.Parse(remote)
	if err != nil || u.Host == "" {
		return remote
	}
	return fmt.Sprintf("%s://%s%s", u.Scheme, u.Host, u.Path)
}
