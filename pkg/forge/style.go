package forge

import "slices"

// style is the way in which a contribution becomes part of the accepted state: the host's
// own default where it is allowed, else the first that is. allowed lists them by what they
// keep: every step as its author made it, then all as one step by its author, then the
// steps made anew. What is not the usual way is said.
func (c *client) style(usual string, allowed []string) string {
	if len(allowed) == 0 || slices.Contains(allowed, usual) {
		return or(usual, "merge")
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

// styles are those that a repository allows, what keeps most first.
func (r giteaRepo) styles() []string {
	var out []string
	for _, s := range []struct {
		name    string
		allowed bool
	}{{"merge", r.AllowMerge}, {"fast-forward-only", r.AllowFF}, {"rebase-merge", r.AllowExplicit}, {"squash", r.AllowSquash}, {"rebase", r.AllowRebase}} {
		if s.allowed {
			out = append(out, s.name)
		}
	}
	return out
}

// styles are those that a repository and the rules of the branch allow. Somebody who may
// not write is told none, and may not merge either.
func (r githubRepo) styles(rule githubRule) []string {
	var out []string
	for _, s := range []struct {
		name    string
		allowed *bool
	}{{"merge", r.MergeCommit}, {"squash", r.Squash}, {"rebase", r.Rebase}} {
		switch {
		case s.allowed != nil && !*s.allowed, s.name == "merge" && rule.linear:
		case len(rule.styles) > 0 && !slices.Contains(rule.styles, s.name):
		default:
			out = append(out, s.name)
		}
	}
	return out
}
