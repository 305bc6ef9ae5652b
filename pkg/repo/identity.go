package repo

import (
	"fmt"
	"strings"
	"time"
)

// Author is who writes commits here, by git's rules: GIT_AUTHOR_NAME and
// GIT_AUTHOR_EMAIL, then author.*, then user.*, then EMAIL, then Options.Me.
// ErrNoIdentity when a name or an address is missing; unlike git we do not make one up.
func (r *Repo) Author() (Person, error) { return r.person("author") }

// committer is who stores commits, by the same rules with GIT_COMMITTER_* and committer.*.
func (r *Repo) committer() (Person, error) { return r.person("committer") }

func (r *Repo) person(role string) (Person, error) {
	s, err := r.configuration()
	if err != nil {
		return Person{}, err
	}
	first := func(values ...string) string {
		for _, v := range values {
			if v = cleanIdentity(v); v != "" {
				return v
			}
		}
		return ""
	}
	value := func(key string) string {
		v, _ := s.last(key)
		return v
	}
	env := "GIT_" + strings.ToUpper(role)
	p := Person{
		Name:  first(r.opts.env(env+"_NAME"), value(role+".name"), value("user.name"), r.opts.Me.Name),
		Email: first(r.opts.env(env+"_EMAIL"), value(role+".email"), value("user.email"), r.opts.env("EMAIL"), r.opts.Me.Email),
	}
	if p.Name == "" || p.Email == "" {
		return Person{}, ErrNoIdentity
	}
	return p, nil
}

// cleanIdentity drops what would break a commit's header, as git does.
func cleanIdentity(s string) string {
	s = strings.Map(func(c rune) rune {
		if c == '<' || c == '>' || c < ' ' {
			return -1
		}
		return c
	}, s)
	return strings.Trim(s, " .,:;\"\\'")
}

// stamped is how git writes a person and a time: seconds and the offset of the time's zone.
func stamped(p Person, at time.Time) string {
	return fmt.Sprintf("%s <%s> %d %s", cleanIdentity(p.Name), cleanIdentity(p.Email), at.Unix(), at.Format("-0700"))
}
