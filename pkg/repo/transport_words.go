package repo

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable makes a hostile text safe to show: escape sequences, control
// characters and direction overrides go, lines stay.
//
//	"\x1b[31mno\x1b[0m\r\nway\a" becomes "no\nway"
func printable(text string) string {
	var b strings.Builder
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.TrimSpace(stripLine(line))
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	return b.String()
}

func stripLine(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		if n := escapeLength(line[i:]); n > 0 {
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(line[i:])
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// escapeLength is the length of the terminal sequence that s begins with, 0 for none.
func escapeLength(s string) int {
	if len(s) < 2 || s[0] != 0x1b {
		return 0
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
		}
		return len(s)
	case ']', 'P', '_', '^', 'X':
		for i := 2; i < len(s); i++ {
			if s[i] == 0x07 {
				return i + 1
			}
			if s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
		}
		return len(s)
	}
	return 2
}

// remoteLines returns what the other side said for people in git's stderr,
// without its progress counters.
func remoteLines(stderr string) string {
	var said []string
	for _, line := range strings.FieldsFunc(stderr, func(r rune) bool { return r == '\n' || r == '\r' }) {
		words, ok := strings.CutPrefix(line, "remote:")
		if ok {
			said = append(said, strings.TrimPrefix(words, " "))
		}
	}
	return withoutProgress(strings.Join(said, "\n"))
}

// withoutProgress drops the counters that servers print while they work.
func withoutProgress(text string) string {
	var kept []string
	for _, line := range strings.Split(printable(text), "\n") {
		if !isProgress(line) {
			kept = append(kept, line)
		}
	}
	return redact(strings.Join(kept, "\n"))
}

func isProgress(line string) bool {
	name, rest, ok := strings.Cut(line, ": ")
	if !ok {
		return false
	}
	switch name {
	case "Enumerating objects", "Counting objects", "Compressing objects", "Resolving deltas", "Unpacking objects",
		"Checking connectivity", "Receiving objects", "Writing objects", "Total":
		return strings.ContainsAny(rest, "0123456789%")
	}
	return false
}

// meaning is a piece of a program's or server's message and what it stands for.
type meaning[T any] struct {
	words string
	is    T
}

// means finds the first entry whose words occur in text.
func means[T any](text string, table []meaning[T]) (T, bool) {
	text = strings.ToLower(text)
	for _, m := range table {
		if strings.Contains(text, m.words) {
			return m.is, true
		}
	}
	var none T
	return none, false
}

// refusal explains a server's status for one reference, in the light of all it said.
func refusal(ref Ref, status, said string) RefReject {
	status = strings.ReplaceAll(printable(status), "\n", " ")
	kind, _ := means(status, statusWords())
	if kind == Hook || kind == Other {
		if _, ok := means(said, protectedWords()); ok && !strings.Contains(status, "atomic") {
			kind = Protected
		}
	}
	if _, ok := means(said, raceWords()); ok && kind == Other {
		kind = Stale // of an atomic push only the program's own words tell
	}
	return RefReject{Ref: ref, Kind: kind, Message: status}
}

// statusWords lists what servers and git itself report for a reference. A
// lock or an old value that does not fit means that somebody else was faster.
func statusWords() []meaning[RejectKind] {
	return append([]meaning[RejectKind]{
		{"atomic", Other},
		{"stale info", Stale},
		{"does not exist", Stale},
		{"failed to update ref", Stale},
		{"failed to lock", Stale},
		{"cannot lock ref", Stale},
		{"reference already exists", Stale},
		{"old value", Stale},
		{"non-fast-forward", NonFastForward},
		{"fetch first", NonFastForward},
		{"needs force", NonFastForward},
	}, append(protectedWords(), meaning[RejectKind]{"hook declined", Hook})...)
}

// raceWords lists how git says that somebody else moved a reference first.
func raceWords() []meaning[RejectKind] {
	return []meaning[RejectKind]{{"cannot lock ref", Stale}, {"failed to lock", Stale}, {"reference already exists", Stale}}
}

// protectedWords lists how servers say that a branch takes no direct pushes:
// GitHub, GitLab, Gitea and Forgejo, Bitbucket, Azure, Gerrit, git itself.
func protectedWords() []meaning[RejectKind] {
	return []meaning[RejectKind]{
		{"protected branch", Protected},
		{"is protected", Protected},
		{"gh006", Protected},
		{"gh013", Protected},
		{"rule violations", Protected},
		{"through a pull request", Protected},
		{"through pull requests", Protected},
		{"use a pull request", Protected},
		{"through a merge request", Protected},
		{"permission denied to update branch", Protected},
		{"pushes to this branch are not permitted", Protected},
		{"prohibited by gerrit", Protected},
		{"branch is currently checked out", Protected},
		{"deletion of the current branch prohibited", Protected},
		{"deletion prohibited", Protected},
	}
}

// failureKind is what a message about a failed conversation stands for.
type failureKind int

const (
	unknownFailure failureKind = iota
	unreachable
	notThere
	silent
	noCredentials
	forbidden
	noKey
	unknownHostKey
	changedHostKey
)

// failureWords lists what git, curl, ssh and servers print, the telling first.
func failureWords() []meaning[failureKind] {
	return []meaning[failureKind]{
		{"remote host identification has changed", changedHostKey},
		{"host key verification failed", unknownHostKey},
		{"permission denied (", noKey},
		{"too many authentication failures", noKey},
		{"could not read username", noCredentials},
		{"could not read password", noCredentials},
		{"terminal prompts disabled", noCredentials},
		{"authentication failed", noCredentials},
		{"invalid username or", noCredentials},
		{"returned error: 401", noCredentials},
		{"returned error: 403", forbidden},
		{"write access to repository not granted", forbidden},
		{"you are not allowed to", forbidden},
		{"access denied", forbidden},
		{"could not resolve host", unreachable},
		{"name or service not known", unreachable},
		{"name resolution", unreachable},
		{"connection refused", unreachable},
		{"failed to connect", unreachable},
		{"couldn't connect", unreachable},
		{"no route to host", unreachable},
		{"network is unreachable", unreachable},
		{"timed out", silent},
		{"repository not found", notThere},
		{"does not appear to be a git repository", notThere},
		{"does not exist", notThere},
		{"' not found", notThere},
		{"not a git repository", notThere},
		{"returned error: 404", notThere},
		{"no such repository", notThere},
		{"could not be found", notThere},
	}
}

// failure turns what went wrong at an address into an error that callers can tell apart.
func (e endpoint) failure(kind failureKind, err error) error {
	host := e.name()
	switch kind {
	case unreachable:
		return &NetError{Host: host, Kind: Unreachable, Err: err}
	case silent:
		return &NetError{Host: host, Kind: Timeout, Err: err}
	case notThere:
		return &NetError{Host: host, Kind: NotFound, Err: err}
	case unknownFailure:
		return &NetError{Host: host, Kind: NetOther, Err: err}
	}
	return &AuthError{Host: host, Hint: authHint(kind, host)}
}

func authHint(kind failureKind, host string) string {
	switch kind {
	case forbidden:
		return "it knows you, but this account has no right to do that here"
	case noKey:
		return "the ssh agent holds no key that it accepts; ssh-add adds one"
	case unknownHostKey:
		return "its ssh key is not known on this machine; connect once with ssh " + host + " and compare the fingerprint"
	case changedHostKey:
		return "its ssh key is not the one known on this machine; ask whoever runs it before you go on"
	}
	return "it asks for a token: cop auth login keeps one, and so do git credential helpers"
}
