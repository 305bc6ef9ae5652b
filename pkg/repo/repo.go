package repo

import (
	"sync"
	"time"
)

// Repo is one git clone with a working tree. Its methods may be called from
// several goroutines, and other processes may change the repository meanwhile.
type Repo struct {
	opts Options
	layout
	store store

	configOnce sync.Once
	config     *settings
	configErr  error
}

// layout says where the parts of a repository are, as absolute paths, and how
// its objects are named.
type layout struct {
	root   string // the working tree
	gitDir string // this worktree's .git: HEAD, index
	common string // shared by all worktrees: objects, refs, config, cop/
	format objectFormat
}

// objectFormat is the hash function that names objects.
type objectFormat string

const (
	sha1Format   objectFormat = "sha1"
	sha256Format objectFormat = "sha256"
)

// settings is git's configuration over all scopes.
type settings struct{}

// Root is the absolute path of the working tree.
func (r *Repo) Root() string { return r.root }

// Close ends processes and files the Repo holds open. A closed Repo must not be used.
func (r *Repo) Close() error { return r.store.Close() }

func (r *Repo) now() time.Time {
	if r.opts.Now == nil {
		return time.Now()
	}
	return r.opts.Now()
}
