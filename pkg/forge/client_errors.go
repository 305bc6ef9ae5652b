package forge

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// refusal turns a status outside 2xx into an error with the host's own words.
func (c *client) refusal(r reply) error {
	said := words(r.body)
	switch {
	case r.status == http.StatusUnauthorized:
		return &AuthError{Host: c.host.Name(), Text: said, Token: !c.opt.Credential.IsZero(), Hint: c.opt.NoToken}
	case r.status == http.StatusForbidden && c.opt.Credential.IsZero():
		return &AuthError{Host: c.host.Name(), Text: said, Hint: c.opt.NoToken}
	case r.status == http.StatusForbidden && lacking(r, said) != "":
		return &AuthError{Host: c.host.Name(), Text: said, Token: true, Lacks: lacking(r, said)}
	case limited(r):
		return &RateLimitError{Host: c.host.Name(), Until: c.opt.Now().Add(c.asked(r, 0))}
	case r.status == http.StatusNotFound || r.status == http.StatusGone:
		return &AbsentError{Host: c.host.Name()}
	}
	return &RefusedError{Host: c.host.Name(), Status: r.status, Text: said}
}

// giteaScopes is how Gitea and Forgejo say it: "token does not have at least one of required
// scope(s), required=[write:repository], token scope=read:repository".
var giteaScopes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`required scope\(s\)[^\[]*\[([^\]]+)\]`)
})

// lacking is what a token would have to be allowed; "" when that is not the reason. GitHub
// says it in headers, for its two kinds of tokens; GitLab in a field.
func lacking(r reply, said string) string {
	if m := giteaScopes().FindStringSubmatch(said); m != nil {
		return Line(m[1])
	}
	var gitlab struct{ Error, Scope string }
	if json.Unmarshal(r.body, &gitlab) == nil && gitlab.Error == "insufficient_scope" {
		return Line(cmp.Or(gitlab.Scope, "api"))
	}
	if strings.HasPrefix(said, "Resource not accessible by") {
		return Line(cmp.Or(r.header.Get("X-Accepted-GitHub-Permissions"), "a permission"))
	}
	have, need := fields(r.header.Get("X-OAuth-Scopes")), fields(r.header.Get("X-Accepted-OAuth-Scopes"))
	if r.header.Get("X-OAuth-Scopes") == "" || len(need) == 0 || slices.ContainsFunc(need, func(s string) bool { return slices.Contains(have, s) }) {
		return ""
	}
	return strings.Join(need, " or ")
}

// fields reads "repo, workflow".
func fields(list string) []string {
	return strings.FieldsFunc(Line(list), func(r rune) bool { return r == ',' || r == ' ' })
}

// words finds what a host wants to say in the JSON of a refusal. It knows no
// fields of any one host but the names they all use:
//
//	{"message": "Validation Failed", "errors": [{"message": "No commits between main and x"}]}
//	{"message": {"title": ["is too long"]}}
//	{"error": "insufficient_scope", "error_description": "…"}
//
// An answer that is no JSON, such as a proxy's page, says nothing to a person.
func words(body []byte) string {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return ""
	}
	var said []string
	gather(v, &said)
	const enough = 600
	s := Line(redact(strings.Join(said, "; ")))
	if len(s) > enough {
		s = strings.ToValidUTF8(s[:enough], "") + "…"
	}
	return s
}

func gather(v any, said *[]string) {
	switch v := v.(type) {
	case string:
		if v != "" && !slices.Contains(*said, v) {
			*said = append(*said, v)
		}
	case []any:
		for _, e := range v {
			gather(e, said)
		}
	case map[string]any:
		gatherFields(v, said)
	}
}

// gatherFields reads the fields that hold words; an object without any, such as
// {"field": "head", "code": "invalid"} or {"title": ["is too long"]}, is read whole.
func gatherFields(m map[string]any, said *[]string) {
	known := false
	for _, key := range []string{"message", "error", "error_description", "errors"} {
		if e, ok := m[key]; ok {
			known = true
			gather(e, said)
		}
	}
	if known {
		return
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		var inner []string
		gather(m[k], &inner)
		if len(inner) > 0 {
			*said = append(*said, k+" "+strings.Join(inner, ", "))
		}
	}
}
