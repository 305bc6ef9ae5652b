package site_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/site"
)

// article is what a note's page says in its text.
func article(t *testing.T, text string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, `<div class="text">`)
	inside, _, closed := strings.Cut(rest, `<section class="why"`)
	if !ok || !closed {
		t.Fatalf("no text in %s", text)
	}
	return strings.TrimSuffix(strings.TrimSpace(inside), "</div>")
}

// hostile is HTML as it comes out of notes, and what must not be left of it.
var hostile = map[string]struct{ text, gone, kept string }{
	"script":      {"<script>alert(1)</script>\n\nAfter.", "alert", "After."},
	"inline":      {"Before <b onclick=\"alert(1)\">bold</b> after.", "onclick", "<b>bold</b>"},
	"image":       {"<img src=x onerror=alert(1)>", "onerror", "<img"},
	"link":        {"<a href=\"javascript:alert(1)\">go</a>", "javascript", "go"},
	"spaced":      {"<a href=\" java\tscript:alert(1)\">go</a>", "script:", "go"},
	"markdown":    {"[go](javascript:alert(1)) and <javascript:alert(1)>", "href=\"javascript", "go"},
	"data":        {"[go](data:text/html;base64,PHNjcmlwdD4=)", "href=\"data", "go"},
	"style":       {"<style>body{display:none}</style><p style=\"position:fixed\">words</p>", "position", "words"},
	"frame":       {"<iframe src=\"https://example.org\"></iframe>words", "iframe", "words"},
	"form":        {"<form action=\"https://example.org\"><input name=a><button>go</button></form>", "<form", "go"},
	"meta":        {"<meta http-equiv=refresh content=\"0; url=https://example.org\">words", "<meta", "words"},
	"base":        {"<base href=\"https://example.org/\">words", "<base", "words"},
	"svg":         {"<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>words", "svg", "words"},
	"math":        {"<math><mtext><img src=x></mtext></math>words", "<math", "words"},
	"template":    {"<template><img src=x></template>words", "template", "words"},
	"unclosed":    {"<div><details><summary>More\n\nwords", "</main>", "<summary>"},
	"closing":     {"</div></article></main><h1>Mine</h1>words", "<h1>Mine</h1></main>", "words"},
	"comment":     {"<!-- <script>alert(1)</script> -->words <!--> <b>bold</b>", "<!--", "words"},
	"remote":      {"![a picture](https://example.org/a.png)", "<img", "a picture"},
	"remote-html": {"<img src=\"https://example.org/a.png\" alt=\"a picture\">", "src=\"https", "a picture"},
	"player":      {"<video src=\"https://example.org/a.mp4\" controls>a film</video>", "<video", "a film"},
	"lookalike":   {"<p class=\"trust proven\">proven</p>", "class=\"trust", "proven"},
	"clobber":     {"<p id=\"cop-main\">words</p>", "id=\"cop-main\"", "words"},
	"bidi":        {"a\u202eb <i>c</i>", "\u202e", "ab"},
	"keyboard":    {"Press <kbd>Ctrl</kbd> and <sub>below</sub><br>next", "&lt;kbd", "<kbd>Ctrl</kbd>"},
	"attributes":  {"<td background=x>cell</td><p align=center dir=rtl lang=ar>words</p>", "background", `align="center"`},
	"entities":    {"&lt;script&gt; &#60;img src=x onerror=alert(1)&#62;", "<img", "&lt;script&gt;"},
	"title":       {"[go](https://example.org \"a\\\" onmouseover=\\\"alert(1)\")", "\" onmouseover=\"", "go"},
	"code":        {"```html\n<script>alert(1)</script>\n```", "<script", ">script</i>&gt;alert("},
	"wiki":        {"[[<img src=x onerror=alert(1)>]] and [[x|<b onclick=a>b</b>]]", "<img", "and"},
}

// Line 1 of issue 17: HTML of notes is harmless. bluemonday has the last word: of what it would
// take away nothing is left.
func TestHTMLOfNotesIsHarmless(t *testing.T) {
	notes := map[string]string{}
	for name, h := range hostile {
		notes["practices/hostile/"+name+".md"] = "# Hostile " + name + "\n\n" + h.text + "\n"
	}
	files, _ := built(t, guild(t, notes), t.TempDir())
	policy := bluemonday.UGCPolicy()
	policy.AllowAttrs("class", "tabindex", "rel", "title").Globally()
	policy.AllowElements("audio", "video", "mark", "kbd")
	policy.AllowAttrs("id", "dir", "align", "loading", "decoding", "open", "role", "aria-label").Globally()
	policy.AllowRelativeURLs(true)
	policy.AllowURLSchemes("http", "https", "mailto")
	policy.RequireNoFollowOnLinks(false)
	for name, h := range hostile {
		text := article(t, files["hostile/"+name+"/index.html"])
		if strings.Contains(text, h.gone) || !strings.Contains(text, h.kept) {
			t.Errorf("%s: %q is there, or %q is not: %s", name, h.gone, h.kept, text)
		}
		if before, after := shape(t, text), shape(t, policy.Sanitize(text)); !slices.Equal(before, after) {
			t.Errorf("%s: bluemonday takes something away:\n%v\n%v", name, before, after)
		}
	}
}

// shape is the elements of HTML with the names of their attributes.
func shape(t *testing.T, text string) (out []string) {
	t.Helper()
	visit(t, text, func(n *html.Node) {
		line := n.Data
		for _, a := range n.Attr {
			line += " " + a.Key
		}
		out = append(out, line)
	})
	return out
}

// FuzzHTML: whatever a note holds, no script is left of it.
func FuzzHTML(f *testing.F) {
	for _, h := range hostile {
		f.Add(h.text)
	}
	var s *site.Site
	f.Fuzz(func(t *testing.T, text string) {
		if s == nil {
			s = laidOut(t, guild(t, nil))
		}
		out := site.HTMLOf(s, note.Parse("practices/a/x.md", []byte("# X\n\n"+text)))
		visit(t, out, func(n *html.Node) {
			for _, a := range n.Attr {
				low := strings.ToLower(strings.TrimSpace(a.Val))
				if n.Data == "script" && a.Key != "src" && a.Key != "defer" || strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(low, "javascript:") || strings.HasPrefix(low, "data:") {
					t.Errorf("%s %s=%q", n.Data, a.Key, a.Val)
				}
			}
		})
	})
}

// Drawings can hold scripts, which run when they are opened by themselves.
func TestDrawingsThatAct(t *testing.T) {
	drawings := map[string]string{
		"plain":   `<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/><a href="https://example.org"><text>x</text></a></svg>`,
		"script":  `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`,
		"handler": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>`,
		"link":    `<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:alert(1)"><text>x</text></a></svg>`,
		"foreign": `<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><body/></foreignObject></svg>`,
		"entity":  `<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>`,
		"sheet":   `<?xml-stylesheet href="https://example.org/a.css"?><svg xmlns="http://www.w3.org/2000/svg"/>`,
		"broken":  `<svg><g></svg>`,
	}
	files := map[string]string{}
	for name, text := range drawings {
		files["practices/d/"+name+".svg"] = text
		files["practices/d/"+name+".md"] = "# Drawing " + name + "\n\n![the drawing](" + name + ".svg)\n"
	}
	files["practices/d/page.md"] = "# Page\n\n[a page](evil.html) and [a table](table.csv)\n"
	files["practices/d/evil.html"], files["practices/d/table.csv"] = "<script>alert(1)</script>", "a,b\n"
	out, report := built(t, guild(t, files), t.TempDir())
	for name := range drawings {
		if _, there := out["d/"+name+".svg"]; there != (name == "plain") {
			t.Errorf("%s: published is %v", name, there)
		}
		told := slices.ContainsFunc(report.Problems, func(p site.Problem) bool { return p.Path == "practices/d/"+name+".svg" })
		if told != (name != "plain") {
			t.Errorf("%s: told is %v", name, told)
		}
	}
	if out["d/table.csv"] == "" || out["d/evil.html"] != "" {
		t.Error("a table is missing, or a page of somebody else is there")
	}
}
