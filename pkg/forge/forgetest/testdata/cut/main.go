// Command cut reduces GitHub's OpenAPI description to the paths that the GitHub driver
// uses, with all they refer to, and without prose. The examples of answers stay: the stand-in
// for GitHub answers with them, changed where it matters. Get the description with
//
//	npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
//	go run ./pkg/forge/forgetest/testdata/cut package/generated/api.github.com.json >pkg/forge/forgetest/testdata/github.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// used maps the paths that the driver asks for to the methods it uses.
var used = map[string][]string{
	"/user":                       {"get"},
	"/repos/{owner}/{repo}":       {"get"},
	"/repos/{owner}/{repo}/forks": {"post"},
	"/repos/{owner}/{repo}/commits/{ref}/check-runs":                          {"get"},
	"/repos/{owner}/{repo}/commits/{ref}/status":                              {"get"},
	"/repos/{owner}/{repo}/rules/branches/{branch}":                           {"get"},
	"/repos/{owner}/{repo}/issues/{issue_number}/comments":                    {"get", "post"},
	"/repos/{owner}/{repo}/pulls":                                             {"get", "post"},
	"/repos/{owner}/{repo}/pulls/{pull_number}":                               {"get", "patch"},
	"/repos/{owner}/{repo}/pulls/{pull_number}/comments":                      {"get"},
	"/repos/{owner}/{repo}/pulls/{pull_number}/merge":                         {"put"},
	"/repos/{owner}/{repo}/pulls/{pull_number}/reviews":                       {"get", "post"},
	"/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}":           {"get"},
	"/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers":           {"post"},
	"/repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies": {"post"},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: cut api.github.com.json >github.json")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "cut:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var doc map[string]any
	if err := json.Unmarshal(src, &doc); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	c := cutter{doc: doc, out: map[string]any{}}
	paths, err := c.paths()
	if err != nil {
		return err
	}
	c.follow(paths)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	return out.Encode(map[string]any{
		"openapi": doc["openapi"], "info": doc["info"], "servers": []any{map[string]any{"url": "https://api.github.com"}},
		"paths": paths, "components": c.out,
	})
}

type cutter struct {
	doc map[string]any
	out map[string]any // components that are needed
}

// paths picks the used methods of the used paths.
func (c cutter) paths() (map[string]any, error) {
	all := c.doc["paths"].(map[string]any)
	out := map[string]any{}
	for path, methods := range used {
		item, ok := all[path].(map[string]any)
		if !ok {
			return nil, fmt.Errorf("no path %s", path)
		}
		kept := map[string]any{}
		for _, m := range methods {
			kept[m] = bare(item[m])
		}
		out[path] = kept
	}
	return out, nil
}

// bare drops what no validator needs.
func bare(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = bare(v[i])
		}
	case map[string]any:
		if named, ok := v["examples"].(map[string]any); ok && v["schema"] != nil {
			return map[string]any{"schema": bare(v["schema"]), "examples": named}
		}
		for _, key := range []string{"examples", "example", "externalDocs", "x-github", "x-octokit", "tags", "summary"} {
			if _, isProperty := propertyType(v[key]); !isProperty {
				delete(v, key)
			}
		}
		if s, ok := v["description"].(string); ok && s != "" {
			v["description"] = "-" // responses must have one
		}
		for key := range v {
			v[key] = bare(v[key])
		}
	}
	return v
}

// follow copies everything that is referred to.
func (c cutter) follow(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			c.follow(e)
		}
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			c.copy(ref)
		}
		for _, e := range v {
			c.follow(e)
		}
	}
}

func (c cutter) copy(ref string) {
	parts := strings.Split(strings.TrimPrefix(ref, "#/components/"), "/")
	kind, name := parts[0], parts[1]
	group, _ := c.out[kind].(map[string]any)
	if group == nil {
		group = map[string]any{}
		c.out[kind] = group
	}
	if _, done := group[name]; done {
		return
	}
	part := c.doc["components"].(map[string]any)[kind].(map[string]any)[name]
	if kind != "examples" {
		part = bare(part)
	}
	group[name] = part
	c.follow(part)
}

// propertyType tells a field that happens to be named "summary" from the keyword.
func propertyType(v any) (any, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	t, ok := m["type"]
	if !ok {
		t, ok = m["$ref"]
	}
	return t, ok
}
