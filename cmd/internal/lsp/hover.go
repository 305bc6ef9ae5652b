package lsp

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

func slashed(file string) string { return filepath.ToSlash(file) }

// hover shows the head of the note that a link leads to, else of the note itself when the
// cursor stands in its front matter or on its title.
func (s *server) hover(c call) (any, error) {
	d, doc, p, err := s.here(c)
	if err != nil {
		return nil, err
	}
	n := d.parse(doc)
	at := doc.offset(p)
	if l, ok := linkAt(n, at); ok {
		a, there := d.resolve(n, l)
		if !there {
			return nil, nil
		}
		return hover{markup{"markdown", d.head(a)}, doc.span(l.Start, l.End)}, nil
	}
	a, ok := d.address(doc.uri)
	if !ok || d.at[a] == nil || !inHead(n, at) {
		return nil, nil
	}
	return hover{markup{"markdown", d.head(a)}, doc.lineSpan(p.Line + 1)}, nil
}

// inHead reports whether a byte stands before the text: in the front matter or the title.
func inHead(n *note.Note, at int) bool {
	body := len(n.Bytes()) - len(n.Body())
	if at < body {
		return true
	}
	first, _, _ := strings.Cut(string(n.Body()), "\n")
	return strings.HasPrefix(first, "# ") && at <= body+len(first)
}

// head is a note in a few lines of markdown: title, how far it may be trusted, how it went
// for whom, and what it is about.
func (d *snapshot) head(a note.Address) string {
	c := d.at[a]
	if c == nil {
		return escape(string(a))
	}
	lines := []string{"**" + escape(c.Title) + "**", escape(strings.Join(facts(c, d.pool.Stale(*c)), " · "))}
	if c.Description != "" {
		lines = append(lines, "", escape(c.Description))
	}
	return strings.Join(lines, "  \n")
}

// facts are an address, a state, reports, answers and authors, as far as there are any.
func facts(c *index.Card, stale bool) []string {
	out := []string{string(c.Address)}
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	add(evidence.StateOf(c, stale))
	for _, r := range []struct {
		n    int
		word string
	}{{c.Worked, pool.Worked}, {c.Partly, pool.Partly}, {c.Failed, pool.Failed}} {
		if r.n > 0 {
			add(fmt.Sprintf("%d %s", r.n, r.word))
		}
	}
	if len(c.Authors) > 0 {
		add("by " + strings.Join(c.Authors, ", "))
	}
	return out
}

var escaping = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "&", "&amp;", "[", `\[`, "]", `\]`, "#", `\#`, "!", `\!`)

// escape is a line of somebody's text that markdown shows as it is.
func escape(s string) string { return escaping.Replace(note.Clean(s)) }
