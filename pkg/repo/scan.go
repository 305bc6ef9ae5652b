package repo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// Snapshot is one look at the working files. It must not be changed.
type Snapshot struct {
	// ID names exactly this set of paths, contents and modes.
	ID string
	// Since is the ID of the look before this one, by whatever process, and
	// Changed the paths that are new, gone or different since; "" when there is none.
	Since   string
	Changed []string

	dirs     []string
	trees    map[string]Hash // the tree id of each folder
	order    []*scanned      // as a walk comes by
	filemode bool            // see scanner
	skipped  []Skipped       // besides the files that the folders say are
	list     func() []WorkFile
	left     func() []Skipped
}

// Files are the plain files, sorted by path. They are listed when somebody asks first: most
// looks find nothing new, and then nobody does. The slice must not be changed.
func (s *Snapshot) Files() []WorkFile { return s.list() }

// Skipped is what was seen and left out, sorted by path, likewise.
func (s *Snapshot) Skipped() []Skipped { return s.left() }

// scanDirs is what Scan looks at when nothing is named.
func scanDirs() []string { return []string{"practices", "templates"} }

// Scan looks at the working files below dirs (practices and templates when none
// is named). What a file's stat says it has always been is taken from a cache in LocalDir; only
// changed files are read. Hidden names, what editors leave behind and ignored
// files that HEAD does not have are left out; symbolic links are never followed.
// Several processes may scan at once. A cache that cannot be written costs only time.
//
// How: first every cached folder and file is stat'ed, in parallel; then folders whose
// own stat changed are listed again; then files whose stat changed are hashed, in parallel; and
// last the tree ids of the folders on the way are computed anew. When nothing changed, all
// that happens is the first step, 100,000 times a microsecond. The ID is made
// of the folders' tree ids.
func (r *Repo) Scan(ctx context.Context, dirs ...string) (*Snapshot, error) {
	if len(dirs) == 0 {
		dirs = scanDirs()
	}
	dirs = slices.Clone(dirs)
	slices.Sort(dirs)
	dirs = outermost(dirs)
	for _, d := range dirs {
		if err := checkTreePath(d); err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
	}
	return r.scan(ctx, dirs, nil)
}

// Rescan is a Scan by somebody who has just written some files himself: only they are looked at,
// and the folders they are in; the rest is taken from the look before. Where that is not what
// was remembered last, everything is looked at.
func (r *Repo) Rescan(ctx context.Context, before *Snapshot, written []string) (*Snapshot, error) {
	return r.scan(ctx, before.dirs, &narrow{before.ID, statcache.Subset{Files: newSet(written), Folders: foldersOf(written)}})
}

// narrow says what alone is looked at, in addition to a look with the ID since.
type narrow struct {
	since string
	statcache.Subset
}

// part is what is looked at, nil when that is everything.
func (n *narrow) part() *statcache.Subset {
	if n == nil {
		return nil
	}
	return &n.Subset
}

func newSet(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, x := range list {
		set[x] = true
	}
	return set
}

// foldersOf are all folders on the way to some files.
func foldersOf(files []string) map[string]bool {
	set := map[string]bool{}
	for _, file := range files {
		for dir := parentOf(file); dir != "" && !set[dir]; dir = parentOf(dir) {
			set[dir] = true
		}
	}
	return set
}

func (r *Repo) scan(ctx context.Context, dirs []string, only *narrow) (*Snapshot, error) {
	s, err := r.newScanner(dirs, only)
	if err != nil {
		return nil, fmt.Errorf("scan: %w", err)
	}
	snap, err := s.run(ctx)
	if err != nil {
		return nil, fmt.Errorf("scan: %w", err)
	}
	return snap, nil
}

// outermost drops folders that are below others; dirs is sorted.
func outermost(dirs []string) []string {
	var list []string
	for _, d := range dirs {
		if !slices.ContainsFunc(list, func(up string) bool { return d == up || strings.HasPrefix(d, up+"/") }) {
			list = append(list, d)
		}
	}
	return list
}

// cacheFile is where the cache for a set of folders is.
func (r *Repo) cacheFile(dirs []string) string {
	name := "files"
	if !slices.Equal(dirs, scanDirs()) {
		sum := sha256.Sum256([]byte(strings.Join(dirs, "\n")))
		name += "-" + hex.EncodeToString(sum[:6])
	}
	return filepath.Join(r.gitDir, "cop", name)
}

// Scanned reports whether somebody has looked at the working files of this clone before.
func (r *Repo) Scanned() bool {
	_, err := os.Stat(r.cacheFile(scanDirs()))
	return err == nil
}

// scanner is one Scan at work.
type scanner struct {
	repo     *Repo
	dirs     []string
	file     string
	memory   statcache.Cache
	cache    *scanCache // the same, understood
	now      time.Time  // before anything was looked at
	filemode bool       // files tell whether they are executable
	compose  bool       // names are spelled as elsewhere, see spelled
	ignoring *ignoring
	hasher   *hasher

	only     *narrow                   // nil: everything
	begun    *statcache.Walk           // nil: nothing was begun before this scan
	looked   map[string]statcache.Seen // what the first step saw, by folder
	folders  map[string]*scanned       // what is there now
	children map[string][]string       // of cached folders, by folder
	jobs     []hashJob
	skipped  []Skipped
	changed  map[string]bool

	known     bool // there was a cache to compare with
	sameRules bool // and it was made under the rules that count now
	dirty     bool // the cache must be written
	rechecks  int  // what was looked at again and turned out the same
}

// scanned is a folder as it is now. While block is set, its files are those of the cache.
type scanned struct {
	block    // Raw == "" when rebuilt
	files    []record
	children []string // names of subfolders
	stale    bool     // the tree id must be computed anew
}

func (f *scanned) size() int {
	n := len(f.Raw) + len(f.Path) + 256
	for _, r := range f.files {
		n += 48 + len(r.hash)/2 + len(baseName(r.path))
	}
	return n
}

func (f *scanned) append(out []byte) []byte {
	if f.Raw != "" {
		return f.AppendRaw(out)
	}
	start := len(out)
	out = f.Append(out)
	for _, r := range f.files {
		out = statcache.AppendRecord(out, r.stat, r.flags, r.hash.bytes(), baseName(r.path))
	}
	statcache.Close(out, start)
	return out
}

// each calls fn for the folder's files.
func (f *scanned) each(fn func(record)) error {
	if f.Raw != "" {
		return f.block.each(fn)
	}
	for _, r := range f.files {
		fn(r)
	}
	return nil
}

func (r *Repo) newScanner(dirs []string, only *narrow) (*scanner, error) {
	r.saved()
	h, err := r.newHasher()
	if err != nil {
		return nil, err
	}
	ig, err := r.ignoring()
	if err != nil {
		return nil, err
	}
	file := r.cacheFile(dirs)
	s := &scanner{repo: r, dirs: dirs, only: only, file: file, now: statcache.Now(), filemode: h.filemode, ignoring: ig, hasher: h,
		compose: h.attrs.settings.truth("core.precomposeunicode", false),
		looked:  map[string]statcache.Seen{}, folders: map[string]*scanned{}, children: map[string][]string{}, changed: map[string]bool{}, sameRules: true}
	if begun := r.begun(file); begun != nil && only == nil {
		s.begun, s.now, s.memory = begun, begun.Began, begun.Remembered()
	} else {
		s.memory = statcache.Load(file)
	}
	s.cache = cacheOf(s.memory)
	s.known, s.dirty = s.cache.found, !s.cache.found
	return s, nil
}

func (s *scanner) run(ctx context.Context) (*Snapshot, error) {
	if err := s.rules(); err != nil {
		return nil, err
	}
	if s.only != nil && (!s.known || !s.sameRules || s.only.since != s.id(func(dir string) Hash { return s.cache.blocks[dir].tree() })) {
		s.only = nil
	}
	if err := s.walk(ctx); err != nil {
		return nil, err
	}
	for _, dir := range s.dirs {
		if err := s.root(dir); err != nil {
			return nil, err
		}
	}
	if err := s.hash(ctx); err != nil {
		return nil, err
	}
	for path, b := range s.cache.blocks {
		if s.folders[path] != nil {
			continue
		}
		s.dirty = true
		if err := s.vanish(b); err != nil {
			return nil, err
		}
	}
	return s.finish()
}

// vanish notes every file of a folder that is gone.
func (s *scanner) vanish(b block) error {
	return b.each(func(r record) {
		if r.flags&wasSkipped == 0 {
			s.changed[r.path] = true
		}
	})
}

// rules compares what decides which files count, and how they are stored, with what
// the cache was made under. A new ignore rule lists every folder again, a new conversion
// hashes every file again.
func (s *scanner) rules() error {
	head, err := s.repo.Head()
	if err != nil {
		return err
	}
	c, hidden := s.cache, false
	var withIgnore, withAttrs []string
	for path, b := range c.blocks {
		hidden = hidden || b.Flags&hasHidden != 0
		if b.Flags&hasIgnore != 0 {
			withIgnore = append(withIgnore, path)
		}
		if b.Flags&hasAttrs != 0 {
			withAttrs = append(withAttrs, path)
		}
		if parent := parentOf(path); parent != "" {
			s.children[parent] = append(s.children[parent], baseName(path))
		}
	}
	ignoreRules, attrRules := s.ignoreRules(withIgnore), s.attrRules(withAttrs)
	switch {
	case attrRules != c.attrRules:
		c.blocks, s.known, s.dirty = map[string]block{}, false, true
	case ignoreRules != c.ignoreRules, hidden && c.head != head.Hash:
		s.sameRules, s.dirty = false, true
		for path, b := range c.blocks {
			b.Flags |= unsettled
			c.blocks[path] = b
		}
	}
	c.head, c.ignoreRules, c.attrRules = head.Hash, ignoreRules, attrRules
	return nil
}

// rulesAgain takes the rules of folders into account that this scan has found.
func (s *scanner) rulesAgain() {
	var withIgnore, withAttrs []string
	for path, f := range s.folders {
		if f.Flags&hasIgnore != 0 {
			withIgnore = append(withIgnore, path)
		}
		if f.Flags&hasAttrs != 0 {
			withAttrs = append(withAttrs, path)
		}
	}
	s.cache.ignoreRules, s.cache.attrRules = s.ignoreRules(withIgnore), s.attrRules(withAttrs)
}

func (s *scanner) ignoreRules(dirs []string) string {
	return s.fingerprint("ignore", filepath.Join("info", "exclude"), ".gitignore", dirs)
}

func (s *scanner) attrRules(dirs []string) string {
	return s.fingerprint("attributes", filepath.Join("info", "attributes"), ".gitattributes", dirs) + s.conversionConfig()
}

// conversionConfig is the part of the configuration that decides how content is stored.
func (s *scanner) conversionConfig() string {
	var b strings.Builder
	for _, x := range s.hasher.attrs.settings.list {
		if strings.HasPrefix(x.Key, "filter.") || x.Key == "core.autocrlf" || x.Key == "core.filemode" || x.Key == "core.precomposeunicode" || x.Key == "core.symlinks" {
			fmt.Fprintf(&b, "\n%s=%s", x.Key, x.Value)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}

// fingerprint tells whether one of the files with rules changed: the person's own, the
// repository's, the root's, and those of some folders.
func (s *scanner) fingerprint(own, common, name string, dirs []string) string {
	files := []string{s.repo.userFile(s.hasher.attrs.settings, own), filepath.Join(s.repo.common, common), filepath.Join(s.repo.root, name)}
	slices.Sort(dirs)
	for _, dir := range dirs {
		files = append(files, filepath.Join(s.repo.root, filepath.FromSlash(dir), name))
	}
	h := sha256.New()
	for _, file := range files {
		if fi, err := os.Stat(file); err == nil {
			fmt.Fprintf(h, "%s %d %d\n", file, fi.Size(), fi.ModTime().UnixNano())
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
