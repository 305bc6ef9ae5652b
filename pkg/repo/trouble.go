package repo

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"syscall"
)

// failureKind is what a message about a failed conversation stands for.
type failureKind int

const (
	unknownFailure failureKind = iota
	unreachable
	proxyAway
	silent
	overloaded
	brokenOff
	notThere
	pageThere // a page for people stands where the repository should
	noCredentials
	proxyLogin
	forbidden
	tooLarge
	foreignOwner
	noKey
	unknownHostKey
	changedHostKey
	badCertificate
	noTLS
	tooNew
	otherHashes
)

// failureWords lists what git, curl, ssh and servers print, the telling first: what only
// says that it is over comes last. [Answers] has whole answers that they are tried on.
func failureWords() []meaning[failureKind] {
	return []meaning[failureKind]{
		{"remote host identification has changed", changedHostKey},
		{"host key verification failed", unknownHostKey},
		{"permission denied (", noKey},
		{"too many authentication failures", noKey},
		{"no longer allowed", noKey},
		{"unknown repository extension", tooNew},
		{"expected git repo version", tooNew},
		{"could not determine hash algorithm", pageThere},
		{"not valid: is this a git repository", pageThere},
		{"hash algorithm", otherHashes},
		{"mismatched algorithms", otherHashes},
		{"dubious ownership", foreignOwner},
		{"repository not exported", notThere},
		{"proxy authentication", proxyLogin},
		{"returned error: 407", proxyLogin},
		{"tunnel failed, response 407", proxyLogin},
		{"tunnel failed", proxyAway},
		{"resolve proxy", proxyAway},
		{"returned error: 404", notThere},
		{"returned error: 410", notThere},
		{"' not found", notThere},
		{"could not read username", noCredentials},
		{"could not read password", noCredentials},
		{"terminal prompts disabled", noCredentials},
		{"authentication failed", noCredentials},
		{"invalid username or", noCredentials},
		{"returned error: 401", noCredentials},
		{"returned error: 413", tooLarge},
		{"returned error: 402", forbidden},
		{"returned error: 403", forbidden},
		{"returned error: 451", forbidden},
		{"returned error: 429", overloaded},
		{"returned error: 5", overloaded},
		{"denied by", forbidden},
		{"denied to", forbidden},
		{"service not enabled", forbidden},
		{"write access to repository not granted", forbidden},
		{"marked as read only", forbidden},
		{"user permission denied", forbidden},
		{"you are not allowed to", forbidden},
		{"access denied", forbidden},
		{"certificate", badCertificate},
		{"handshake", noTLS},
		{"wrong version number", noTLS},
		{"could not resolve host", unreachable},
		{"name or service not known", unreachable},
		{"name resolution", unreachable},
		{"connection refused", unreachable},
		{"failed to connect", unreachable},
		{"couldn't connect", unreachable},
		{"unable to connect to", unreachable},
		{"no route to host", unreachable},
		{"host is down", unreachable},
		{"network is unreachable", unreachable},
		{"network is down", unreachable},
		{"timed out", silent},
		{"repository not found", notThere},
		{"does not appear to be a git repository", notThere},
		{"does not exist", notThere},
		{"not a git repository", notThere},
		{"is this a git repository", notThere},
		{"no such repository", notThere},
		{"could not be found", notThere},
		{"cannot find repository", notThere},
		{"temporarily unavailable", overloaded},
		{"empty reply from server", brokenOff},
		{"connection reset", brokenOff},
		{"connection closed by", brokenOff},
		{"broken pipe", brokenOff},
		{"early eof", brokenOff},
		{"bad line length character", unknownFailure}, // a page for people, before it ends too early
		{"unexpected eof", brokenOff},
		{"the remote end hung up", brokenOff},
		{"are still expected", brokenOff},
		{"length header were received", brokenOff},
		{"expected flush after", brokenOff},
		{"expected response end packet", brokenOff},
		{"unexpected disconnect", brokenOff},
	}
}

// ownDisk is what git's words say of this machine's disk; nil: nothing. What the other side says
// about its own has "remote:" before it.
func ownDisk(words string) error {
	for line := range strings.Lines(words) {
		if strings.HasPrefix(line, "remote:") {
			continue
		}
		if errno, ok := means(line, []meaning[error]{
			{"no space left on device", syscall.ENOSPC}, {"disk quota exceeded", syscall.ENOSPC},
			{"input/output error", syscall.EIO}, {"failed to write new configuration file", syscall.EIO},
			{"unable to write new index file", syscall.EIO}, {"couldn't write '", syscall.EIO}, {"unable to create directory for", syscall.EIO},
		}); ok {
			return errno
		}
	}
	return nil
}

// failure turns what went wrong at an address into an error that callers can tell apart.
// said is what the other side printed for people.
func (e endpoint) failure(kind failureKind, said string, err error) error {
	host := e.name()
	net := func(kind NetKind) error { return &NetError{Host: host, Kind: kind, Said: said, Err: err} }
	switch kind {
	case unreachable:
		return net(Unreachable)
	case proxyAway:
		return net(ProxyAway)
	case silent:
		return net(Timeout)
	case overloaded:
		return net(Overloaded)
	case brokenOff:
		return net(BrokenOff)
	case notThere:
		return net(NotFound)
	case pageThere:
		return &NetError{Host: host, Kind: NotFound, Page: true, Err: err}
	case unknownFailure:
		return net(NetOther)
	case badCertificate, noTLS:
		return &CertificateError{Host: host, NoTLS: kind == noTLS, Err: err}
	case tooNew, otherHashes:
		return newTooNew(host, kind, err)
	case foreignOwner:
		return &OwnerError{Path: e.path}
	case proxyLogin:
		host = "the proxy on the way to " + host
	case unknownHostKey, changedHostKey:
		said = "" // ssh's own words; the hint says it better
	case noKey:
		if strings.Contains(said, "Permission denied (") {
			said = ""
		}
	}
	return &AuthError{Host: host, Said: said, Hint: e.authHint(kind), Large: kind == tooLarge, Asks: kind == noCredentials}
}

func (e endpoint) authHint(kind failureKind) string {
	switch kind {
	case forbidden:
		return "it knows you, but this account has no right to do that here"
	case tooLarge:
		return "take large files out, or ask whoever runs it to allow more"
	case proxyLogin:
		return "the proxy between you and it wants a login: git's setting http.proxy takes http://NAME@PROXY:PORT"
	case noKey:
		return "the ssh agent holds no key that it accepts; ssh-add adds one"
	case unknownHostKey:
		return "its ssh key is not known on this machine; connect once with " + e.sshCommand() + " and compare the fingerprint"
	case changedHostKey:
		return "its ssh key is not the one known on this machine; ask whoever runs it before you go on"
	}
	if e.exposed() {
		return "it asks for a password, and its address is not encrypted: ask whoever runs it for https; a credential helper of git's sends one all the same"
	}
	return "it asks for a token: cop auth login keeps one, and so do git credential helpers"
}

// sshCommand is how to connect by hand.
func (e endpoint) sshCommand() string {
	host := e.host
	if e.user != "" {
		host = e.user + "@" + host
	}
	if e.port != "" {
		return "ssh -p " + e.port + " " + host
	}
	return "ssh " + host
}

// boilerplate are lines of git's that tell nothing about this case.
var boilerplate = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(fatal: )?(could not read from remote repository|please make sure you have the correct access rights|and the repository exists|the remote end hung up unexpectedly|the requested url returned error|to add an exception for this directory, call|git config --global --add safe|(error: )?failed to push some refs|done$|!\s|to (/|[a-z]+://)|from (/|[a-z]+://)|hint:|warning:|cloning into|@)`)
})

// toldBy is what a failed program and the server behind it said, without what git always says.
func toldBy(words string) string {
	var lines []string
	seen := map[string]bool{}
	for _, line := range strings.Split(redact(printableLines(words)), "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "remote:"))
		for _, prefix := range []string{"fatal: ", "error: ", "ssh: ", "remote error: "} {
			line = strings.TrimPrefix(line, prefix)
		}
		if line != "" && !seen[line] && !boilerplate().MatchString(line) && !isProgress(line) {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// oneLine joins lines as a sentence would.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// serverSaid is what of a failed git's words came from the other side: behind "remote:", or,
// over ssh, what stands before git's own complaint.
func serverSaid(scheme, words string) string {
	if said := remoteLines(words); said != "" {
		return said
	}
	if _, after, ok := strings.Cut(words, "remote error: "); ok {
		line, _, _ := strings.Cut(after, "\n")
		return printableLines(line)
	}
	if scheme != "ssh" {
		return ""
	}
	before, _, ok := strings.Cut(words, "fatal: Could not read from remote repository")
	if !ok {
		return ""
	}
	return toldBy(before)
}

// CertificateError says that a host could not prove who it is, or (NoTLS) that it does not
// speak the encrypted protocol that its address begins with.
type CertificateError struct {
	Host  string
	NoTLS bool
	Err   error
}

// Error names the host and the cause.
func (e *CertificateError) Error() string {
	if e.NoTLS {
		return fmt.Sprintf("%s does not speak https here: %v", e.Host, e.Err)
	}
	return fmt.Sprintf("the certificate of %s is not trusted here: %v", e.Host, e.Err)
}

// Unwrap gives the cause.
func (e *CertificateError) Unwrap() error { return e.Err }

// OwnerError says that a folder belongs to somebody else, so that git does not obey it.
type OwnerError struct{ Path string }

// Error names the folder.
func (e *OwnerError) Error() string { return e.Path + " belongs to somebody else" }

// TooNewError says that a repository is kept in a way that a git of this machine does not know,
// or cannot exchange with.
type TooNewError struct {
	Host string // where it is; "" for this one
	What string // what is not understood: "refstorage"
	// Needs says which git would understand it; "" is not known.
	Needs string
	// Hashes says that the two sides name their objects in different ways.
	Hashes bool
}

// Error is one whole line.
func (e *TooNewError) Error() string {
	if e.Hashes {
		return fmt.Sprintf("%s keeps its notes under another kind of id (%s), and the two cannot be exchanged", e.Host, e.What)
	}
	return fmt.Sprintf("%s is kept in a way that this machine's git does not know: %s", e.Host, e.What)
}

// extensionSince tells which git first knew a repository extension (Documentation/config/extensions.txt
// and the release notes).
var extensionSince = map[string]string{
	"refstorage": "2.45", "objectformat": "2.29", "compatobjectformat": "2.45", "relativeworktrees": "2.48",
	"worktreeconfig": "2.20", "partialclone": "2.17", "preciousobjects": "2.5",
}

func newTooNew(host string, kind failureKind, err error) *TooNewError {
	words := err.Error()
	var program *programError
	if errors.As(err, &program) {
		words = toldBy(program.words)
	}
	if kind == otherHashes {
		return &TooNewError{Host: host, What: "sha256 on one side, sha1 on the other", Hashes: true}
	}
	_, what, ok := strings.Cut(oneLine(words), "found: ")
	if !ok {
		return &TooNewError{Host: host, What: oneLine(words)}
	}
	name, _, _ := strings.Cut(what, " ")
	return &TooNewError{Host: host, What: what, Needs: extensionSince[strings.ToLower(name)]}
}

// remembered takes a folder that worked before and is not there now for one that is out of
// reach: the network drive or the memory stick that it is on is away.
func (r *Repo) remembered(remote string, err error) error {
	var net *NetError
	if !errors.As(err, &net) || net.Kind != NotFound {
		return err
	}
	at, bad := r.address(remote, false)
	if bad != nil || at.scheme != "file" || !emptyPath(joinIfRelative(r.root, at.path)) {
		return err
	}
	if seen, bad := r.Refs("refs/remotes/" + remote + "/"); bad != nil || len(seen) == 0 {
		return err
	}
	return &NetError{Host: at.name(), Kind: Unreachable, Err: err}
}

// emptyPath tells whether nothing is at a path, as on a drive that is not there.
func emptyPath(path string) bool {
	entries, err := os.ReadDir(path)
	return absent(err) || err == nil && len(entries) == 0
}
