package repo

import (
	"errors"
	"slices"
)

// Class is what an answer of a remote, or the lack of one, means for what waits to be sent.
// Every error of a conversation is in exactly one; "" is no answer of a remote: a lost race,
// which is tried again at once, an interruption, or trouble of this clone's own.
type Class string

// The classes.
const (
	// Away is out of reach for now: what is to be sent is kept and tried again later.
	Away Class = "unreachable"
	// Refused is an answer: it is told with the server's words and not tried again by itself.
	Refused Class = "refused"
	// Gone says that the host is there and the repository is not: not here, not under this name, or not for us.
	Gone Class = "gone or moved"
	// Unknown is an answer that cop, or this machine's git, does not understand: it is told whole.
	Unknown Class = "not understood"
)

// ClassOf tells the class of an error of Fetch, Push or Clone.
func ClassOf(err error) Class {
	net, push := new(NetError), new(PushError)
	switch {
	case errors.As(err, &net):
		return net.class()
	case errors.As(err, new(*AuthError)), errors.As(err, new(*CertificateError)), errors.As(err, new(*OwnerError)), errors.As(err, new(*NotAllowedError)):
		return Refused
	case errors.As(err, new(*TooNewError)), errors.Is(err, ErrUnsupported):
		return Unknown
	case errors.As(err, &push):
		return push.class()
	}
	return ""
}

func (e *NetError) class() Class {
	switch e.Kind {
	case NotFound:
		return Gone
	case NetOther:
		return Unknown
	}
	return Away
}

// class of a refused push: where one reference lost a race nothing was answered yet.
func (e *PushError) class() Class {
	if e.Overtaken() {
		return ""
	}
	return Refused
}

// Overtaken tells whether a push lost a race: somebody else moved a reference first.
func (e *PushError) Overtaken() bool {
	return slices.ContainsFunc(e.Refs, func(r RefReject) bool { return r.Kind == NonFastForward || r.Kind == Stale || r.Kind == Locked })
}

// LockFile is the file of the remote's that alone stood in the way of a push, as the remote
// names it; "" where something else did. A push that goes on holds such a file for a moment, one
// that was killed for good.
func (e *PushError) LockFile() string {
	if !e.All(Locked) {
		return ""
	}
	return lockFileIn(e.Remote)
}
