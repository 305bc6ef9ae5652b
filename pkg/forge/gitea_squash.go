package forge

import (
	"context"
	"net/url"
	"strings"
)

// merging is what this host is asked to do with a contribution whose newest commit is head.
// A squash over its API is by the account that sent the contribution and names nobody who
// wrote it, so the writers go along.
func (g *gitea) merging(ctx context.Context, p pull, head Commit, style string) (map[string]any, error) {
	body := map[string]any{"Do": style, "head_commit_id": head}
	if style != "squash" {
		return body, nil
	}
	steps, err := pages[step](ctx, g.client, call{
		path: g.pull(p.Number, "commits"), query: url.Values{"files": {"false"}, "verification": {"false"}},
	}, 0)
	if err != nil {
		return nil, err
	}
	if names := credits(steps, p.User); names != "" {
		body["merge_message_field"] = names
	}
	return body, nil
}

// step is a commit of a contribution.
type step struct {
	Account *user `json:"author"` // nil where the host knows nobody by that address
	Commit  struct {
		Message string   `json:"message"`
		Author  identity `json:"author"`
	} `json:"commit"`
}

// identity is who a commit names.
type identity struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// credits names all who wrote the steps, or are named as their writers, as git's trailers do;
// the sender is left out, since the host names them itself. Each address is there once.
func credits(steps []step, sender *user) string {
	var names []string
	seen := map[string]bool{}
	for _, s := range steps {
		if s.Account != nil && sender != nil && s.Account.Login == sender.Login {
			seen[strings.ToLower(s.Commit.Author.Email)] = true
		}
	}
	for _, s := range steps {
		for _, who := range append([]identity{s.Commit.Author}, coAuthors(s.Commit.Message)...) {
			if key := strings.ToLower(who.Email); key != "" && !seen[key] {
				seen[key] = true
				names = append(names, "Co-authored-by: "+Line(who.Name)+" <"+Line(who.Email)+">")
			}
		}
	}
	return strings.Join(names, "\n")
}

// coAuthors are those whom a message names in lines "Co-authored-by: Ben <ben@example.org>".
func coAuthors(message string) []identity {
	var out []identity
	for line := range strings.Lines(message) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if !strings.EqualFold(key, "co-authored-by") {
			continue
		}
		name, rest, _ := strings.Cut(value, "<")
		if address, _, ok := strings.Cut(rest, ">"); ok {
			out = append(out, identity{strings.TrimSpace(name), strings.TrimSpace(address)})
		}
	}
	return out
}
