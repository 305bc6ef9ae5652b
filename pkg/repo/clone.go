package repo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// Clone makes dir, which must be missing or empty, a clone of the repository at
// url: origin is remembered, all branches and tags are here, the remote's default
// branch is checked out. An empty remote leaves an unborn branch. When it fails or is
// interrupted, nothing stays behind. What the server and git say meanwhile goes
// to progress, cleaned; nil discards it.
//
// A dir that is not empty is fs.ErrExist; other errors are those of Fetch.
func Clone(ctx context.Context, url, dir string, o Options, progress io.Writer) (*Repo, error) {
	r, err := clone(ctx, url, dir, o, progress)
	if err != nil {
		return nil, fmt.Errorf("clone %s: %w", redact(url), err)
	}
	return r, nil
}

func clone(ctx context.Context, url, dir string, o Options, progress io.Writer) (*Repo, error) {
	at, url, err := o.locate(url)
	if err != nil {
		return nil, err
	}
	s, err := newStaging(dir)
	if err != nil {
		return nil, err
	}
	if err := s.fill(ctx, at, url, o, progress); err != nil {
		return nil, errors.Join(err, s.discard())
	}
	if err := s.deliver(); err != nil {
		return nil, errors.Join(err, s.discard())
	}
	return Open(s.target, o)
}

// locate finds out where a typed address leads, and how to remember it: as typed, but for a
// folder of this machine, whose path becomes absolute.
func (o Options) locate(url string) (endpoint, string, error) {
	s, err := readSettings(o, layout{})
	if err != nil {
		return endpoint{}, "", err
	}
	to := s.place(url).fetch
	at, err := parseEndpoint(to)
	if err != nil {
		return endpoint{}, "", err
	}
	if at.scheme == "file" && to == url && !strings.Contains(url, "://") {
		if at.path, err = filepath.Abs(url); err != nil {
			return endpoint{}, "", err
		}
		url, at.plain = at.path, at.path
	}
	at.given = s.givenFor(at, withoutPassword(url), false)
	return at, url, s.permits(at.scheme)
}

// fill clones into the staging folder.
func (s *staging) fill(ctx context.Context, at endpoint, url string, o Options, progress io.Writer) error {
	if progress == nil {
		progress = io.Discard
	}
	words := &cleanWriter{w: progress}
	if o.Git == "" {
		return cloneOurselves(ctx, url, s.dir, o, words)
	}
	git := newGitProgram(o, s.dir).with(override{Key: "init.defaultBranch", Value: firstBranch(o, s.dir)})
	conf, err := readSettings(o, layout{})
	if err != nil {
		return err
	}
	t := &gitTransport{git: git, at: at, conf: conf, idleTimeout: o.idleTimeout()}
	_, cloned := t.talk(ctx, words, "clone", "--progress", "--dissociate", "--origin", "origin", "--", at.given, s.dir)
	if cloned != nil && !strings.Contains(cloned.Error(), "unable to checkout working tree") {
		return cloned
	}
	r, err := Open(s.dir, o)
	if err != nil {
		return err
	}
	if cloned != nil {
		err = r.checkOutAnew(ctx)
	} else {
		err = errors.Join(r.settleSomewhere(ctx), r.noteCrowded(ctx))
	}
	if err == nil && at.given != url {
		// The user gave the password as part of the address and will need it again.
		err = r.SetConfig("remote.origin.url", url)
	}
	return errors.Join(err, r.Close())
}

// checkOutAnew checks out where git did not, since some file cannot lie on this machine: all others.
func (r *Repo) checkOutAnew(ctx context.Context) error {
	head, err := r.Head()
	if err != nil {
		return err
	}
	list, err := os.ReadDir(r.root)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Name() != ".git" {
			err = errors.Join(err, os.RemoveAll(filepath.Join(r.root, e.Name())))
		}
	}
	if err != nil {
		return err
	}
	if err := r.checkOut(ctx, head.Hash); err != nil {
		return err
	}
	return r.ResetIndex(ctx, head.Hash)
}

// settleSomewhere checks out the likeliest branch where git found none to check out: the
// remote's HEAD names one that nobody ever sent, as in a bare repository that was made with
// another default than its first user's.
func (r *Repo) settleSomewhere(ctx context.Context) error {
	head, err := r.Head()
	if err != nil || head.Hash != "" {
		return err
	}
	const theirs = "refs/remotes/origin/"
	refs, err := r.Refs(theirs)
	if err != nil || len(refs) == 0 {
		return err
	}
	adv := Advertised{Refs: map[Ref]Hash{}}
	for ref, tip := range refs {
		adv.Refs[Ref("refs/heads/"+strings.TrimPrefix(string(ref), theirs))] = tip
	}
	return r.settleOn(ctx, adv)
}

// firstBranch is the name of the branch of an empty repository: what the user
// has configured for new ones, or main.
func firstBranch(o Options, dir string) string {
	git := filepath.Join(dir, ".git")
	s, err := readSettings(o, layout{root: dir, gitDir: git, common: git})
	if err != nil {
		return "main"
	}
	return s.or("init.defaultbranch", "main")
}

// staging is the folder in which a clone grows until it is whole: beside the
// target, or inside when that exists, since it may be somebody's current folder.
type staging struct {
	target, dir string
	made        []string // folders made for it, the outermost first
}

func newStaging(dir string) (*staging, error) {
	target, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	s := &staging{target: target}
	parent := target
	there, err := os.ReadDir(target)
	switch {
	case err == nil && len(there) > 0:
		return nil, fmt.Errorf("the folder %s is not empty: %w", dir, fs.ErrExist)
	case errors.Is(err, fs.ErrNotExist):
		parent = filepath.Dir(target)
		if err := s.makeParents(parent); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, fmt.Errorf("the folder %s: %w", dir, err)
	}
	s.dir = filepath.Join(parent, ".cop-clone-"+rand.Text())
	if err := os.Mkdir(s.dir, 0o777); err != nil {
		return nil, errors.Join(err, s.discard())
	}
	return s, nil
}

func (s *staging) makeParents(dir string) error {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		s.made = append([]string{at}, s.made...)
	}
	return os.MkdirAll(dir, 0o777)
}

// deliver gives the finished clone its place.
func (s *staging) deliver() error {
	if filepath.Dir(s.dir) != s.target {
		return os.Rename(s.dir, s.target)
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	// .git comes last: until then the folder is no repository.
	sort.SliceStable(entries, func(i, j int) bool { return entries[i].Name() != ".git" && entries[j].Name() == ".git" })
	for _, e := range entries {
		if err := os.Rename(filepath.Join(s.dir, e.Name()), filepath.Join(s.target, e.Name())); err != nil {
			return err
		}
	}
	return os.Remove(s.dir)
}

// discard removes everything, also while a program that was told to stop
// still writes its last file.
func (s *staging) discard() error {
	var err error
	for wait := 10 * time.Millisecond; wait < time.Second; wait *= 2 {
		if err = os.RemoveAll(s.dir); err == nil {
			break
		}
		time.Sleep(wait)
	}
	for i := len(s.made) - 1; i >= 0; i-- {
		if removed := os.Remove(s.made[i]); err == nil && removed != nil && !errors.Is(removed, fs.ErrNotExist) {
			err = removed
		}
	}
	return err
}

// cleanWriter passes on what programs and servers print, line by line and
// without anything that a terminal would obey. A line may end in CR, as
// counters do.
type cleanWriter struct {
	w    io.Writer
	rest []byte
}

// Write keeps an unfinished line for the next call.
func (c *cleanWriter) Write(p []byte) (int, error) {
	c.rest = append(c.rest, p...)
	for {
		i := strings.IndexAny(string(c.rest), "\r\n")
		if i < 0 {
			break
		}
		line := redact(stripLine(string(c.rest[:i]))) + string(c.rest[i])
		c.rest = c.rest[i+1:]
		if strings.HasPrefix(line, "Cloning into ") {
			// It names the folder in which the clone grows.
			continue
		}
		if _, err := io.WriteString(c.w, line); err != nil {
			return len(p), err
		}
	}
	if len(c.rest) > 64<<10 {
		c.rest = nil
	}
	return len(p), nil
}
