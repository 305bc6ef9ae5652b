package credential

import "strings"

// Variable is an environment variable with a token, and the host it is for.
type Variable struct {
	Token string // name of the variable
	Host  string // exact, with its port when there is one, or *.domain; "" is none
	User  string // goes with the token where git asks for a name; "" is any
}

// Variables lists them, COP_TOKEN first. GITHUB_TOKEN never goes to an Enterprise server, nor
// GITLAB_TOKEN to a host that nobody named.
func Variables(env func(string) string) []Variable {
	return []Variable{
		{"COP_TOKEN", env("COP_HOST"), ""},
		{"GH_TOKEN", "github.com", "x-access-token"},
		{"GITHUB_TOKEN", "github.com", "x-access-token"},
		{"GH_TOKEN", "*.ghe.com", "x-access-token"},
		{"GITHUB_TOKEN", "*.ghe.com", "x-access-token"},
		{"GITLAB_TOKEN", "gitlab.com", "oauth2"},
		{"GITLAB_TOKEN", env("GITLAB_HOST"), "oauth2"},
		{"GITEA_TOKEN", env("GITEA_HOST"), "token"},
		{"FORGEJO_TOKEN", env("FORGEJO_HOST"), "token"},
	}
}

// Names reports whether what a variable such as COP_HOST holds – with or without a scheme
// and a path, or *.domain – is a host, which comes with its port when it has one.
func Names(named, host string) bool {
	if _, after, ok := strings.Cut(named, "://"); ok {
		named = after
	}
	named, _, _ = strings.Cut(strings.ToLower(named), "/")
	host = strings.ToLower(host)
	if domain, ok := strings.CutPrefix(named, "*"); ok {
		return domain != "" && len(host) > len(domain) && strings.HasSuffix(host, domain)
	}
	return named != "" && named == host
}

// Astray is a token that an environment variable holds, and that goes to no host or to another
// than the one meant, since a second variable says which it is for.
type Astray struct {
	Token, Variable string // names of the two
	Host            string // that was meant
}

// Hint says how to send it there.
func (a Astray) Hint() string {
	return a.Token + " is set, but " + a.Variable + " does not say that it is for this host: set " + a.Variable + "=" + a.Host + ", or cop auth login keeps one"
}

// Astray finds a token that is there for a host of some vendor – "gitea", "forgejo", "gitlab", ""
// for any – and is not bound to it.
func (w Finder) Astray(host, vendor string) (Astray, bool) {
	for _, name := range []string{"COP", strings.ToUpper(vendor)} {
		a := Astray{Token: name + "_TOKEN", Variable: name + "_HOST", Host: host}
		bindable := name == "COP" || name == "GITEA" || name == "FORGEJO" || name == "GITLAB"
		if bindable && w.env(a.Token) != "" && !Names(w.env(a.Variable), host) {
			return a, true
		}
	}
	return Astray{}, false
}
