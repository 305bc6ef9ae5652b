package forge

import (
	"cmp"
	"slices"
)

// style is the way in which a contribution becomes part of the accepted state: the host's
// own default where it is allowed, else the first that is. allowed lists them by what they
// keep: every step as its author made it, then all as one step by its author, then the
// steps made anew. What is not the usual way is said.
func (c *client) style(usual string, allowed []string) string {
	if len(allowed) == 0 || slices.Contains(allowed, usual) {
		return cmp.Or(usual, "merge")
	}
	words := map[string]string{
		"squash": "all its steps become one, in its author's name",
		"rebase": "its steps are made anew on top of what was accepted, in its author's name",
	}[allowed[0]]
	if words != "" {
		c.opt.Notice(c.host.Name() + " allows accepting in one way only: " + words)
	}
	return allowed[0]
}

// giteaStyles are those that a repository allows, what keeps most first.
func (r repository) giteaStyles() []string {
	return allowed("merge", r.AllowMerge, "fast-forward-only", r.AllowFF, "rebase-merge", r.AllowExplicit, "squash", value(r.Squash), "rebase", r.AllowRebase)
}

// githubStyles are those that a repository and the rules of the branch allow. Somebody who
// may not write is told none, and may not merge either.
func (r repository) githubStyles(rule rule) []string {
	all := allowed("merge", !isFalse(r.MergeCommit) && !rule.linear, "squash", !isFalse(r.Squash), "rebase", !isFalse(r.Rebase))
	return slices.DeleteFunc(all, func(s string) bool { return len(rule.styles) > 0 && !slices.Contains(rule.styles, s) })
}

// allowed picks the names that are followed by true.
func allowed(namesAndWhether ...any) []string {
	var out []string
	for i := 0; i < len(namesAndWhether); i += 2 {
		if namesAndWhether[i+1] == true {
			out = append(out, namesAndWhether[i].(string))
		}
	}
	return out
}

// isFalse tells no from nothing said.
func isFalse(b *bool) bool { return b != nil && !*b }
