package repo

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A repository that belongs to somebody else can name programs: editors, signers, hooks, helpers.
// Git obeys none of what such a repository configures unless the user trusts it, and neither do
// we; reading its notes goes on.

// harmless are the settings of somebody else's repository that are taken all the same: how its
// files are kept, and what its places are called. Nothing of it is run.
var harmless = []string{"core.repositoryformatversion", "core.bare", "core.filemode", "core.symlinks", "core.ignorecase",
	"core.precomposeunicode", "core.logallrefupdates", "core.autocrlf", "core.eol"}

// Foreign tells whether the repository belongs to somebody else whom git's settings do not
// trust. Its settings are not obeyed, and it exchanges nothing.
func (r *Repo) Foreign() bool { return r.foreign }

// mine is an error where the repository is foreign.
func (r *Repo) mine() error {
	if !r.foreign {
		return nil
	}
	return &OwnerError{Path: r.root}
}

// isForeign applies git's rule: whoever runs it – with sudo also whoever called that – owns the
// working tree, the repository and the file that names it, or safe.directory in the system's or the
// user's own settings lists it. What the repository itself says about that does not count.
func isForeign(o Options, l layout) (bool, error) {
	if o.env("GIT_TEST_ASSUME_DIFFERENT_OWNER") == "" && o.owns(l.root) && o.owns(l.gitDir) && o.owns(filepath.Join(l.root, ".git")) {
		return false, nil
	}
	s, err := readSettings(o, layout{})
	if err != nil {
		return false, err
	}
	return !s.safe(o, l.root), nil
}

func (o Options) owns(path string) bool {
	if _, err := os.Stat(path); absent(err) {
		return true // there is nothing to obey
	}
	return ownedByUs(path, o.env("SUDO_UID"))
}

// safe tells whether safe.directory lists a folder. "" forgets what was listed before, * is all.
func (s *settings) safe(o Options, dir string) bool {
	dirs := []string{filepath.ToSlash(dir)}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dirs = append(dirs, filepath.ToSlash(real))
	}
	safe := false
	for _, x := range s.list {
		if x.Key != "safe.directory" {
			continue
		}
		path := filepath.ToSlash(o.expandHome(x.Value))
		below, deep := strings.CutSuffix(path, "/*")
		switch {
		case x.Value == "":
			safe = false
		case x.Value == "*":
			safe = true
		case deep:
			safe = safe || slices.ContainsFunc(dirs, func(d string) bool { return strings.HasPrefix(d, below+"/") })
		default:
			safe = safe || slices.Contains(dirs, strings.TrimSuffix(path, "/"))
		}
	}
	return safe
}

// onlyHarmless drops what a foreign repository would have us obey.
func onlyHarmless(list []configLine) []configLine {
	return slices.DeleteFunc(list, func(x configLine) bool {
		place := strings.HasPrefix(x.Key, "remote.") && (strings.HasSuffix(x.Key, ".url") || strings.HasSuffix(x.Key, ".fetch"))
		line := strings.HasPrefix(x.Key, "branch.") && (strings.HasSuffix(x.Key, ".remote") || strings.HasSuffix(x.Key, ".merge"))
		return !place && !line && !strings.HasPrefix(x.Key, "extensions.") && !slices.Contains(harmless, x.Key)
	})
}
