package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// gitRemote is the name under which the git binary gets to know the remote for
// one command. It has no refspecs of its own, so nothing of the user's moves,
// and the address is not among the arguments.
const gitRemote = "cop-remote"

// gitTransport talks through the git binary: credential helpers, ssh
// configuration, proxies and certificates are as the user has set them up.
type gitTransport struct {
	git   gitProgram
	at    endpoint
	proxy string     // the host of the proxy that requests go through, "" for none
	of    []override // what the configuration says of the remote besides its address
	// conf is git's configuration, for its credential helpers; nil knows none.
	conf *settings
	idleTimeout
}

func (t *gitTransport) close() error { return nil }

func (t *gitTransport) list(ctx context.Context) (Advertised, error) {
	out, err := t.talk(ctx, io.Discard, "ls-remote", "--symref", gitRemote)
	if err != nil {
		return Advertised{}, err
	}
	return parseListing(string(out)), nil
}

// parseListing reads what git ls-remote --symref prints.
func parseListing(out string) Advertised {
	adv := Advertised{Refs: map[Ref]Hash{}}
	for line := range strings.Lines(out) {
		value, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue
		}
		target, symbolic := strings.CutPrefix(value, "ref: ")
		switch {
		case symbolic && name == "HEAD":
			adv.Head = Ref(target)
		case !symbolic && plainRef(Ref(name)):
			adv.Refs[Ref(name)] = Hash(value)
		}
	}
	return adv
}

// refspecsAtOnce keeps the arguments of one git fetch far below any system's limit.
const refspecsAtOnce = 200

func (t *gitTransport) fetch(ctx context.Context, _ Advertised, wanted map[Ref]Ref) error {
	args := []string{"fetch", "--progress", "--no-tags", "--no-auto-gc", "--no-recurse-submodules", "--no-write-fetch-head",
		"--refmap=", "--update-shallow", "--no-show-forced-updates", gitRemote}
	var specs []string
	for theirs, ours := range wanted {
		specs = append(specs, "+"+string(theirs)+":"+string(ours))
	}
	for len(specs) > 0 {
		n := min(len(specs), refspecsAtOnce)
		if err := t.fetchSome(ctx, append(args[:len(args):len(args)], specs[:n]...)); err != nil {
			return err
		}
		specs = specs[n:]
	}
	return nil
}

// fetchSome runs git fetch, again when another one was about to move the same
// references: a killed program's git goes on for a while.
func (t *gitTransport) fetchSome(ctx context.Context, args []string) error {
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		_, err := t.talk(ctx, io.Discard, args...)
		if err == nil || wait > time.Second || !strings.Contains(err.Error(), "cannot lock ref") {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

func (t *gitTransport) push(ctx context.Context, refs []PushRef, opts PushOptions) error {
	args := []string{"push", "--porcelain", "--progress", "--no-follow-tags", "--recurse-submodules=no", "--no-signed"}
	if opts.Atomic {
		args = append(args, "--atomic")
	}
	for _, o := range opts.Options {
		args = append(args, "--push-option="+o)
	}
	var specs []string
	for _, p := range refs {
		if p.Lease != nil {
			args = append(args, fmt.Sprintf("--force-with-lease=%s:%s", p.Ref, *p.Lease))
		}
		specs = append(specs, string(p.New)+":"+string(p.Ref))
	}
	args = append(append(args, gitRemote), specs...)
	var words bytes.Buffer
	out, err := t.talk(ctx, &words, args...)
	if err == nil {
		return nil
	}
	if refused := refusedBy(refs, string(out), words.String()); refused != nil {
		return refused
	}
	if ctx.Err() == nil {
		if stopped := stoppedHere(words.String()); stopped != nil {
			return stopped
		}
	}
	return err
}

// refusedBy reads the references that git push --porcelain says were not taken:
//
//	!	1c0f…:refs/heads/main	[remote rejected] (pre-receive hook declined)
//
// nil when the push failed for another reason.
func refusedBy(refs []PushRef, out, words string) error {
	e := &PushError{Remote: remoteLines(words)}
	for line := range strings.Lines(out) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		if len(fields) != 3 || fields[0] != "!" {
			continue
		}
		if strings.Contains(fields[2], "failed to report status") {
			continue // nobody refused anything: the answer was lost, and it may have arrived
		}
		_, name, _ := strings.Cut(fields[1], ":")
		e.Refs = append(e.Refs, refusal(Ref(name), unpacking(reason(fields[2]), words), e.Remote))
	}
	for _, p := range refs {
		// Git says this where it knows before asking, and puts it nowhere else.
		if p.New == "" && strings.Contains(words, "unable to delete '"+string(p.Ref)+"': remote ref does not exist") {
			e.Refs = append(e.Refs, refusal(p.Ref, "the remote ref does not exist", ""))
		}
	}
	if len(e.Refs) == 0 {
		return nil
	}
	return e
}

// unpacking is why a server could not keep what it was sent, for the status that says only
// that it could not.
func unpacking(status, words string) string {
	const mark = "remote unpack failed: "
	_, why, ok := strings.Cut(words, mark)
	if status != "unpacker error" || !ok {
		return status
	}
	why, _, _ = strings.Cut(why, "\n")
	return status + ": " + strings.TrimSpace(why)
}

// reason is what stands in the parentheses of "[rejected] (stale info)".
func reason(summary string) string {
	_, inner, ok := strings.Cut(summary, "] (")
	if !ok {
		return summary
	}
	return strings.TrimSuffix(inner, ")")
}

// talk runs git for a conversation with the remote, watched for silence. What
// git prints on stderr also goes to words.
func (t *gitTransport) talk(ctx context.Context, words io.Writer, args ...string) ([]byte, error) {
	idle := t.idleTimeout
	if t.git.terminal {
		// A person may be typing a passphrase.
		idle.idle *= 10
	}
	ctx, watchdog := idle.watch(ctx, t.at.name())
	defer watchdog.stop()
	var out, said bytes.Buffer
	cmd := t.git.with(t.settings()...).command(ctx, args...)
	cmd.Env = append(cmd.Env, t.secrets()...)
	cmd.Stdout = watchedWriter{&out, watchdog}
	cmd.Stderr = watchedWriter{io.MultiWriter(&said, words), watchdog}
	if err := runToEnd(ctx, cmd); err != nil {
		return out.Bytes(), t.explain(ctx, &programError{command: "git " + args[0], words: said.String(), err: err})
	}
	return out.Bytes(), nil
}

// explain says what a failed git command means.
func (t *gitTransport) explain(ctx context.Context, err *programError) error {
	if ctx.Err() != nil {
		return given(ctx, err)
	}
	if errno := ownDisk(err.words); errno != nil {
		return errors.Join(err, errno)
	}
	kind, _ := means(err.words, failureWords())
	if kind == unreachable && t.proxy != "" && strings.Contains(err.words, "connect to "+t.proxy+" ") {
		kind = proxyAway
	}
	return t.at.failure(kind, serverSaid(t.at.scheme, err.words), err)
}

// settings tells git the remote's address and what belongs to it.
func (t *gitTransport) settings() []override {
	all := []override{
		{Key: "remote." + gitRemote + ".url", Value: t.at.given},
		{Key: "gc.auto", Value: "0"},
		{Key: "maintenance.auto", Value: "false"},
	}
	if t.at.pushurl {
		all = append(all, override{Key: "remote." + gitRemote + ".pushurl", Value: t.at.given})
	}
	all = append(all, t.credentials()...)
	return append(all, t.of...)
}
