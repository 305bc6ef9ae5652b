package forge

import (
	"slices"
	"strings"
)

// draftPrefix marks a title on hosts that have no other mark. Gitea, Forgejo and GitLab
// all read "Draft:" so by default or "WIP:"; this driver writes the one they share.
const draftPrefix = "WIP: "

// amendedTitle is the title with the draft mark as it shall be.
func amendedTitle(now string, draft bool, a Amendment) string {
	plain := strings.TrimSpace(undraft(now))
	if a.Title != nil {
		plain = Line(*a.Title)
	}
	if a.Draft != nil {
		draft = *a.Draft
	}
	switch {
	case !draft:
		return plain
	case a.Title == nil && undraft(now) != now:
		return now
	}
	return draftPrefix + plain
}

// undraft removes a draft mark from a title, in any of the forms hosts read.
func undraft(title string) string {
	for _, p := range []string{"WIP:", "[WIP]", "Draft:", "[Draft]", "(Draft)"} {
		if len(title) >= len(p) && strings.EqualFold(title[:len(p)], p) {
			return strings.TrimSpace(title[len(p):])
		}
	}
	return title
}

// Unanswered drops from those asked who has answered with a verdict on this head.
func Unanswered(asked []Login, verdicts []Verdict) []Login {
	return slices.DeleteFunc(asked, func(l Login) bool {
		return slices.ContainsFunc(verdicts, func(v Verdict) bool { return v.By == l && !v.Stale && v.Opinion != Commented })
	})
}
