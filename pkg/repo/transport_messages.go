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
	if kind == Hook || kind == Other || kind == Unstored {
		if _, ok := means(said, protectedWords()); ok && !strings.Contains(status, "atomic") {
			kind = Protected
		}
	}
	if _, ok := means(said, raceWords()); ok && kind == Other {
		kind = Stale // of an atomic push only the program's own words tell
	}
	if kind == Stale && lockFileIn(said) != "" {
		kind = Locked
	}
	if disk, ok := means(said+"\n"+status, diskWords()); ok && kind != Protected && kind != NonFastForward {
		kind = disk
	}
	return RefReject{Ref: ref, Kind: kind, Message: status}
}

// lockFileIn is the file that, as git says, another git holds locked; "" where it says no such thing.
func lockFileIn(said string) string {
	before, _, ok := strings.Cut(said, ".lock': File exists")
	at := strings.LastIndexByte(before, '\'')
	if !ok || at < 0 {
		return ""
	}
	return before[at+1:] + ".lock"
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
		{"unpacker error", Unstored},
		{"unable to migrate objects", Unstored},
	}, append(protectedWords(), meaning[RejectKind]{"hook declined", Hook})...)
}

// diskWords lists how servers say that they cannot keep what they were sent.
func diskWords() []meaning[RejectKind] {
	return []meaning[RejectKind]{
		{"no space left on device", NoRoom}, {"disk quota exceeded", NoRoom}, {"disk is full", NoRoom},
		{"unable to create temporary object directory", Unwritable}, {"read-only file system", Unwritable},
		{"insufficient permission for adding an object", Unwritable}, {"': permission denied", Unwritable},
		{"input/output error", Unstored},
	}
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
