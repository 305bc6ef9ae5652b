package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/repo"
)

// explainForge knows what places of review say.
func explainForge(err error) (explanation, bool) {
	auth, refused, limited := new(forge.AuthError), new(forge.RefusedError), new(forge.RateLimitError)
	away, usage, blocked := new(forge.NetError), new(forge.UsageError), new(forge.BlockedError)
	push, off := new(repo.PushError), new(forge.OffError)
	none := new(pool.NoReviewError)
	many, secrets, several := new(pool.AmbiguousReviewError), new(pool.SecretsError), new(pool.SeveralError)
	switch {
	case errors.As(err, &secrets):
		return explanation{Code: "secret", Hint: "take it out; when it is none: --allow " + secrets.Secrets[0].Position(), exit: exitProblems}, true
	case errors.As(err, &several):
		return explanation{Code: "usage", Hint: "name the notes of one of them", exit: exitUsage}, true
	case errors.As(err, &many):
		return explanation{Code: "ambiguous", Hint: "say which: " + strings.Join(many.Names, ", "), exit: exitUsage}, true
	case errors.As(err, &none):
		return explanation{Code: "not_found", Hint: openHint(none.Open), exit: exitNothing}, true
	case errors.Is(err, pool.ErrNoReview):
		return explanation{Code: "not_found", Hint: "cop review lists what is open", exit: exitNothing}, true
	case errors.Is(err, pool.ErrNotYours):
		return explanation{Code: "not_yours", Hint: "tell its author in a comment", exit: exitFailed}, true
	case errors.Is(err, errNoHost):
		return explanation{Code: "no_host", Hint: "cop auth login HOST is for hosts like github.com or codeberg.org", exit: exitNothing}, true
	case errors.As(err, &auth):
		return explainLogin(auth), true
	case errors.As(err, &blocked):
		return explanation{Code: "blocked", Message: "it cannot be accepted yet: " + obstacles(blocked), Hint: blockedHint(blocked), exit: exitConflict}, true
	case errors.Is(err, forge.ErrStaleHead):
		return explanation{Code: "stale", Message: "it was changed since you looked at it", Hint: "nothing was sent; cop review N, with its name, shows what it is now", exit: exitConflict}, true
	case errors.As(err, &limited):
		return explanation{Code: "rate_limit", Message: limited.Host + " has had enough of us for now", Hint: "run it again after " + limited.Until.Local().Format(time.TimeOnly), exit: exitAway}, true
	case errors.As(err, &off):
		return explanation{Code: "rejected", Message: off.Error(), Hint: "your notes are safe here; its owner can switch pull requests on in its settings there", exit: exitRefused}, true
	case errors.As(err, &usage):
		return explanation{Code: "usage", Message: usage.Text, Hint: "--help shows how", exit: exitUsage}, true
	case errors.Is(err, forge.ErrUnsupported):
		return explanation{Code: "unsupported", Hint: "do it on the host's own pages", exit: exitFailed}, true
	case errors.As(err, &away) && errors.As(away.Err, new(*tls.CertificateVerificationError)):
		return explainCertificate(&repo.CertificateError{Host: away.Host, Err: away.Err}), true
	case errors.As(err, &away):
		return explanation{Code: "network", Message: awayWords(away), Hint: "your notes are safe here; run it again later", exit: exitAway}, true
	case errors.As(err, &refused) && refused.Status == 0 && refused.Text != "": // plain git: nobody's words but ours
		return explanation{Code: "rejected", Message: refused.Text, Hint: "nothing was changed", exit: exitRefused}, true
	case errors.As(err, &refused) && refused.Forbidden():
		return explanation{Code: "auth", Message: refused.Error(), Hint: "nothing was changed; ask whoever runs it, or a steward", exit: exitAuth}, true
	case errors.As(err, &refused) && refused.Status >= 500: // it has trouble of its own
		return explanation{Code: "network", Message: refused.Error(), Hint: safeAndLater, exit: exitAway}, true
	case errors.As(err, &refused):
		return explanation{Code: "rejected", Message: refused.Error(), Hint: "nothing was changed; correct what it asks for and try again", exit: exitRefused}, true
	case errors.As(err, &push) && push.LockFile() != "":
		return explainLocked(push.LockFile()), true
	case errors.As(err, new(*forge.AbsentError)):
		return explanation{Code: "gone", Hint: "cop auth status says as whom it knows you, and what you may do there; your notes are safe here", exit: exitFailed}, true
	case errors.Is(err, forge.ErrMoved):
		return explanation{Code: "busy", Message: "others were faster, again and again", Hint: "run it again; nothing is lost", exit: exitRaced}, true
	}
	return explanation{}, false
}

// awayWords says that a host is out of reach: how the system says that nobody is there helps nobody.
func awayWords(e *forge.NetError) string {
	var dial *net.OpError
	if errors.As(e.Err, &dial) && dial.Op == "dial" {
		return e.Host + " cannot be reached"
	}
	return fmt.Sprintf("%s cannot be reached: %v", e.Host, e.Err)
}

func explainLogin(e *forge.AuthError) explanation {
	out := explanation{Code: "auth", Message: e.Error(), Hint: "cop auth login lets " + e.Host + " know you", exit: exitAuth}
	if e.Hint != "" {
		out.Hint = e.Hint
	}
	if e.Lacks != "" {
		out.Hint = "make one that may do this too and give it to cop auth login; nothing was changed"
		return out
	}
	if e.Token {
		out.Hint = "cop auth status shows which token that was; cop auth login takes another"
	}
	return out
}

// blockedHint is what leads on.
func blockedHint(e *forge.BlockedError) string {
	gate := forge.Gate{Reasons: e.Reasons}
	switch {
	case gate.Has(forge.Conflicting):
		return "tell its author; once it is settled there is a newer state to look at"
	case gate.Has(forge.NeedsApproval):
		return "somebody other than its author approves it: cop review NAME --approve"
	}
	return "cop review NAME shows it as it is"
}

// obstacles are what stands against accepting, in one sentence.
func obstacles(e *forge.BlockedError) string {
	var all []string
	for _, r := range e.Reasons {
		all = append(all, r.Text)
	}
	if len(all) == 0 {
		all = append(all, e.Text)
	}
	return strings.Join(all, "; ")
}

// openHint names what is open, where that is little.
func openHint(names []string) string {
	const most = 3
	switch {
	case len(names) == 0:
		return "nothing is open; cop share offers what you wrote"
	case len(names) > most:
		return "open are " + strings.Join(names[:most], ", ") + " and more; cop review lists them"
	}
	return "open: " + strings.Join(names, ", ")
}
