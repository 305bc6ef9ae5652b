package vault

import (
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// jekyll: the date in the name of a post, tags as one text, post_url and link.
var jekyll = tool{
	kind: "jekyll", about: "Jekyll site",
	recognise: func(t *importer.Tree) int {
		return sure(90, has(t, "_config.yml", "_config.toml") && (has(t, "_posts") || has(t, "_layouts", "Gemfile")))
	},
	holds: func(file string) bool {
		top, _, nested := strings.Cut(file, "/")
		return isMarkdown(file) && (!nested || !strings.HasPrefix(top, "_") || top == "_posts" || top == "_drafts" || strings.Contains(file, "/_posts/") || isCollection(top))
	},
	describe: func(v *vault, p *page) {
		it := &p.item
		dir, name := path.Split(p.id)
		name, day := cutDay(name)
		if it.Date.IsZero() {
			it.Date = day
		}
		it.Path = path.Join(strings.ReplaceAll(strings.ReplaceAll("/"+dir, "/_posts", "/posts"), "/_", "/"), name)
		it.Path = strings.TrimPrefix(it.Path, "/")
		if !titled(p.note) {
			it.Title = inWords(name)
		}
		it.Aliases = jekyllAliases(p, name)
		v.drafts(p)
		if strings.HasPrefix(p.file, "_drafts/") {
			v.losses = append(v.losses, importer.Loss{Cause: "drafts, which the site does not show: they came as notes", Example: p.file})
		}
	},
	rewrite: jekyllText,
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		if name, ok := strings.CutPrefix(l.Dest, "jekyll-post/"); ok {
			name, anchor := cutAnchor(name)
			for _, q := range v.pages {
				if base := stem(path.Base(q.file)); base == path.Base(name) && strings.Contains("/"+q.file, "_posts/") {
					return leads(q, anchor)
				}
			}
			return importer.Target{Lost: lostNote}
		}
		return v.followSite(p, l, "")
	},
}

func isCollection(top string) bool {
	switch top {
	case "_layouts", "_includes", "_sass", "_site", "_data", "_plugins", "_assets":
		return false
	}
	return true
}

// cutDay splits the name of a post.
func cutDay(name string) (string, time.Time) {
	if len(name) > 11 && name[10] == '-' {
		if day, err := time.Parse(time.DateOnly, name[:10]); err == nil {
			return name[11:], day
		}
	}
	return name, time.Time{}
}

// inWords is a file name as a title.
func inWords(name string) string {
	words := strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' }), " ")
	if words == "" {
		return name
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// jekyllAliases are addresses the page has on the site: its own, and those that lead to it.
func jekyllAliases(p *page, name string) []string {
	var out []string
	for _, key := range []string{"permalink", "redirect_from"} {
		v, _ := p.note.Value(key)
		switch v := v.(type) {
		case string:
			out = append(out, "/"+strings.Trim(v, "/"))
		case []any:
			for _, x := range v {
				out = append(out, "/"+strings.Trim(fmt.Sprint(x), "/"))
			}
		}
	}
	if _, day := cutDay(path.Base(p.id)); !day.IsZero() {
		out = append(out, "/"+day.Format("2006/01/02/")+name)
	}
	return out
}

func jekyllText(_ *vault, p *page, text []byte) ([]byte, []importer.Loss) {
	var losses []importer.Loss
	text = body(p.file, text, func(b []byte) []byte {
		b = spans(b, "{%", "%}", func(inner string) (string, bool) {
			word, rest, _ := strings.Cut(strings.Trim(inner, "- "), " ")
			rest = strings.TrimSpace(rest)
			switch word {
			case "post_url":
				return "jekyll-post/" + strings.Trim(rest, `"'`), true
			case "link":
				return "/" + strings.Trim(rest, `"'`), true
			case "highlight":
				lang, _, _ := strings.Cut(rest, " ")
				return "```" + lang, true
			case "endhighlight":
				return "```", true
			case "raw", "endraw", "comment", "endcomment":
				return "", word == "raw" || word == "endraw"
			}
			losses = append(losses, importer.Loss{Cause: "Liquid tags: kept as they are written", Example: p.file + ": " + word})
			return "", false
		})
		return spans(b, "{{", "}}", func(inner string) (string, bool) {
			inner = strings.TrimSpace(inner)
			switch {
			case inner == "site.baseurl" || inner == "site.url":
				return "", true
			case strings.Contains(inner, "| relative_url") || strings.Contains(inner, "| absolute_url"):
				value, _, _ := strings.Cut(inner, "|")
				return strings.Trim(strings.TrimSpace(value), `"'`), true
			}
			return "", false
		})
	})
	return text, losses
}
