package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// Scoped is a host whose tokens may be allowed less than their owner.
type Scoped interface {
	// Lacks says, in the host's words, what the token would have to be allowed for offering,
	// reviewing and accepting; "" when nothing is missing or the host does not say.
	Lacks(context.Context) (string, error)
}

// Lacks reads the header that goes with classic tokens. What a fine-grained one may do,
// GitHub only says when it refuses.
func (g *github) Lacks(ctx context.Context) (string, error) {
	r, err := g.do(ctx, call{path: "/user"}, nil)
	if err != nil {
		return "", fmt.Errorf("ask what the token may do: %w", err)
	}
	have := fields(r.header.Get("X-OAuth-Scopes"))
	if len(have) == 0 || slices.Contains(have, "repo") || slices.Contains(have, "public_repo") {
		return "", nil
	}
	return "public_repo or repo", nil
}

// Lacks asks GitLab what it knows of the token. A password, and a token of another kind, is
// not known there.
func (g *gitlab) Lacks(ctx context.Context) (string, error) {
	var token struct {
		Scopes []string `json:"scopes"`
	}
	_, err := g.do(ctx, call{path: "/personal_access_tokens/self"}, &token)
	switch {
	case err != nil && !unreadable(err):
		return "", fmt.Errorf("ask what the token may do: %w", err)
	case err != nil || len(token.Scopes) == 0 || slices.Contains(token.Scopes, "api"):
		return "", nil
	}
	return "api", nil
}

// Lacks tries to offer nothing from nowhere: Gitea looks at the scope of the token before it
// looks at what is offered, and refuses that either way.
func (g *gitea) Lacks(ctx context.Context) (string, error) {
	for _, probe := range []string{"pulls", "issues"} {
		_, err := g.do(ctx, call{method: http.MethodPost, path: g.at(probe), body: struct{}{}}, nil)
		var auth *AuthError
		if errors.As(err, &auth) && auth.Lacks != "" {
			return auth.Lacks, nil
		}
		var net *NetError
		if errors.As(err, &net) {
			return "", fmt.Errorf("ask what the token may do: %w", err)
		}
	}
	return "", nil
}
