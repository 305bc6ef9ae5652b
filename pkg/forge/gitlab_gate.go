package forge

import (
	"context"
	"errors"
	"net/http"
	"slices"
)

// checks are the statuses of the head, in the project it was pushed to.
func (g *gitlab) checks(ctx context.Context, m gitlabMerge) ([]Check, error) {
	if !IsCommit(m.SHA) {
		return nil, nil
	}
	all, err := pages[status](ctx, g.client, call{path: project(g.home.now(), "repository", "commits", m.SHA, "statuses")}, 0)
	return checksOf(Commit(m.SHA), all, err)
}

// gitlabWords says what detailed_merge_status means. GitLab names one reason, the first
// it finds.
func gitlabWords(status string) (Reason, bool) {
	switch status {
	case "mergeable", "can_be_merged", "":
		return Reason{}, false
	case "checking", "unchecked", "preparing", "approvals_syncing":
		return Reason{Undecided, "GitLab is still looking whether it can be accepted"}, true
	case "not_approved":
		return Reason{NeedsApproval, "it needs another approval"}, true
	case "requested_changes":
		return Reason{ChangesAsked, "a reviewer asked for changes"}, true
	case "ci_must_pass", "status_checks_must_pass":
		return Reason{CheckFailed, "a required check has not passed"}, true
	case "ci_still_running":
		return Reason{CheckPending, "a required check is still running"}, true
	case "conflict", "broken_status", "commits_status", "cannot_be_merged":
		return Reason{Conflicting, ClashSince}, true
	case "draft_status":
		return Reason{IsDraft, "its author is not done with it: it is marked as a draft"}, true
	case "discussions_not_resolved":
		return Reason{Unresolved, "there are threads that nobody has resolved"}, true
	case "need_rebase":
		return Reason{Behind, "it has to take in what was accepted since first"}, true
	case "not_open":
		return Reason{NotOpen, "it is not open"}, true
	}
	return Reason{OtherObstacle, "GitLab says " + Line(status)}, true
}

// gate joins GitLab's one reason with what verdicts and checks say in more detail.
func (g *gitlab) gate(m gitlabMerge, c Contribution, a gitlabApprovals) Gate {
	if c.State != Open {
		return c.notOpen()
	}
	why := VerdictReasons(c.Verdicts, a.Required)
	reason, standing := gitlabWords(m.Status)
	gate := Gate{Reasons: why}
	if standing && (reason.Kind == CheckFailed || reason.Kind == CheckPending) {
		reason = g.checkWords(reason, c.Checks)
	}
	if standing && !gate.Has(reason.Kind) {
		why = append(why, reason)
	}
	if m.User.CanMerge != nil && !*m.User.CanMerge {
		why = append(why, Reason{NotAllowed, "you may not accept it yourself"})
	}
	return gateOf(why)
}

// checkWords names the check that GitLab only hints at.
func (g *gitlab) checkWords(r Reason, checks []Check) Reason {
	for _, s := range []CheckState{Failed, Pending} {
		if i := slices.IndexFunc(checks, func(c Check) bool { return c.State == s }); i >= 0 {
			return checkReason(s, checks[i].Name)
		}
	}
	if r.Kind == CheckFailed {
		return Reason{CheckPending, "a required check has not run"}
	}
	return r
}

func (g *gitlab) accept(ctx context.Context, m gitlabMerge, head Commit) (Commit, error) {
	var done gitlabMerge
	_, err := g.do(ctx, call{method: http.MethodPut, path: g.mr(m.Number, "merge"), body: map[string]any{"sha": head}}, &done)
	return g.contribution(done).Merge, staleAt(err, head)
}

// staleAt reads a 409, with which this host says that the head is another.
func staleAt(err error, head Commit) error {
	var refused *RefusedError
	if errors.As(err, &refused) && refused.Status == http.StatusConflict {
		return &StaleHeadError{Want: head}
	}
	return err
}
