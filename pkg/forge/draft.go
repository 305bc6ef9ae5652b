package forge

import (
	"slices"
	"strings"
)

// What marks a title where there is no other mark of a draft. Gitea and Forgejo read both, in
// any writing; GitLab its own, and the other one in its older versions.
const (
	giteaDraft  = "WIP: "
	gitlabDraft = "Draft: "
)

// titled is a title with the mark of a draft, where it is one.
func titled(mark, title string, draft bool) string {
	if draft {
		return mark + title
	}
	return title
}

// amendedTitle is the title with the draft mark as it shall be.
func amendedTitle(mark, now string, draft bool, a Amendment) string {
	if a.Draft != nil {
		draft = *a.Draft
	}
	plain := strings.TrimSpace(undraft(now))
	switch {
	case a.Title != nil:
		return titled(mark, Line(*a.Title), draft)
	case draft && undraft(now) != now:
		return now
	}
	return titled(mark, plain, draft)
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
