package forge

import (
	"cmp"
	"fmt"
	"path"
	"slices"
)

// statusState translates the words all hosts use for a commit's status.
func statusState(s string) CheckState {
	switch s {
	case "success", "warning", "neutral":
		return Passed
	case "failure", "error", "failed", "canceled", "cancelled", "timed_out", "action_required", "startup_failure":
		return Failed
	case "skipped", "stale", "manual":
		return Skipped
	}
	return Pending
}

// status is what a machine said of a head, as any host writes it.
type status struct {
	Name        string  `json:"name"` // GitLab
	Context     string  `json:"context"`
	State       string  `json:"state"` // GitHub
	Status      string  `json:"status"`
	Description *string `json:"description"`
	URL         *string `json:"target_url"`
	// GitHub's check runs, whose Status says no more than whether there is a conclusion yet.
	Conclusion *string `json:"conclusion"`
	Page       *string `json:"html_url"`
	Output     struct {
		Title *string `json:"title"`
	} `json:"output"`
}

// checksOf are the statuses of a head, none where they may not be read.
func checksOf(head Commit, all []status, err error) ([]Check, error) {
	if err != nil && !unreadable(err) {
		return nil, fmt.Errorf("read the checks of %s: %w", short(head), err)
	}
	var out []Check
	for _, s := range all {
		out = append(out, Check{
			Name: Line(cmp.Or(s.Name, s.Context)), State: statusState(cmp.Or(value(s.Conclusion), s.State, s.Status)),
			Text: Line(cmp.Or(value(s.Description), value(s.Output.Title))), URL: Line(cmp.Or(value(s.URL), value(s.Page))),
		})
	}
	return out, nil
}

// VerdictReasons says which verdicts are in the way, or missing.
func VerdictReasons(verdicts []Verdict, required int) []Reason {
	var why []Reason
	have, stale := 0, 0
	for _, v := range verdicts {
		switch {
		case v.Advisory:
		case v.Opinion == ChangesRequested && !v.Stale:
			why = append(why, Reason{ChangesAsked, string(v.By) + " asked for changes"})
		case v.Opinion == Approved && v.Stale:
			stale++
		case v.Opinion == Approved:
			have++
		}
	}
	if have >= required {
		return why
	}
	text := fmt.Sprintf("it needs %s, has %d", plural(required, "approval"), have)
	if stale > 0 {
		text += fmt.Sprintf(" (and %d of an older state)", stale)
	}
	return append(why, Reason{NeedsApproval, text})
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// checkReasons compares checks with the required ones, which may be patterns.
func checkReasons(checks []Check, required []string) []Reason {
	var why []Reason
	for _, want := range required {
		state := CheckState("")
		for _, c := range checks {
			if ok, _ := path.Match(want, c.Name); ok || want == c.Name {
				state = worse(state, c.State)
			}
		}
		if r := checkReason(state, Line(want)); r.Kind != "" {
			why = append(why, r)
		}
	}
	return why
}

// checkReason is what a required check has against merging; the zero value for nothing. State ""
// is one that has not run.
func checkReason(state CheckState, name string) Reason {
	switch state {
	case Failed:
		return Reason{CheckFailed, fmt.Sprintf("the check %q failed", name)}
	case Pending:
		return Reason{CheckPending, fmt.Sprintf("the check %q is still running", name)}
	case "":
		return Reason{CheckPending, fmt.Sprintf("the check %q has not run", name)}
	}
	return Reason{}
}

func worse(a, b CheckState) CheckState {
	for _, s := range []CheckState{Failed, Pending, Passed, Skipped} {
		if a == s || b == s {
			return s
		}
	}
	return ""
}

// shut reports whether it is no use to try: something stands in the way other than what
// hosts compute late.
func (g Gate) shut() bool {
	return slices.ContainsFunc(g.Reasons, func(r Reason) bool { return r.Kind != Conflicting && r.Kind != Undecided })
}

// blocked says why a merge was refused; when the gate knows no reason, the host's words are it.
func blocked(gate Gate, said string) error {
	if len(gate.Reasons) == 0 {
		gate.Reasons = []Reason{{OtherObstacle, said}}
	}
	return &BlockedError{Reasons: gate.Reasons, Text: said}
}

// notOpen is the gate of what is over.
func (c Contribution) notOpen() Gate {
	return Gate{Reasons: []Reason{{NotOpen, "it is " + string(c.State) + " already"}}}
}

// gateOf is shut by reasons.
func gateOf(why []Reason) Gate { return Gate{Mergeable: len(why) == 0, Reasons: why} }

// draftReason says that an author is not done.
func draftReason(c Contribution) []Reason {
	if !c.Draft {
		return nil
	}
	return []Reason{{IsDraft, "its author is not done with it: it is marked as a draft"}}
}
