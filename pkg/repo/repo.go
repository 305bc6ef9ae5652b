package repo

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// Repo is one git clone with a working tree. Its methods may be called from
// several goroutines, and other processes may change the repository meanwhile.
type Repo struct {
	opts Options
	layout
	store   store
	index   indexText
	sorted  sortedTrees
	diffs   knownDiffs
	swept   sync.Once                      // what killed writers left
	saving  sync.Mutex                     // held while what a scan saw is written
	prescan atomic.Pointer[statcache.Walk] // see UsePrescan

	mu       sync.Mutex
	settings *settings // read when first asked for, nil before and after SetConfig
	web      *gitRoundTripper
}

// layout says where the parts of a repository are, as absolute paths, and how
// its objects are named.
type layout struct {
	root   string // the working tree
	gitDir string // this worktree's .git: HEAD, index
	common string // shared by all worktrees: objects, refs, config, cop/
	format objectFormat
	// foreign: somebody else's, see isForeign
	foreign bool
}

// Root is the absolute path of the working tree.
func (r *Repo) Root() string { return r.root }

// LocalDir is the folder for what this clone remembers beside git, shared by
// all its worktrees. It is made when missing; a repository that cannot be written still gets
// the path.
func (r *Repo) LocalDir() string {
	dir := filepath.Join(r.common, "cop")
	// A read-only repository can be read all the same: who writes will see the error.
	_ = os.MkdirAll(dir, 0o777)
	return dir
}

// saved waits until what scans saw is written.
func (r *Repo) saved() {
	r.saving.Lock()
	defer r.saving.Unlock()
}

// Close ends processes and files the Repo holds open. A closed Repo must not be used.
func (r *Repo) Close() error {
	r.saved()
	return r.store.Close()
}

// Lend adds variables to the environment that programs we start and the search for a
// login see from now on: a token for one host, COP_TOKEN with COP_HOST. It must not be
// called while other goroutines use the Repo.
func (r *Repo) Lend(env ...string) {
	r.opts.Env = append(slices.Clip(r.opts.Env), env...)
}

func (r *Repo) now() time.Time {
	if r.opts.Now == nil {
		return time.Now() //nolint:forbidigo // the zero Options
	}
	return r.opts.Now()
}

// env looks a variable up in the environment the Repo was given, the last one winning.
func (o Options) env(key string) string {
	for i := len(o.Env) - 1; i >= 0; i-- {
		if kv := o.Env[i]; len(kv) > len(key) && kv[len(key)] == '=' && kv[:len(key)] == key {
			return kv[len(key)+1:]
		}
	}
	return ""
}
