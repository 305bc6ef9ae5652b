package repo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// includeDepth is how deep configuration files may include each other.
const includeDepth = 10

// settings is git's configuration over all scopes, in the order git reads it: later wins.
type settings struct{ list []configLine }

// last is the value that counts.
func (s *settings) last(key string) (string, bool) {
	for i := len(s.list) - 1; i >= 0; i-- {
		if s.list[i].Key == key {
			return s.list[i].Value, true
		}
	}
	return "", false
}

// truth reads a setting as git reads booleans; fallback when it is not set.
func (s *settings) truth(key string, fallback bool) bool {
	v, ok := s.last(key)
	if !ok {
		return fallback
	}
	switch strings.ToLower(v) {
	case "true", "yes", "on", "1":
		return true
	}
	n, err := strconv.Atoi(v)
	return err == nil && n != 0
}

// Config is the value of a setting over all of git's scopes: system, global,
// this repository, this worktree, and the environment. Section and name of key
// ("user.email", "remote.origin.url") may be in any case. A file that cannot be read counts as empty here;
// Open and what writes report it.
func (r *Repo) Config(key string) (string, bool) {
	s, err := r.configuration()
	if err != nil {
		return "", false
	}
	return s.last(normalKey(key))
}

// SetConfig sets a value in this repository's own configuration, keeping every
// other byte of the file.
func (r *Repo) SetConfig(key, value string) error {
	if strings.Count(key, ".") == 0 {
		return fmt.Errorf("set %s: a setting is named section.name", key)
	}
	path := filepath.Join(r.common, "config")
	lock, err := lockPath(context.Background(), path)
	if err != nil {
		return err
	}
	defer func() {
		// After commit this does nothing; before, the first error is the one that counts.
		_ = lock.discard()
	}()
	src, err := os.ReadFile(path)
	if err != nil && !absent(err) {
		return fmt.Errorf("set %s: %w", key, err)
	}
	text, err := editConfig(string(src), normalKey(key), value)
	if err != nil {
		return fmt.Errorf("set %s: %s: %w", key, path, err)
	}
	if err := lock.write([]byte(text)); err != nil {
		return err
	}
	r.forgetConfig()
	return lock.commit()
}

func (r *Repo) forgetConfig() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settings = nil
}

// configuration reads all scopes once.
func (r *Repo) configuration() (*settings, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.settings != nil {
		return r.settings, nil
	}
	s, err := readSettings(r.opts, r.layout)
	r.settings = s
	return s, err
}

// normalKey lower-cases section and name and leaves the subsection alone.
func normalKey(key string) string {
	first, last := strings.IndexByte(key, '.'), strings.LastIndexByte(key, '.')
	if first < 0 {
		return strings.ToLower(key)
	}
	return strings.ToLower(key[:first]) + key[first:last] + strings.ToLower(key[last:])
}

// readSettings reads every scope. Which files an includeIf "hasconfig" brings in
// depends on the remotes, so where there is one the files are read twice.
func readSettings(o Options, l layout) (*settings, error) {
	c := &configReader{opts: o, layout: l}
	if err := c.all(); err != nil {
		return nil, err
	}
	if c.asked {
		c.urls = remoteURLs(c.list)
		c.list = nil
		if err := c.all(); err != nil {
			return nil, err
		}
	}
	return &settings{list: c.list}, nil
}

func remoteURLs(list []configLine) (urls []string) {
	for _, s := range list {
		if strings.HasPrefix(s.Key, "remote.") && strings.HasSuffix(s.Key, ".url") {
			urls = append(urls, s.Value)
		}
	}
	return urls
}

// configReader gathers settings from files and what they include.
type configReader struct {
	opts Options
	layout
	list  []configLine
	urls  []string // of the remotes, on the second reading
	asked bool     // an includeIf asked for them
}

func (c *configReader) all() error {
	for _, path := range c.scopes() {
		if err := c.file(path, 0); err != nil {
			return err
		}
	}
	if c.common != "" {
		before := len(c.list)
		if err := c.file(filepath.Join(c.common, "config"), 0); err != nil {
			return err
		}
		own := settings{list: c.list}
		if own.truth("extensions.worktreeconfig", false) {
			if err := c.file(filepath.Join(c.gitDir, "config.worktree"), 0); err != nil {
				return err
			}
		}
		if c.foreign {
			c.list = append(c.list[:before:before], onlyHarmless(c.list[before:])...)
		}
	}
	c.environment()
	return nil
}

// scopes are the files that are not the repository's: system, then global.
func (c *configReader) scopes() []string {
	var paths []string
	if !(&settings{list: []configLine{{Key: "x", Value: c.opts.env("GIT_CONFIG_NOSYSTEM")}}}).truth("x", false) {
		paths = append(paths, c.opts.systemConfig())
	}
	if p := c.opts.env("GIT_CONFIG_GLOBAL"); p != "" {
		return append(paths, p)
	}
	home := c.opts.home()
	if xdg := c.opts.env("XDG_CONFIG_HOME"); xdg != "" {
		paths = append(paths, filepath.Join(xdg, "git", "config"))
	} else if home != "" {
		paths = append(paths, filepath.Join(home, ".config", "git", "config"))
	}
	if home != "" {
		paths = append(paths, filepath.Join(home, ".gitconfig"))
	}
	return paths
}

func (o Options) home() string {
	if h := o.env("HOME"); h != "" || runtime.GOOS != "windows" {
		return h
	}
	return o.env("USERPROFILE")
}

// systemConfig is the system's file, which a git outside /usr keeps near itself.
func (o Options) systemConfig() string {
	if p := o.env("GIT_CONFIG_SYSTEM"); p != "" {
		return p
	}
	if o.Git != "" {
		near := filepath.Join(filepath.Dir(filepath.Dir(o.Git)), "etc", "gitconfig")
		if _, err := os.Stat(near); err == nil {
			return near
		}
	}
	return "/etc/gitconfig"
}

// file reads one configuration file and what it includes, in place.
func (c *configReader) file(path string, depth int) error {
	if depth > includeDepth {
		return fmt.Errorf("read configuration %s: files include each other too deeply", path)
	}
	src, err := os.ReadFile(path)
	if absent(err) || os.IsPermission(err) && depth == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	list, _, err := parseConfig(string(src))
	if err != nil {
		return fmt.Errorf("read configuration %s: %w", path, err)
	}
	for _, s := range list {
		c.list = append(c.list, s)
		if !c.includes(s.Key, path) {
			continue
		}
		if err := c.file(c.pathFrom(path, s.Value), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// pathFrom makes a path in a configuration file absolute: ~ is home, else it
// is relative to the file.
func (c *configReader) pathFrom(file, path string) string {
	path = c.opts.expandHome(path)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
}

func (o Options) expandHome(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && o.home() != "" {
		return filepath.Join(o.home(), rest)
	}
	return path
}

// includes tells whether a setting brings in another file here.
func (c *configReader) includes(key, file string) bool {
	if key == "include.path" {
		return true
	}
	cond, ok := strings.CutPrefix(key, "includeif.")
	if !ok {
		return false
	}
	cond, ok = strings.CutSuffix(cond, ".path")
	word, pattern, _ := strings.Cut(cond, ":")
	switch {
	case !ok:
		return false
	case word == "gitdir" || word == "gitdir/i":
		return c.inFolder(pattern, file, word == "gitdir/i")
	case word == "onbranch":
		return c.onBranch(pattern)
	case word == "hasconfig":
		return c.hasRemote(pattern)
	}
	return false
}

// inFolder matches the repository's folder against a gitdir pattern, also with
// symbolic links resolved.
func (c *configReader) inFolder(pattern, file string, fold bool) bool {
	if c.gitDir == "" {
		return false
	}
	slash := strings.HasSuffix(pattern, "/")
	switch p := c.opts.expandHome(pattern); {
	case strings.HasPrefix(pattern, "./"):
		pattern = filepath.ToSlash(filepath.Join(filepath.Dir(file), pattern))
	case p != pattern || filepath.IsAbs(p):
		pattern = filepath.ToSlash(filepath.Clean(p))
	default:
		pattern = "**/" + strings.TrimSuffix(pattern, "/")
	}
	if slash {
		pattern = strings.TrimSuffix(pattern, "/") + "/**"
	}
	dirs := []string{c.gitDir}
	if real, err := filepath.EvalSymlinks(c.gitDir); err == nil && real != c.gitDir {
		dirs = append(dirs, real)
	}
	for _, dir := range dirs {
		dir = filepath.ToSlash(dir)
		if fold {
			dir, pattern = strings.ToLower(dir), strings.ToLower(pattern)
		}
		if wildmatch(pattern, dir) {
			return true
		}
	}
	return false
}

func (c *configReader) onBranch(pattern string) bool {
	if c.gitDir == "" {
		return false
	}
	b, err := os.ReadFile(filepath.Join(c.gitDir, "HEAD"))
	branch, ok := strings.CutPrefix(strings.TrimSpace(string(b)), "ref: refs/heads/")
	if strings.HasSuffix(pattern, "/") {
		pattern += "**"
	}
	return err == nil && ok && wildmatch(pattern, branch)
}

// hasRemote matches the remotes' URLs. Only this form of hasconfig exists.
func (c *configReader) hasRemote(pattern string) bool {
	c.asked = true
	pattern, ok := strings.CutPrefix(pattern, "remote.*.url:")
	for _, u := range c.urls {
		if ok && wildmatch(pattern, u) {
			return true
		}
	}
	return false
}

// environment adds the settings of GIT_CONFIG_COUNT.
func (c *configReader) environment() {
	n, err := strconv.Atoi(c.opts.env("GIT_CONFIG_COUNT"))
	if err != nil {
		return
	}
	for i := range min(n, 1000) {
		key := c.opts.env("GIT_CONFIG_KEY_" + strconv.Itoa(i))
		c.list = append(c.list, configLine{Key: normalKey(key), Value: c.opts.env("GIT_CONFIG_VALUE_" + strconv.Itoa(i))})
	}
}
