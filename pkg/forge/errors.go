package forge

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Errors that callers branch on, to be found with errors.Is.
var (
	// ErrNotFound says that a host has no such repository or contribution, or hides it.
	ErrNotFound = errors.New("not found")
	// ErrStaleHead matches every StaleHeadError.
	ErrStaleHead = errors.New("the contribution has changed meanwhile")
	// ErrUnsupported matches every UnsupportedError.
	ErrUnsupported = errors.New("not possible on this host")
	// ErrMoved says that a ref is not what a lease said. A [Git] returns it.
	ErrMoved = errors.New("somebody else was faster")
)

// StaleHeadError says that a contribution's head is another than the one meant.
type StaleHeadError struct {
	Want Commit // what the caller looked at
	Have Commit // what it is now; "" when the host did not say
}

func (e *StaleHeadError) Error() string {
	if e.Have == "" {
		return fmt.Sprintf("the contribution is no longer at %s", short(e.Want))
	}
	return fmt.Sprintf("the contribution is at %s now, not at %s", short(e.Have), short(e.Want))
}

func (e *StaleHeadError) Is(target error) bool { return target == ErrStaleHead }

// AbsentError is an ErrNotFound of a host's: there is no such repository or contribution, or
// it does not show it to us.
type AbsentError struct{ Host string }

func (e *AbsentError) Error() string {
	return e.Host + " has no such thing, or does not show it to you"
}

func (e *AbsentError) Is(target error) bool { return target == ErrNotFound }

// UnsupportedError says what a host cannot do.
type UnsupportedError struct {
	Host string
	What string // a noun: "draft contributions"
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("%s: %s has no such thing", e.What, e.Host)
}

func (e *UnsupportedError) Is(target error) bool { return target == ErrUnsupported }

// OffError says that a repository takes no contributions: its owner switched them off.
type OffError struct{ Host, Path string }

func (e *OffError) Error() string {
	return fmt.Sprintf("%s takes no contributions: they are switched off for it on %s", e.Path, e.Host)
}

// UsageError says what was asked for wrongly, before anything was sent.
type UsageError struct{ Text string }

func (e *UsageError) Error() string { return e.Text }

// AuthError says that a host does not know us (no token, a wrong or an expired one) or
// that the token may not do this.
type AuthError struct {
	Host string
	Text string // in the host's own words; may be ""
	// Token says that one was sent.
	Token bool
	// Lacks is what the token would have to be allowed, in the host's words, where that is
	// the reason: "write:repository"; else "".
	Lacks string
	// Hint is what would help, where whoever made the driver knows; else "".
	Hint string
}

func (e *AuthError) Error() string {
	s := e.Host + " does not know us"
	if e.Lacks != "" {
		return fmt.Sprintf("the token for %s may not do this: it lacks %s", e.Host, e.Lacks)
	}
	if e.Token {
		s = e.Host + " did not accept our token"
	}
	if e.Text != "" {
		s += ": " + e.Text
	}
	return s
}

// RefusedError says that a host did not do what was asked, in its own words.
type RefusedError struct {
	Host   string
	Status int // of HTTP; 0 on plain git
	Text   string
}

func (e *RefusedError) Error() string {
	if e.Text == "" {
		return fmt.Sprintf("%s refused (status %d)", e.Host, e.Status)
	}
	return fmt.Sprintf("%s refused: %s", e.Host, e.Text)
}

// Forbidden says that the host knows who asks, and does not let them.
func (e *RefusedError) Forbidden() bool { return e.Status == http.StatusForbidden }

// BlockedError says why a contribution cannot be merged.
type BlockedError struct {
	Reasons []Reason
	Text    string // what the host answered to the attempt; "" when none was made
}

func (e *BlockedError) Error() string {
	var all []string
	for _, r := range e.Reasons {
		all = append(all, r.Text)
	}
	if len(all) == 0 {
		all = append(all, e.Text)
	}
	return "cannot be merged: " + strings.Join(all, "; ")
}

// RateLimitError says that a host wants to be left alone for longer than we wait.
type RateLimitError struct {
	Host  string
	Until time.Time
}

func (e *RateLimitError) Error() string {
	return fmt.Sprintf("%s asks to come back after %s", e.Host, e.Until.UTC().Format(time.RFC3339))
}

// NetError says that a host could not be talked to.
type NetError struct {
	Host string
	Err  error
}

func (e *NetError) Error() string { return fmt.Sprintf("talk to %s: %v", e.Host, e.Err) }

func (e *NetError) Unwrap() error { return e.Err }

func short(c Commit) string { return string(c[:min(len(c), 10)]) }
