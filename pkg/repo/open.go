package repo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Open opens the repository that dir is in: dir or any folder above it. A bare
// repository is none (ErrNotFound), since there is nothing to read or write in.
// A repository that only the git binary can serve is an UnsupportedError
// when Options.Git is "".
func Open(dir string, o Options) (*Repo, error) {
	l, err := findLayout(dir)
	if err != nil {
		return nil, err
	}
	return open(l, o)
}

func open(l layout, o Options) (*Repo, error) {
	var err error
	if l.foreign, err = isForeign(o, l); err != nil {
		return nil, fmt.Errorf("open %s: %w", l.root, err)
	}
	s, err := readSettings(o, l)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", l.root, err)
	}
	if s.truth("core.bare", false) && l.gitDir == l.common {
		return nil, fmt.Errorf("%w: %s is a bare repository", ErrNotFound, l.gitDir)
	}
	if tree, ok := s.last("core.worktree"); ok && l.gitDir == l.common {
		l.root = filepath.Clean(tree)
		if !filepath.IsAbs(tree) {
			l.root = filepath.Join(l.gitDir, tree)
		}
	}
	l.format = sha1Format
	if f, ok := s.last("extensions.objectformat"); ok {
		l.format = objectFormat(strings.ToLower(f))
	}
	r := &Repo{opts: o, layout: l, settings: s}
	if r.store, err = openStore(o, l, s); err != nil {
		return nil, fmt.Errorf("open %s: %w", l.root, err)
	}
	return r, nil
}

// openStore picks the implementation that can read this repository.
func openStore(o Options, l layout, s *settings) (store, error) {
	what := needsBinary(s)
	if what == "" {
		logAll, _ := s.last("core.logallrefupdates")
		files := newGogitStore(l, logAll)
		if !s.promised() {
			return files, nil
		}
		promised := &promisedStore{store: files}
		if o.Git != "" && !l.foreign {
			promised.open = func() (*binaryStore, error) { return newBinaryStore(o, l) }
		}
		return promised, nil
	}
	if o.Git == "" {
		return nil, &UnsupportedError{What: what}
	}
	if l.foreign {
		return nil, &OwnerError{Path: l.root} // git reads nothing of it
	}
	return newBinaryStore(o, l)
}

// needsBinary names what makes a repository unreadable for go-git and for our own
// reading of files; "" when nothing does.
func needsBinary(s *settings) string {
	known := []string{"noop", "noop-v1", "preciousobjects", "worktreeconfig", "relativeworktrees"}
	for _, x := range s.list {
		name, ok := strings.CutPrefix(x.Key, "extensions.")
		switch {
		case !ok || slices.Contains(known, name):
		case name == "objectformat" && strings.EqualFold(x.Value, "sha1"), name == "refstorage" && strings.EqualFold(x.Value, "files"):
		case name == "objectformat":
			return "a repository with " + x.Value + " ids"
		case name == "refstorage":
			return "a repository with " + x.Value + " references"
		case name == "partialclone":
			return "a partial clone"
		default:
			return "a repository with the extension " + name
		}
	}
	return ""
}

// findLayout looks for .git in dir and the folders above it.
func findLayout(dir string) (layout, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return layout{}, fmt.Errorf("open %s: %w", dir, err)
	}
	for at := start; ; at = filepath.Dir(at) {
		gitDir, err := gitDirOf(at)
		if err != nil {
			return layout{}, fmt.Errorf("open %s: %w", at, err)
		}
		if gitDir != "" {
			common, err := commonDirOf(gitDir)
			return layout{root: at, gitDir: gitDir, common: common}, err
		}
		if at == filepath.Dir(at) {
			return layout{}, fmt.Errorf("%w: %s", ErrNotFound, start)
		}
	}
}

// gitDirOf is the repository whose working tree begins at dir; "" when there is none. .git is a
// folder, or a file that names one (linked worktrees, submodules).
func gitDirOf(dir string) (string, error) {
	path := filepath.Join(dir, ".git")
	fi, err := os.Stat(path)
	if absent(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if !fi.IsDir() {
		b, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		to, ok := strings.CutPrefix(strings.TrimSpace(string(b)), "gitdir:")
		if !ok {
			return "", fmt.Errorf("%s names no repository", path)
		}
		path = joinIfRelative(dir, strings.TrimSpace(to))
	}
	if _, err := os.Lstat(filepath.Join(path, "HEAD")); absent(err) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	return path, nil
}

// commonDirOf is what a linked worktree shares with the others; gitDir itself for the main one.
func commonDirOf(gitDir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(gitDir, "commondir"))
	if absent(err) {
		return gitDir, nil
	}
	if err != nil {
		return "", fmt.Errorf("open %s: %w", gitDir, err)
	}
	return joinIfRelative(gitDir, strings.TrimSpace(string(b))), nil
}

func joinIfRelative(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// Init makes dir, when missing, into a repository with an unborn branch. Files that are in it stay as they are.
// A folder that is a repository already is an error that matches fs.ErrExist.
func Init(dir, branch string, o Options) (*Repo, error) {
	if err := checkRefName(Ref("refs/heads/" + branch)); err != nil {
		return nil, err
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("init %s: %w", dir, err)
	}
	gitDir := filepath.Join(root, ".git")
	if _, err := os.Lstat(gitDir); err == nil {
		return nil, fmt.Errorf("init %s: %w", root, os.ErrExist)
	}
	if err := layOut(gitDir, branch); err != nil {
		return nil, fmt.Errorf("init %s: %w", root, err)
	}
	return open(layout{root: root, gitDir: gitDir, common: gitDir}, o)
}

// layOut writes an empty repository. HEAD comes last: without it git sees none.
func layOut(gitDir, branch string) error {
	var errs []error
	for _, d := range []string{"objects/info", "objects/pack", "refs/heads", "refs/tags", "info", "hooks"} {
		errs = append(errs, os.MkdirAll(filepath.Join(gitDir, filepath.FromSlash(d)), 0o777))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for _, f := range [][2]string{{"config", firstConfig(gitDir)}, {"HEAD", "ref: refs/heads/" + branch + "\n"}} {
		lock, err := lockPath(context.Background(), filepath.Join(gitDir, f[0]))
		if err != nil {
			return err
		}
		if err := errors.Join(lock.write([]byte(f[1])), lock.commit()); err != nil {
			return err
		}
	}
	return nil
}
