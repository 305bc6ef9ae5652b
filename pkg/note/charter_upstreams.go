package note

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Upstream is another pool from which practices are taken over.
type Upstream struct{ Name, URL string }

// upstreams reads [{name: ops, url: https://…}]; each has a name of its own.
func (r *charterReader) upstreams() []Upstream {
	v := r.front.value("upstreams")
	if v == nil || v.Kind == yaml.ScalarNode && textOf(v) == "" {
		return nil
	}
	if v.Kind != yaml.SequenceNode {
		r.problem("upstreams", "upstreams is no list", "write it as [{name: ops, url: https://…}]")
		return nil
	}
	var out []Upstream
	named := map[string]bool{}
	for _, c := range v.Content {
		c = resolve(c)
		u := Upstream{Name: textOf(child(c, "name")), URL: textOf(child(c, "url"))}
		if u.Name == "" || u.URL == "" {
			r.problemAt("upstreams", c, "an upstream has no name or no url", "write each as {name: ops, url: https://…}")
			continue
		}
		if key := Slug(u.Name); named[key] {
			r.problemAt("upstreams", c, fmt.Sprintf("two upstreams are called %q", Clean(u.Name)), "call each by a name of its own")
			continue
		}
		named[Slug(u.Name)] = true
		if !strings.ContainsAny(u.URL, `/:\`) || strings.ContainsAny(u.URL, " \t") {
			r.problemAt("upstreams", c, fmt.Sprintf("the upstream %q has no address: %q", Clean(u.Name), Clean(u.URL)), "write the URL that cop join takes")
		}
		out = append(out, u)
	}
	return out
}
