package note

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v4"
)

// frontLinks are the links of the front matter: a value that is [[…]] and nothing else, on
// its own or in a list, as Obsidian has them, and the addresses that cop itself knows.
//
//	related: ["[[ops/valve]]", "[[pump|the pump]]"]
//	superseded_by: ops/valve
func (n *Note) frontLinks() []Link {
	if n.front.err != nil || len(n.front.fields) == 0 {
		return nil
	}
	var out []Link
	for i := range n.front.fields {
		f := &n.front.fields[i]
		switch f.key {
		case "tags", "aliases", "title", "description":
			continue
		case "date", "created", "updated", "modified": // a link to a day is a date
			continue
		}
		out = n.fieldLinks(out, f)
		if f.key == "status" && n.Replacement != "" {
			out = n.statusLink(out, f)
		}
	}
	return out
}

// statusLink is the link in "superseded by [ADR-5](0005-x.md)".
func (n *Note) statusLink(out []Link, f *field) []Link {
	l := Link{Key: "status", Start: -1, End: -1, Line: n.lines().of(f.start)}
	l.Dest, l.Wiki = replacementDest(n.Replacement)
	l.Text = n.Replacement
	if i := strings.Index(string(n.src[f.start:f.end]), l.Dest); i >= 0 && l.Dest != "" {
		l.Start, l.End = f.start+i, f.start+i+len(l.Dest)
	}
	if l.Dest == "" {
		return out
	}
	return append(out, l)
}

func (n *Note) fieldLinks(out []Link, f *field) []Link {
	own := f.key == "supersedes" || f.key == "superseded_by"
	if !own && !bytes.Contains(n.src[f.start:f.end], []byte("[[")) {
		return out
	}
	at := f.start + len(f.key)
	for _, v := range values(resolve(f.value), own) {
		l := Link{Wiki: true, Key: f.key, Start: -1, End: -1}
		l.Dest, l.Text = cutWiki(v)
		if l.Dest == "" || !own && l.Dest == v {
			continue
		}
		l.Line = n.lines().of(at)
		if i := bytes.Index(n.src[at:f.end], []byte(l.Dest)); i >= 0 {
			l.Start, l.End = at+i, at+i+len(l.Dest)
			l.Line = n.lines().of(l.Start)
			at = l.End
		}
		out = append(out, l)
	}
	return out
}

// values are the texts of a value or of a list. An unquoted [[a/b]] is a list of a list for
// YAML; where only a link can be meant it is one.
func values(v *yaml.Node, own bool) []string {
	if s, ok := scalar(v); ok {
		return []string{s}
	}
	if v.Kind != yaml.SequenceNode {
		return nil
	}
	if s := wikiSequence(v); s != "" && own {
		return []string{s}
	}
	var out []string
	for _, c := range v.Content {
		if s, ok := scalar(resolve(c)); ok {
			out = append(out, s)
		}
	}
	return out
}

// cutWiki reads [[dest|text]]. Of anything else it hands back the whole as dest.
func cutWiki(s string) (dest, text string) {
	inner, ok := strings.CutPrefix(strings.TrimSpace(s), "[[")
	if ok {
		inner, ok = strings.CutSuffix(inner, "]]")
	}
	if !ok || strings.ContainsAny(inner, "[]") {
		return s, s
	}
	dest, text, ok = strings.Cut(inner, "|")
	if dest = strings.TrimSpace(dest); !ok {
		text = dest
	}
	return dest, text
}

// frontDest is a destination as it can stand in place of a link of the front matter.
func (n *Note) frontDest(l Link, dest string) string {
	if before := n.src[l.Start-1]; before == ' ' && !isBare(dest, true) {
		return quote(dest, 0, true)
	}
	return dest
}
