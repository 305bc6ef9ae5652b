package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/site"
)

// siteResult is the result of cop site. Public is filled in with --dry-run alone.
type siteResult struct {
	Dir      string            `json:"dir"`
	DryRun   bool              `json:"dry_run"`
	Address  string            `json:"address"`
	Notes    int               `json:"notes"`
	Files    int               `json:"files"`
	Written  []string          `json:"written"`
	Removed  []string          `json:"removed"`
	Kept     []string          `json:"kept"` // that cop wrote and somebody changed; no page leads there any more
	Public   []publicJSON      `json:"public"`
	Withheld []withheldJSON    `json:"withheld"`
	Problems []siteProblemJSON `json:"problems"`
}

// publicJSON is a note that becomes public, and where.
type publicJSON struct {
	Address note.Address `json:"address"`
	Title   string       `json:"title"`
	Page    string       `json:"page"`
}

// withheldJSON is a file that does not become public. Line is that of a secret, else 0.
type withheldJSON struct {
	Path   string       `json:"path"`
	Reason pool.Reserve `json:"reason"`
	Line   int          `json:"line"`

	leak *pool.Leak
}

// siteProblemJSON is something that could not be published as its author may think.
type siteProblemJSON struct {
	Path    string `json:"path"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

func newSiteResult(e *pool.Edition, s *site.Site, dir string, dry bool) *siteResult {
	r := &siteResult{
		Dir: dir, DryRun: dry, Address: s.Address, Notes: len(e.Notes), Written: []string{}, Removed: []string{}, Kept: []string{},
		Public: []publicJSON{}, Withheld: []withheldJSON{}, Problems: []siteProblemJSON{},
	}
	for _, w := range e.Withheld {
		out := withheldJSON{Path: w.Path, Reason: w.Why, leak: w.Leak}
		if w.Leak != nil {
			out.Line = w.Leak.Line
		}
		r.Withheld = append(r.Withheld, out)
	}
	for i := range e.Notes {
		if c := &e.Notes[i]; dry {
			r.Public = append(r.Public, publicJSON{c.Address, note.Clean(c.Title), s.Place(c.Address)})
		}
	}
	return r
}

func (r *siteResult) add(report site.Report) {
	r.Files = report.Files
	r.Written, r.Removed, r.Kept = append(r.Written, report.Written...), append(r.Removed, report.Removed...), append(r.Kept, report.Kept...)
	for _, p := range report.Problems {
		r.Problems = append(r.Problems, siteProblemJSON(p))
	}
}

// imperfect reports that something in the pool has to be mended: what its members chose to keep
// private has not.
func (r *siteResult) imperfect() bool { return len(r.Problems) > 0 || len(r.secrets()) > 0 }

func (r *siteResult) secrets() []withheldJSON {
	var out []withheldJSON
	for _, w := range r.Withheld {
		if w.Reason == pool.HoldsSecret {
			out = append(out, w)
		}
	}
	return out
}

// changes are what a rebuild did, in a few words; "" for nothing.
func (r *siteResult) changes() string {
	var parts []string
	if n := len(r.Written); n > 0 {
		parts = append(parts, count(n, "file")+" written")
	}
	if n := len(r.Removed); n > 0 {
		parts = append(parts, count(n, "file")+" removed")
	}
	return strings.Join(parts, ", ")
}

// mostProblems are listed; --json has all.
const mostProblems = 6

// Text is what was made, what was left out and why, and what to mend.
func (r *siteResult) Text(s *term.Streams) string {
	var b strings.Builder
	if r.DryRun {
		r.list(&b, s)
		return b.String()
	}
	p := s.Palette()
	for i, pr := range r.Problems {
		if i == mostProblems {
			b.WriteString(p.Paint(term.Muted, fmt.Sprintf("and %d more: cop site --json=problems lists them", len(r.Problems)-i)) + "\n")
			break
		}
		b.WriteString(term.Hang("", "  ", p.Paint(term.Topic, pr.Path)+": "+p.Paint(term.Plain, pr.Message), s.Width()) + "\n")
	}
	for _, w := range r.secrets() {
		b.WriteString(term.Hang("", "  ", p.Paint(term.Warn, w.leak.Position())+": "+p.Paint(term.Plain, fmt.Sprintf("left out, this looks like %s (%s); cop site --allow %s publishes it", w.leak.Kind, w.leak.Hint, w.leak.Position())), s.Width()) + "\n")
	}
	for _, kept := range r.Kept {
		b.WriteString(term.Hang("", "  ", kept+" stays: somebody changed it, and no page leads there any more", s.Width()) + "\n")
	}
	did := r.changes()
	if did == "" {
		did = "nothing changed"
	}
	b.WriteString(term.Hang("", "  ", fmt.Sprintf("%s on %s in %s: %s.", count(r.Notes, "note"), count(r.Files, "file"), r.Dir, did), s.Width()) + "\n")
	if n := len(r.Withheld); n > 0 {
		b.WriteString(term.Hang("", "  ", p.Paint(term.Muted, fmt.Sprintf("Not among them: %s; cop site --dry-run says which and why.", count(n, "file"))), s.Width()) + "\n")
	}
	b.WriteString(term.Hang("", "  ", p.Paint(term.Muted, "Open "+filepath.Join(r.Dir, "index.html")+" in a browser."), s.Width()) + "\n")
	return b.String()
}

// list is what becomes public, and what does not.
func (r *siteResult) list(b *strings.Builder, s *term.Streams) {
	p := s.Palette()
	b.WriteString(p.Paint(term.Title, "Becomes public: "+count(len(r.Public), "note")) + "\n")
	for _, n := range r.Public {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Topic, string(n.Address))+"  "+p.Paint(term.Muted, n.Title), s.Width()) + "\n")
	}
	b.WriteString("\n" + p.Paint(term.Title, "Stays here: "+count(len(r.Withheld), "file")) + "\n")
	for _, w := range r.Withheld {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Topic, w.Path)+"  "+p.Paint(term.Muted, w.why()), s.Width()) + "\n")
	}
}

// why says in words what keeps a file from being published.
func (w withheldJSON) why() string {
	switch w.Reason {
	case pool.IsDraft:
		return wording.OnlyHere
	case pool.IsPrivate:
		return "says that it is not to be published"
	case pool.IsExcluded:
		return "excluded by the charter"
	case pool.NotOptedIn:
		return "a member who did not opt in: publish: true on the card does"
	case pool.HoldsSecret:
		return fmt.Sprintf("line %d looks like %s (%s)", w.leak.Line, w.leak.Kind, w.leak.Hint)
	}
	return "cannot be read"
}

// Table is what a pipe gets: with --dry-run a line for each note and what becomes of it, else
// one for each problem.
func (r *siteResult) Table() term.Table {
	if !r.DryRun {
		t := term.Table{Columns: []term.Column{{Name: "path"}, {Name: "rule"}, {Name: "message"}}}
		for _, p := range r.Problems {
			t.Rows = append(t.Rows, []term.Cell{{Text: p.Path}, {Text: p.Rule}, {Text: p.Message}})
		}
		for _, w := range r.secrets() {
			t.Rows = append(t.Rows, []term.Cell{{Text: w.leak.Position()}, {Text: string(w.Reason)}, {Text: w.why()}})
		}
		return t
	}
	t := term.Table{Columns: []term.Column{{Name: "becomes"}, {Name: "path"}, {Name: "why"}}}
	for _, n := range r.Public {
		t.Rows = append(t.Rows, []term.Cell{{Text: "public"}, {Text: n.Address.Path()}, {Text: ""}})
	}
	for _, w := range r.Withheld {
		t.Rows = append(t.Rows, []term.Cell{{Text: "withheld"}, {Text: w.Path}, {Text: w.why()}})
	}
	return t
}
