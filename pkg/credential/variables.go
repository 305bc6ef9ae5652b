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
