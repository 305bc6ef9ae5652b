package repo

import (
	"context"
	"strings"
)

// Advertised is what a remote said it has: every reference with its object id,
// tags unpeeled, and the branch its HEAD points to ("" when it has none or says
// nothing).
type Advertised struct {
	Head Ref
	Refs map[Ref]Hash
}

// PushRef asks a remote to move one of its references. New "" deletes it. Without a Lease
// the remote's value must be an ancestor of New; with one it must be exactly
// that value ("" says it must not exist), and then anything goes.
type PushRef struct {
	Ref   Ref
	New   Hash
	Lease *Hash
}

// PushOptions say how to push. Atomic moves all references or none; Options are
// handed to the server as they are (git push -o).
type PushOptions struct {
	Atomic  bool
	Options []string
}

// transport moves objects and references between this repository and one
// remote. There are three: the git binary (transport_git.go) for every kind of
// address, and, where git is not installed, the pack protocol over http and ssh
// (transport_wire.go) and the direct way between two folders of this machine
// (transport_local.go), which receives also where git is installed
// (transport_localgit.go). All pass the suite in transport_test.go.
//
// A transport is for one goroutine and one conversation: list, then perhaps
// fetch what was listed; or push.
type transport interface {
	// list asks what the remote has, in one round trip.
	list(ctx context.Context) (Advertised, error)
	// fetch brings the objects of the wanted references, which list named, and
	// keeps them under our own names: wanted[theirs] = ours. The remote may have
	// moved since; what counts is what our names say afterwards.
	fetch(ctx context.Context, adv Advertised, wanted map[Ref]Ref) error
	// push moves references on the remote, all of them checked as PushRef says.
	push(ctx context.Context, refs []PushRef, opts PushOptions) error
	// close ends the conversation.
	close() error
}

// connect chooses the transport for a remote's name, or for an address. pushing
// takes the remote's pushurl.
func (r *Repo) connect(remote string, pushing bool) (transport, error) {
	at, err := r.address(remote, pushing)
	if err != nil {
		return nil, err
	}
	return r.transportTo(at, remote)
}

func (r *Repo) transportTo(at endpoint, remote string) (transport, error) {
	if r.opts.Git != "" {
		conf, err := r.configuration()
		if err != nil {
			return nil, err
		}
		git := &gitTransport{git: newGitProgram(r.opts, r.root), at: at, of: r.traits(remote), proxy: r.proxyHost(at), conf: conf, idleTimeout: r.opts.idleTimeout()}
		if at.scheme == "file" {
			return &localGitTransport{gitTransport: git, r: r}, nil
		}
		return git, nil
	}
	switch at.scheme {
	case "file":
		return newLocalTransport(r, at)
	case "http", "https", "ssh":
		return &wireTransport{r: r, at: at, idleTimeout: r.opts.idleTimeout()}, nil
	}
	return nil, &UnsupportedError{What: "the address " + at.String()}
}

// traits are the settings of a remote, besides addresses and refspecs, that say how git talks to it.
func (r *Repo) traits(remote string) (all []override) {
	for _, name := range []string{"proxy", "proxyauthmethod", "uploadpack", "receivepack", "serveroption"} {
		if v, ok := r.Config("remote." + remote + "." + name); ok {
			all = append(all, override{Key: "remote." + gitRemote + "." + name, Value: v})
		}
	}
	return all
}

// matches tells whether a reference is meant by any of the globs, in which *
// stands for any characters, slashes too, as in a refspec.
//
//	refs/heads/cop/* matches refs/heads/cop/ana/pager
func matches(ref Ref, globs []string) bool {
	for _, g := range globs {
		before, after, wild := strings.Cut(g, "*")
		switch {
		case !wild && string(ref) == g:
			return true
		case wild && len(ref) >= len(before)+len(after) && strings.HasPrefix(string(ref), before) && strings.HasSuffix(string(ref), after):
			return true
		}
	}
	return false
}

// plainRef tells whether a name that a server gave is one that git allows.
func plainRef(ref Ref) bool {
	return strings.HasPrefix(string(ref), "refs/") && checkRefName(ref) == nil
}
