package forge

// New makes the driver for a repository on a host. The host's Kind must be known: see
// [Known] and [Prober]. Plain git needs a clone: see package gitreview.
func New(h Host, r Remote, o Options) (Forge, error) {
	path := h.repositoryPathOn(r)
	switch h.Kind {
	case GitHub, Gitea, Forgejo:
		if _, _, err := ownerAndName(path); err != nil {
			return nil, err
		}
		if h.Kind == GitHub {
			return newGitHub(h, path, o), nil
		}
		return newGitea(h, path, o), nil
	case GitLab:
		if _, _, err := splitPath(path); err != nil {
			return nil, err
		}
		return newGitLab(h, path, o), nil
	}
	return nil, &UsageError{"no driver for " + h.String() + ": plain git needs a clone"}
}
