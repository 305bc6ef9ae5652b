package repo

import (
	"fmt"
	"path/filepath"
	"sort"
	"strings"
)

// Remote is the address that a remote is read at, as git remote get-url tells it:
// url.*.insteadOf applied.
func (r *Repo) Remote(name string) (url string, ok bool) {
	s, err := r.configuration()
	if err != nil || len(s.all("remote."+name+".url")) == 0 {
		return "", false
	}
	return s.place(name).fetch, true
}

// Given is the address of a remote as the configuration has it, "" for none.
func (r *Repo) Given(name string) string {
	if all := r.values("remote." + name + ".url"); len(all) > 0 {
		return all[0]
	}
	return ""
}

// values are all that a setting has.
func (r *Repo) values(key string) []string {
	s, err := r.configuration()
	if err != nil {
		return nil
	}
	return s.all(key)
}

// PushRemote is the address that a remote is written at, as git remote get-url --push tells it:
// remote.*.pushurl, url.*.pushInsteadOf and insteadOf applied.
func (r *Repo) PushRemote(name string) (url string, ok bool) {
	s, err := r.configuration()
	if err != nil || len(s.all("remote."+name+".url")) == 0 {
		return "", false
	}
	return s.place(name).push, true
}

// Remotes are the names of the remotes that have a URL, sorted.
func (r *Repo) Remotes() []string {
	s, err := r.configuration()
	if err != nil {
		return nil
	}
	seen := map[string]bool{}
	var names []string
	for _, x := range s.list {
		name, ok := strings.CutPrefix(x.Key, "remote.")
		name, isURL := strings.CutSuffix(name, ".url")
		if ok && isURL && !seen[name] && len(s.all(x.Key)) > 0 {
			seen[name] = true
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// AddRemote remembers a URL under a name, replacing the one that had it, and
// makes git fetch all of its branches.
func (r *Repo) AddRemote(name, url string) error {
	if err := checkRefName(Ref("refs/remotes/" + name)); err != nil {
		return fmt.Errorf("add remote: %w", err)
	}
	if err := r.SetConfig("remote."+name+".url", url); err != nil {
		return err
	}
	return r.SetConfig("remote."+name+".fetch", "+refs/heads/*:refs/remotes/"+name+"/*")
}

// Track makes a local branch follow one of a remote, as git clone leaves it: git pull and
// git status know what it belongs to. What is set already stays.
func (r *Repo) Track(branch, remote, theirs string) error {
	section := "branch." + branch + "."
	if _, ok := r.Config(section + "remote"); ok {
		return nil
	}
	if err := r.SetConfig(section+"remote", remote); err != nil {
		return err
	}
	return r.SetConfig(section+"merge", "refs/heads/"+theirs)
}

// place is where a remote is read and written. given is the address before git rewrites
// it, for git itself; pushurl tells that the configuration names one for pushing.
type place struct {
	fetch, push           string
	givenFetch, givenPush string
	pushurl               bool
}

// place finds the addresses of a remote's name, or of an address, the way git does: the first
// url is read, the first pushurl written; without one, the first url that pushInsteadOf
// rewrites, else the url itself.
func (s *settings) place(name string) place {
	urls, pushurls := s.all("remote."+name+".url"), s.all("remote."+name+".pushurl")
	if len(urls) == 0 {
		urls = []string{name}
	}
	p := place{givenFetch: urls[0], givenPush: urls[0]}
	p.fetch, _ = s.rewrite(urls[0], "insteadof")
	p.push = p.fetch
	if len(pushurls) > 0 {
		p.pushurl, p.givenPush = true, pushurls[0]
		p.push, _ = s.rewrite(pushurls[0], "insteadof")
		return p
	}
	for _, u := range urls {
		if to, ok := s.rewrite(u, "pushinsteadof"); ok {
			p.givenPush, p.push = u, to
			return p
		}
	}
	return p
}

// all are the values of a setting that takes several. An empty one forgets those before it.
func (s *settings) all(key string) []string {
	var out []string
	for _, x := range s.list {
		switch {
		case x.Key != key:
		case x.Value == "":
			out = nil
		default:
			out = append(out, x.Value)
		}
	}
	return out
}

// rewrite applies url.BASE.insteadOf, or pushInsteadOf: the longest beginning that fits is
// replaced, of equally long ones that of the base named first. It is done once.
func (s *settings) rewrite(address, how string) (string, bool) {
	var bases []string
	rules := map[string][]string{}
	for _, x := range s.list {
		base, ok := strings.CutPrefix(x.Key, "url.")
		base, ours := strings.CutSuffix(base, "."+how)
		if !ok || !ours {
			continue
		}
		if _, known := rules[base]; !known {
			bases = append(bases, base)
		}
		rules[base] = append(rules[base], x.Value)
	}
	best, to := -1, ""
	for _, base := range bases {
		for _, from := range rules[base] {
			if strings.HasPrefix(address, from) && len(from) > best {
				best, to = len(from), base+address[len(from):]
			}
		}
	}
	if best < 0 {
		return address, false
	}
	return to, true
}

// address finds out where a remote is. A relative path is relative to the working tree's root.
func (r *Repo) address(remote string, pushing bool) (endpoint, error) {
	s, err := r.configuration()
	if err != nil {
		return endpoint{}, err
	}
	if len(s.all("remote."+remote+".url")) == 0 && !strings.ContainsAny(remote, ":/\\") {
		return endpoint{}, fmt.Errorf("no remote is called %q here", remote)
	}
	p := s.place(remote)
	raw, given := p.fetch, p.givenFetch
	if pushing {
		raw, given = p.push, p.givenPush
	}
	at, err := parseEndpoint(raw)
	if err != nil {
		return endpoint{}, fmt.Errorf("remote %s: %w", redact(remote), err)
	}
	if at.scheme == "file" && r.opts.Git == "" && !filepath.IsAbs(at.path) {
		at.path = filepath.Join(r.root, at.path)
	}
	at.pushurl = p.pushurl && pushing
	at.given = s.givenFor(at, withoutPassword(given), pushing)
	return at, s.permits(at.scheme)
}

// givenFor is what git has to be given to arrive at an address: as configured, where git's
// rewriting leads there also without the password, else the address itself.
func (s *settings) givenFor(at endpoint, configured string, pushing bool) string {
	to, ok := "", false
	if pushing && !at.pushurl {
		to, ok = s.rewrite(configured, "pushinsteadof")
	}
	if !ok {
		to, _ = s.rewrite(configured, "insteadof")
	}
	if to == at.plain {
		return configured
	}
	return at.plain
}

// NotAllowedError says that the user's own git settings forbid to talk to an address.
type NotAllowedError struct{ Scheme, Setting string }

// Error names what is forbidden and by what.
func (e *NotAllowedError) Error() string {
	return fmt.Sprintf("your git settings do not allow addresses that begin with %s (%s)", e.Scheme, e.Setting)
}

// permits applies protocol.NAME.allow and protocol.allow. "user" stands for what a person
// asks for, which is what we do.
func (s *settings) permits(scheme string) error {
	for _, key := range []string{"protocol." + scheme + ".allow", "protocol.allow"} {
		if v, ok := s.last(key); ok {
			if v == "never" {
				return &NotAllowedError{Scheme: scheme, Setting: key}
			}
			return nil
		}
	}
	return nil
}
