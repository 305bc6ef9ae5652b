package forge

import (
	"regexp"
	"testing"
)

// H2. Why a contribution waits is said without a word of git.
func TestReasonsHaveNoWordOfGit(t *testing.T) {
	may := false
	m := gitlabMerge{Target: "main"}
	m.User.CanMerge = &may
	g := &gitlab{}
	for _, status := range []string{"", "checking", "need_rebase", "conflict", "not_approved", "discussions_not_resolved"} {
		m.Status = status
		for _, r := range g.gate(m, Contribution{State: Open}, gitlabApprovals{}).Reasons {
			if regexp.MustCompile(`\b(merged?|rebase|branch|main|commit)\b`).MatchString(r.Text) {
				t.Errorf("%s: %q", status, r.Text)
			}
		}
	}
}
