package repo

import "strings"

// Answer is what a remote, or a program on the way to it, says when an exchange does not work.
// Where From names a version, that program was run and heard: git, sshd, git daemon, git
// http-backend, gitolite and Gitea. The others are from documentation and as people know them.
// Names and addresses are changed.
type Answer struct {
	// From says who spoke, in which version where it was heard, and when.
	From string
	// At is the address that was asked.
	At string
	// Said is what came on git's standard error.
	Said string
	// Status is git push's reason for one reference; "" where nothing was pushed.
	Status string
	Class  Class
}

// Err is the error that such an answer becomes.
func (a Answer) Err() error {
	if a.Status != "" {
		said := remoteLines(a.Said)
		return &PushError{Refs: []RefReject{refusal("refs/heads/main", unpacking(a.Status, a.Said), said)}, Remote: said}
	}
	at, err := parseEndpoint(a.At)
	if err != nil {
		return err
	}
	kind, _ := means(a.Said, failureWords())
	return at.failure(kind, serverSaid(at.scheme, a.Said), &programError{command: "git", words: a.Said})
}

// how git ends when a program on the other side, or ssh, did not answer as it should
const unread = "\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists."

// The addresses that answers stand for.
const (
	byHTTP   = "https://git.example.org/pool.git"
	bySSH    = "ssh://git@git.example.org:2222/pool.git"
	byFolder = "/srv/pool.git"
	byDaemon = "git://git.example.org/pool.git"

	noAccess = "fatal: unable to access 'https://git.example.org/pool.git/': "
)

// Answers is the table of all that were tried; a page of practices/cop is made of it.
func Answers() []Answer {
	return []Answer{
		{From: "git 2.39.5, no such host", At: byHTTP, Class: Away,
			Said: noAccess + "Could not resolve host: git.example.org"},
		{From: "git 2.39.5, nobody listens", At: byHTTP, Class: Away,
			Said: noAccess + "Failed to connect to git.example.org port 443 after 0 ms: Couldn't connect to server"},
		{From: "git 2.39.5, ssh, nobody listens", At: bySSH, Class: Away,
			Said: "ssh: connect to host git.example.org port 2222: Connection refused" + unread},
		{From: "git 2.39.5, ssh, no such host", At: bySSH, Class: Away,
			Said: "ssh: Could not resolve hostname git.example.org: Name or service not known" + unread},
		{From: "git 2.39.5, ssh, silence", At: bySSH, Class: Away,
			Said: "Connection timed out during banner exchange\nConnection to 10.255.255.1 port 22 timed out" + unread},
		{From: "git 2.39.5, ssh, connection dropped", At: bySSH, Class: Away,
			Said: "kex_exchange_identification: read: Connection reset by peer\nConnection reset by 127.0.0.1 port 22" + unread},
		{From: "OpenSSH 9.2, too many at once", At: bySSH, Class: Away,
			Said: "kex_exchange_identification: Connection closed by remote host\nConnection closed by 127.0.0.1 port 22" + unread},
		{From: "git 2.39.5, ssh, no network", At: bySSH, Class: Away,
			Said: "ssh: connect to host git.example.org port 22: Network is unreachable" + unread},
		{From: "git 2.39.5, ssh, no route", At: bySSH, Class: Away,
			Said: "ssh: connect to host git.example.org port 22: No route to host" + unread},
		{From: "git 2.39.5, git daemon not running", At: byDaemon, Class: Away,
			Said: "fatal: unable to connect to git.example.org:\ngit.example.org[0: 127.0.0.1]: errno=Connection refused"},
		{From: "git 2.39.5, no such proxy", At: byHTTP, Class: Away,
			Said: noAccess + "Could not resolve proxy: proxy.example.org"},
		{From: "git 2.39.5, the proxy refuses to connect", At: byHTTP, Class: Away,
			Said: noAccess + "CONNECT tunnel failed, response 501"},
		{From: "git 2.39.5, empty reply", At: byHTTP, Class: Away,
			Said: noAccess + "Empty reply from server"},
		{From: "git 2.39.5, connection cut while receiving", At: byHTTP, Class: Away,
			Said: "fetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF\nfatal: fetch-pack: invalid index-pack output"},
		{From: "git 2.39.5, the list ends too early", At: byHTTP, Class: Away,
			Said: "fatal: expected flush after ref listing"},
		{From: "git 2.39.5, the answer ends too early", At: byHTTP, Class: Away,
			Said: "error: 43 bytes of body are still expected\nfatal: expected flush after ref listing"},
		{From: "git 2.39.5, the answer ends in a length", At: byHTTP, Class: Away,
			Said: "error: 2 bytes of length header were received\nfatal: expected response end packet after ref listing"},
		{From: "git 2.39.5, http 429, too many requests", At: byHTTP, Class: Away,
			Said: noAccess + "The requested URL returned error: 429"},
		{From: "git 2.39.5, http 500, internal error", At: byHTTP, Class: Away,
			Said: noAccess + "The requested URL returned error: 500"},
		{From: "git 2.39.5, http 502, bad gateway", At: byHTTP, Class: Away,
			Said: noAccess + "The requested URL returned error: 502"},
		{From: "git 2.39.5, http 503, not available", At: byHTTP, Class: Away,
			Said: noAccess + "The requested URL returned error: 503"},
		{From: "git 2.39.5, http 504, gateway timeout", At: byHTTP, Class: Away,
			Said: noAccess + "The requested URL returned error: 504"},
		{From: "GitLab, while it is repaired", At: bySSH, Class: Away,
			Said: "remote: \nremote: ========================================================================\nremote: \nremote: The git server, Gitaly, is temporarily unavailable. Please try again later.\nremote: \nremote: ========================================================================\nremote: " + unread},
		{From: "git 2.39.5, no login", At: byHTTP, Class: Refused,
			Said: "fatal: could not read Username for 'https://git.example.org': terminal prompts disabled"},
		{From: "git 2.39.5, wrong login", At: byHTTP, Class: Refused,
			Said: "remote: Access to pool is only from the office network.\nfatal: Authentication failed for 'https://git.example.org/pool.git/'"},
		{From: "git 2.39.5, http 403 with words", At: byHTTP, Class: Refused,
			Said: "remote: Access to pool is only from the office network.\n" + noAccess + "The requested URL returned error: 403"},
		{From: "git 2.39.5, http 402", At: byHTTP, Class: Refused,
			Said: noAccess + "The requested URL returned error: 402"},
		{From: "git 2.39.5, http 407, the proxy wants a login", At: byHTTP, Class: Refused,
			Said: noAccess + "The requested URL returned error: 407"},
		{From: "git 2.39.5, http 413, too large", At: byHTTP, Class: Refused,
			Said: noAccess + "The requested URL returned error: 413"},
		{From: "git 2.39.5, unknown certificate", At: byHTTP, Class: Refused,
			Said: noAccess + "server certificate verification failed. CAfile: /etc/ssl/certs/ca-certificates.crt CRLfile: none"},
		{From: "git with OpenSSL, certificate of its own making", At: byHTTP, Class: Refused,
			Said: noAccess + "SSL certificate problem: self-signed certificate"},
		{From: "git with OpenSSL, certificate run out", At: byHTTP, Class: Refused,
			Said: noAccess + "SSL certificate problem: certificate has expired"},
		{From: "git with OpenSSL, certificate of another host", At: byHTTP, Class: Refused,
			Said: noAccess + "SSL: no alternative certificate subject name matches target host name 'git.example.org'"},
		{From: "git 2.39.5, https to a port that speaks http", At: byHTTP, Class: Refused,
			Said: noAccess + "gnutls_handshake() failed: An unexpected TLS packet was received."},
		{From: "git 2.39.5, sshd, key not taken", At: bySSH, Class: Refused,
			Said: "git@git.example.org: Permission denied (publickey,keyboard-interactive)." + unread},
		{From: "git 2.39.5, ssh, unknown host key", At: bySSH, Class: Refused,
			Said: "Host key verification failed." + unread},
		{From: "git 2.39.5, ssh, changed host key", At: bySSH, Class: Refused,
			Said: "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed." + unread},
		{From: "OpenSSH 9.2, too many keys", At: bySSH, Class: Refused,
			Said: "Received disconnect from 127.0.0.1 port 22:2: Too many authentication failures" + unread},
		{From: "git 2.39.5, a folder of somebody else's", At: byFolder, Class: Refused,
			Said: "fatal: detected dubious ownership in repository at '/srv/pool.git'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory /srv/pool.git" + unread},
		{From: "gitolite 3.6, no right to read", At: bySSH, Class: Refused,
			Said: "FATAL: R any closed rob DENIED by fallthru\n(or you mis-spelled the reponame)" + unread},
		{From: "gitolite 3.6, no right to write", At: bySSH, Class: Refused,
			Said: "FATAL: W any pool rob DENIED by fallthru\n(or you mis-spelled the reponame)" + unread},
		{From: "gitolite 3.6, a rule about one line", At: bySSH, Class: Refused, Status: "hook declined",
			Said: "remote: FATAL: W refs/heads/main rule rob DENIED by refs/heads/main$\nremote: error: hook declined to update refs/heads/main"},
		{From: "git 2.39.5, git daemon, no sending", At: byDaemon, Class: Refused,
			Said: "fatal: remote error: service not enabled: /pool.git"},
		{From: "git 2.39.5, pre-receive hook", At: byFolder, Class: Refused, Status: "pre-receive hook declined",
			Said: "remote: titles must have five words"},
		{From: "git 2.39.5, update hook", At: byFolder, Class: Refused, Status: "hook declined",
			Said: "remote: titles must have five words\nremote: error: hook declined to update refs/heads/main"},
		{From: "git 2.39.5, the folder shows the line", At: byFolder, Class: Refused, Status: "branch is currently checked out",
			Said: "remote: error: refusing to update checked out branch: refs/heads/main"},
		{From: "git 2.39.5, receive.denyDeletes", At: byFolder, Class: Refused, Status: "deletion prohibited",
			Said: "remote: error: denying ref deletion for refs/heads/side"},
		{From: "git 2.39.5, receive.denyDeleteCurrent", At: byFolder, Class: Refused, Status: "deletion of the current branch prohibited",
			Said: "remote: error: refusing to delete the current branch: refs/heads/main"},
		{From: "git 2.39.5, disk full", At: byFolder, Class: Refused, Status: "unpacker error",
			Said: "remote: fatal: unable to write loose object file: No space left on device\nerror: remote unpack failed: unpack-objects abnormal exit"},
		{From: "git 2.39.5, quota used up", At: byFolder, Class: Refused, Status: "unpacker error",
			Said: "remote: fatal: unable to write loose object file: Disk quota exceeded\nerror: remote unpack failed: unpack-objects abnormal exit"},
		{From: "git 2.39.5, the folder may not be written", At: byFolder, Class: Refused, Status: "unpacker error",
			Said: "error: remote unpack failed: unable to create temporary object directory"},
		{From: "git 2.39.5, its disk fails", At: byFolder, Class: Refused, Status: "unpacker error",
			Said: "remote: error: unable to create temporary file: Input/output error\nremote: fatal: failed to write object\nerror: remote unpack failed: unpack-objects abnormal exit"},
		{From: "git 2.39.5, its disk fails at the end", At: byFolder, Class: Refused, Status: "unable to migrate objects to permanent storage"},
		{From: "git 2.39.5, from a shallow clone", At: byFolder, Class: Refused, Status: "shallow update not allowed",
			Said: ""},
		{From: "GitHub, no right to write", At: byHTTP, Class: Refused,
			Said: "remote: Permission to guild/pool.git denied to rob.\n" + noAccess + "The requested URL returned error: 403"},
		{From: "GitHub, no right to write, ssh", At: bySSH, Class: Refused,
			Said: "ERROR: Permission to guild/pool.git denied to rob." + unread},
		{From: "GitHub, token without the scope", At: byHTTP, Class: Refused,
			Said: "remote: Write access to repository not granted.\n" + noAccess + "The requested URL returned error: 403"},
		{From: "GitHub, password instead of a token", At: byHTTP, Class: Refused,
			Said: "remote: Invalid username or token. Password authentication is not supported for Git operations.\nfatal: Authentication failed for 'https://git.example.org/pool.git/'"},
		{From: "GitHub, archived", At: byHTTP, Class: Refused,
			Said: "remote: This repository was archived so it is read-only.\n" + noAccess + "The requested URL returned error: 403"},
		{From: "GitHub, single sign-on", At: byHTTP, Class: Refused,
			Said: "remote: The 'guild' organization has enabled or enforced SAML SSO. To access\nremote: this repository, you must re-authorize the OAuth Application 'cop'.\n" + noAccess + "The requested URL returned error: 403"},
		{From: "GitHub, deploy key", At: bySSH, Class: Refused,
			Said: "ERROR: The key you are authenticating with has been marked as read only." + unread},
		{From: "GitHub, old key", At: bySSH, Class: Refused,
			Said: "ERROR: You're using an RSA key with SHA-1, which is no longer allowed. Please use a newer client or a different key type." + unread},
		{From: "GitHub, protected line", At: byHTTP, Class: Refused, Status: "protected branch hook declined",
			Said: "remote: error: GH006: Protected branch update failed for refs/heads/main.\nremote: error: Changes must be made through a pull request."},
		{From: "GitHub, rules", At: byHTTP, Class: Refused, Status: "push declined due to repository rule violations",
			Said: "remote: error: GH013: Repository rule violations found for refs/heads/main.\nremote: - Changes must be made through a pull request."},
		{From: "GitHub, large file", At: byHTTP, Class: Refused, Status: "pre-receive hook declined",
			Said: "remote: error: File film.mov is 142.00 MB; this exceeds GitHub's file size limit of 100.00 MB\nremote: error: GH001: Large files detected."},
		{From: "GitHub, private address", At: byHTTP, Class: Refused, Status: "push declined due to email privacy restrictions",
			Said: "remote: error: GH007: Your push would publish a private email address."},
		{From: "GitLab, protected line", At: byHTTP, Class: Refused, Status: "pre-receive hook declined",
			Said: "remote: GitLab: You are not allowed to push code to protected branches on this project."},
		{From: "GitLab, push rule", At: byHTTP, Class: Refused, Status: "pre-receive hook declined",
			Said: "remote: GitLab: Commit message does not follow the pattern 'POOL-[0-9]+'"},
		{From: "GitLab, no right to write", At: byHTTP, Class: Refused,
			Said: "remote: You are not allowed to push code to this project.\n" + noAccess + "The requested URL returned error: 403"},
		{From: "GitLab, wrong token", At: byHTTP, Class: Refused,
			Said: "remote: HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password.\nfatal: Authentication failed for 'https://git.example.org/pool.git/'"},
		{From: "Gitea 1.26, protected line", At: byHTTP, Class: Refused, Status: "pre-receive hook declined",
			Said: "remote: \nremote: error:\nremote: error: Not allowed to push to protected branch main\nremote: error:"},
		{From: "Gitea 1.26, no right to write", At: byHTTP, Class: Refused, Status: "pre-receive hook declined",
			Said: "remote: \nremote: error:\nremote: error: User permission denied for writing.\nremote: error:"},
		{From: "Gitea 1.26, a hook of its own", At: byHTTP, Class: Refused, Status: "pre-receive hook declined",
			Said: "remote: titles must have five words"},
		{From: "Gitea 1.26, taking away the main line", At: byHTTP, Class: Refused, Status: "pre-receive hook declined",
			Said: "remote: \nremote: error:\nremote: error: branch main is the default branch and cannot be deleted\nremote: error:"},
		{From: "Gitea 1.26, wrong token", At: byHTTP, Class: Refused,
			Said: "remote: Failed to authenticate user\nfatal: Authentication failed for 'https://git.example.org/pool.git/'"},
		{From: "Gitea 1.26, token without the scope", At: byHTTP, Class: Refused,
			Said: "remote: Forbidden\n" + noAccess + "The requested URL returned error: 403"},
		{From: "Gitea 1.26, archived", At: byHTTP, Class: Refused,
			Said: "remote: This repo is archived. You can view files and clone it, but cannot push or open issues/pull-requests.\n" + noAccess + "The requested URL returned error: 403"},
		{From: "Gitea 1.26, sending to what is not there", At: byHTTP, Class: Refused,
			Said: "remote: Push to create is not enabled for users.\n" + noAccess + "The requested URL returned error: 403"},
		{From: "Gitea, no right to write, older", At: byHTTP, Class: Refused,
			Said: "remote: User permission denied for writing.\n" + noAccess + "The requested URL returned error: 403"},
		{From: "Azure DevOps, policy", At: byHTTP, Class: Refused, Status: "TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.",
			Said: ""},
		{From: "Gerrit, no right to the line", At: bySSH, Class: Refused, Status: "prohibited by Gerrit: not permitted: update",
			Said: "remote: error: branch refs/heads/main:\nremote: Push to refs/for/main to create a review"},
		{From: "git 2.39.5, no such folder", At: byFolder, Class: Gone,
			Said: "fatal: '/srv/pool.git' does not appear to be a git repository" + unread},
		{From: "git 2.39.5, ssh, no such folder", At: bySSH, Class: Gone,
			Said: "fatal: '/srv/pool.git' does not appear to be a git repository" + unread},
		{From: "git 2.39.5, http 404", At: byHTTP, Class: Gone,
			Said: "fatal: repository 'https://git.example.org/pool.git/' not found"},
		{From: "git 2.39.5, http 410", At: byHTTP, Class: Gone,
			Said: noAccess + "The requested URL returned error: 410"},
		{From: "git 2.39.5, a page instead of a repository", At: byHTTP, Class: Gone,
			Said: "fatal: https://git.example.org/pool.git/info/refs not valid: is this a git repository?"},
		{From: "git 2.39.5, git daemon, not exported", At: byDaemon, Class: Gone,
			Said: "fatal: remote error: access denied or repository not exported: /pool.git"},
		{From: "git 2.39.5, git daemon with --informative-errors", At: byDaemon, Class: Gone,
			Said: "fatal: remote error: no such repository: /pool.git"},
		{From: "GitHub, not there or not for us", At: byHTTP, Class: Gone,
			Said: "remote: Repository not found.\nfatal: repository 'https://git.example.org/pool.git/' not found"},
		{From: "GitHub, not there or not for us, ssh", At: bySSH, Class: Gone,
			Said: "ERROR: Repository not found." + unread},
		{From: "GitLab, not there or not for us", At: byHTTP, Class: Gone,
			Said: "remote: The project you were looking for could not be found or you don't have permission to view it.\nfatal: repository 'https://git.example.org/pool.git/' not found"},
		{From: "GitLab, not there or not for us, ssh", At: bySSH, Class: Gone,
			Said: "remote: \nremote: ERROR: The project you were looking for could not be found or you don't have permission to view it.\nremote: " + unread},
		{From: "Gitea 1.26, not there or not for us", At: byHTTP, Class: Gone,
			Said: "remote: Repository not found\nfatal: repository 'https://git.example.org/pool.git/' not found"},
		{From: "Gitea 1.26, an account that is closed", At: byHTTP, Class: Gone,
			Said: "fatal: https://git.example.org/pool.git/info/refs not valid: could not determine hash algorithm; is this a git repository?"},
		{From: "Gitea, not there or not for us, ssh", At: bySSH, Class: Gone,
			Said: "Gitea: Cannot find repository: guild/pool" + unread},
		{From: "Azure DevOps, not there or not for us", At: byHTTP, Class: Gone,
			Said: "remote: TF401019: The Git repository with name or identifier pool does not exist or you do not have permissions for the operation you are attempting.\nfatal: repository 'https://git.example.org/pool.git/' not found"},
		{From: "git 2.39.5, a newer way to keep references", At: byFolder, Class: Unknown,
			Said: "fatal: unknown repository extension found:\n\trefstorage" + unread},
		{From: "git 2.39.5, a newer layout", At: byFolder, Class: Unknown,
			Said: "fatal: Expected git repo version <= 1, found 2" + unread},
		{From: "git 2.39.5, sending sha1 to sha256", At: byHTTP, Class: Unknown,
			Said: "fatal: the receiving end does not support this repository's hash algorithm\nfatal: the remote end hung up unexpectedly"},
		{From: "git 2.39.5, fetching sha256 into sha1", At: byHTTP, Class: Unknown,
			Said: "fatal: mismatched algorithms: client sha1; server sha256"},
		{From: "git 2.39.5, http 400", At: byHTTP, Class: Unknown,
			Said: noAccess + "The requested URL returned error: 400"},
		{From: "OpenSSH 9.2, no key type in common", At: bySSH, Class: Unknown,
			Said: "Unable to negotiate with 127.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa" + unread},
		{From: "git 2.39.5, an account that runs no programs", At: bySSH, Class: Unknown,
			Said: "fatal: protocol error: bad line length character: This"},
		{From: "git 2.39.5, ssh, a host without git", At: bySSH, Class: Unknown,
			Said: "bash: line 1: git-upload-pack: command not found" + unread},
		{From: "git 2.39.5, ssh, words of the host's own", At: bySSH, Class: Unknown,
			Said: "please wait until Monday" + unread},
		{From: "gitolite 3.6, closed for a while", At: bySSH, Class: Unknown,
			Said: "FATAL: moving to a new disk until noon" + unread},
		{From: "git-shell 2.39.5, another command", At: bySSH, Class: Unknown,
			Said: "fatal: unrecognized command 'foo'" + unread},
	}
}

// Heard reports whether the program was run and said so; else the words are from its
// documentation, or as people know them.
//
// Example: "Gitea 1.26, archived" was heard, "GitHub, archived" was not.
func (a Answer) Heard() bool {
	who, _, _ := strings.Cut(a.From, ",")
	return strings.ContainsAny(who, "0123456789")
}
