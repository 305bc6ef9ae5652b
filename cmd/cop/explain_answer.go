package main

import (
	"errors"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Words that answers of every kind end with.
const (
	safeAndLater = "your notes are safe here; run it again later"
	safeAndFix   = "your notes are safe here; correct what it asks for and share again"
)

// explainAnswer knows what a shared place answers, and what it means that it does not.
func explainAnswer(err error) (explanation, bool) {
	auth, net, push := new(repo.AuthError), new(repo.NetError), new(repo.PushError)
	cert, owner, forbidden, tooNew := new(repo.CertificateError), new(repo.OwnerError), new(repo.NotAllowedError), new(repo.TooNewError)
	hook := new(repo.HookError)
	switch {
	case errors.As(err, &hook):
		out := explanation{Code: "hook", Message: "your own hook " + hook.Hook + " said no before anything was sent", Hint: safeAndFix, exit: exitRefused}
		return out.saying(hook.Said), true
	case errors.As(err, &auth):
		return explainAuth(auth), true
	case errors.As(err, &net):
		return explainNet(net), true
	case errors.As(err, &push):
		return explainPush(push), true
	case errors.As(err, &cert):
		return explainCertificate(cert), true
	case errors.As(err, &owner):
		return explanation{Code: "owner", Message: owner.Error() + ", so git does not obey it", Hint: "if you trust it: git config --global --add safe.directory " + owner.Path, exit: exitAuth}, true
	case errors.As(err, &forbidden):
		return explanation{Code: "forbidden", Message: forbidden.Error(), Hint: "change that setting, or use another address", exit: exitAuth}, true
	case errors.As(err, &tooNew):
		return explainTooNew(tooNew), true
	}
	return explanation{}, false
}

func explainAuth(e *repo.AuthError) explanation {
	out := explanation{Code: "auth", Message: e.Host + " did not let you in", Hint: e.Hint, exit: exitAuth}
	if e.Large {
		out.Code, out.Message = "too_large", e.Host+" takes nothing of this size"
	}
	return out.saying(e.Said)
}

func explainNet(e *repo.NetError) explanation {
	out := explanation{Code: "network", exit: exitAway, Hint: safeAndLater}
	switch e.Kind {
	case repo.Timeout:
		out.Message = e.Host + " accepts the connection and then stays silent"
	case repo.Unreachable:
		out.Message = e.Host + " cannot be reached"
	case repo.ProxyAway:
		out.Message, out.Hint = "the proxy on the way to "+e.Host+" cannot be reached", safeAndLater+", or correct git's setting http.proxy"
	case repo.Overloaded:
		out.Message = e.Host + " answers that it cannot now"
	case repo.BrokenOff:
		out.Message = e.Host + " broke the connection off"
	case repo.NotFound:
		out.Code, out.Message, out.Hint = "gone", "there is no pool at "+e.Host, "check the address, and that you may see it; your notes are safe here"
		out.exit = exitFailed
		if e.Page {
			out.Message = e.Host + " shows a page where the pool should be"
			out.Hint = "check the address, and look at it in a web browser: perhaps it wants you to sign in, or has closed your account; your notes are safe here"
		}
	default:
		out.Code, out.Message, out.exit = "not_understood", e.Host+" answers what cop does not understand", exitFailed
		if e.Said == "" && e.Err != nil {
			out.Message += ": " + e.Err.Error()
		}
		out.Hint = "your notes are safe here; ask whoever runs it"
	}
	return out.saying(e.Said)
}

func explainCertificate(e *repo.CertificateError) explanation {
	out := explanation{Code: "certificate", Message: "the certificate of " + e.Host + " is not trusted on this machine", exit: exitAuth}
	out.Hint = "git's setting http.sslCAInfo names the file that vouches for it; whoever runs it has that"
	if e.NoTLS {
		out.Message, out.Hint = e.Host+" does not speak https at this address", "check the address: perhaps http://, or another port"
	}
	return out
}

func explainTooNew(e *repo.TooNewError) explanation {
	out := explanation{Code: "needs_git", Message: e.Error(), Hint: "install a newer git and run it again", exit: exitFailed}
	switch {
	case e.Hashes:
		out.Hint = "have the place made anew: git init --bare --object-format=sha1; what is there already is joined with cop join"
	case e.Needs != "":
		out.Hint = "git " + e.Needs + " or newer understands it; install that and run it again"
	}
	return out
}

// explainPush shows the shared place's own words: they are written for the user.
func explainPush(e *repo.PushError) explanation {
	if file := e.LockFile(); file != "" {
		return explainLocked(file)
	}
	if e.Overtaken() {
		return explanation{Code: "busy", Message: "others were faster, again and again", Hint: "run it again; nothing is lost", exit: exitRaced}
	}
	out := explanation{Code: "rejected", Message: "the shared place said no", Hint: safeAndFix, exit: exitRefused}
	switch {
	case e.All(repo.NoRight):
		out.Code, out.Message, out.exit = "auth", "the shared place did not let you write", exitAuth
		out.Hint = "it knows you, but this account has no right to do that here"
	case e.All(repo.NoRoom):
		out.Code, out.Message = "no_room", "the disk of the shared place is full"
		out.Hint = "your notes are safe here; ask whoever runs it to make room, then share again"
	case e.All(repo.Unwritable):
		out.Code, out.Message = "read_only", "the shared place cannot be written"
		out.Hint = "your notes are safe here; ask whoever runs it for the right to write there"
	case e.All(repo.Unstored):
		out.Code, out.Message = "not_stored", "the shared place could not store what was sent"
		out.Hint = "your notes are safe here; share again, and if it goes on ask whoever runs it"
	}
	words := e.Remote
	if words == "" && len(e.Refs) > 0 {
		words = e.Refs[0].Message
	}
	return out.saying(words)
}

// explainLocked tells of a lock in the shared place that nobody seems to hold.
func explainLocked(file string) explanation {
	return explanation{Code: "locked", Message: "the shared place is locked, as by a share that was cut off: " + file,
		Hint: "your notes are safe here; run it again in a minute, and if nobody is sharing then, whoever runs the place removes that file", exit: exitRefused}
}

// saying adds a server's own words: one line behind the message, several below it.
func (e explanation) saying(words string) explanation {
	switch lines := itsLines(words); {
	case len(lines) == 1:
		e.Message += ": " + lines[0]
	case len(lines) > 1:
		e.Words = lines
	}
	return e
}

// itsLines are the lines of a server, each once, without the "error:" that programs put
// before them and without what git says of its hooks.
//
// Example: "error: error: not on Fridays\nerror:" is "not on Fridays".
func itsLines(remote string) []string {
	var kept []string
	seen := map[string]bool{}
	for line := range strings.Lines(remote) {
		line = strings.TrimSpace(line)
		for _, prefix := range []string{"error:", "ERROR:", "fatal:"} {
			for strings.HasPrefix(line, prefix) {
				line = strings.TrimSpace(strings.TrimPrefix(line, prefix))
			}
		}
		if line == "" || seen[line] || strings.Trim(line, "=-*#_ ") == "" || strings.HasPrefix(line, "hook declined to update ") {
			continue
		}
		seen[line] = true
		kept = append(kept, line)
	}
	return kept
}

// wordsBelow are a server's lines as they stand below the message.
func (e explanation) wordsBelow() []string {
	var out []string
	for _, line := range e.Words {
		out = append(out, "  "+line)
	}
	return out
}

// colon leads on to the lines below.
func (e explanation) colon() string {
	if len(e.Words) == 0 {
		return ""
	}
	return ":"
}

// placeSays shows the words of a shared place, one line each.
func placeSays(s *term.Streams, words string) string {
	var b strings.Builder
	for _, line := range itsLines(words) {
		b.WriteString(term.Hang("  ", "    ", s.Palette().Paint(term.Muted, term.Clean(line)), s.Width()) + "\n")
	}
	return b.String()
}
