package repo

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/printable"
)

// printableLines makes a hostile text safe to show: its lines, without what acts on a terminal
// and without empty ones.
//
//	"\x1b[31mno\x1b[0m\r\nway\a" becomes "no\nway"
func printableLines(text string) string {
	var lines []string
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if line = strings.TrimSpace(stripLine(line)); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// stripLine is a line without what acts on a terminal, and without what is no text.
func stripLine(line string) string { return printable.Line(strings.ToValidUTF8(line, "")) }

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
	for _, line := range strings.Split(printableLines(text), "\n") {
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
	status = strings.ReplaceAll(printableLines(status), "\n", " ")
	kind, _ := means(status, statusWords())
	if kind == Hook || kind == Other || kind == Unstored {
		if _, ok := means(said, protectedWords()); ok && !strings.Contains(status, "atomic") {
			kind = Protected
		}
	}
	if kind == Hook && strings.Contains(strings.ToLower(said), "user permission denied for writing") {
		kind = NoRight // Gitea says so where others answer 403 before anything is sent
	}
	if _, ok := means(said, raceWords()); ok && kind == Other {
		kind = Stale // of an atomic push only the program's own words tell
	}
	if (kind == Stale || kind == Other) && lockFileIn(said) != "" {
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
		{"input/output error", Unstored}, {"couldn't write", Unstored}, {"couldn't set", Unstored},
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
