package repo

import (
	"os"
	"path/filepath"
	"strings"
)

// fromNetrc reads NETRC, or .netrc in the home folder, as curl does.
func (w loginFinder) fromNetrc() (login, bool) {
	if w.at.exposed() {
		return login{}, false
	}
	path := w.opts.env("NETRC")
	if path == "" {
		home := w.opts.home()
		if home == "" {
			return login{}, false
		}
		path = filepath.Join(home, ".netrc")
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return login{}, false
	}
	return netrcLogin(string(src), w.at.host, w.at.user)
}

// netrcLogin finds the entry for a host, and for a user when one is asked for:
//
//	machine git.example.org login ana password s3cret
//	default login guest password guest
//
// A macdef runs to the next empty line and is skipped.
func netrcLogin(src, host, user string) (login, bool) {
	words := strings.Fields(withoutMacros(src))
	var l login
	here := false
	done := func() bool { return here && l.secret != "" && (user == "" || user == l.user) }
	for i := 0; i < len(words); i++ {
		value := ""
		if i+1 < len(words) {
			value = words[i+1]
		}
		switch words[i] {
		case "machine", "default":
			if done() {
				return l, true
			}
			l = login{}
			if here = words[i] == "default"; here {
				continue
			}
			here = strings.EqualFold(value, host)
		case "login":
			l.user = value
		case "password":
			l.secret = value
		case "account":
		default:
			continue
		}
		i++
	}
	return l, done()
}

func withoutMacros(src string) string {
	var kept []string
	inMacro := false
	for line := range strings.Lines(src) {
		if strings.HasPrefix(strings.TrimSpace(line), "macdef") {
			inMacro = true
		}
		if !inMacro && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			kept = append(kept, line)
		}
		if strings.TrimSpace(line) == "" {
			inMacro = false
		}
	}
	return strings.Join(kept, "")
}
