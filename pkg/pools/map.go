package pools

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"math"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Edge says that one pool learns from another.
type Edge struct {
	From, To string // From took over what To has: names
	Names    bool   // From's charter names To among its upstreams
	Adapted  int    // notes of From that were taken over from To
}

// Map is who learns from whom among the pools of this machine and those they name.
type Map struct {
	Pools []string // sorted
	Edges []Edge   // sorted by From, then To
}

// DrawMap finds out who learns from whom. name is what the pool of an origin is called here, which
// another pool calls by a name of its own.
func DrawMap(ctx context.Context, all []Named, name func(in Named, of note.Origin) string) (Map, error) {
	edges := map[[2]string]*Edge{}
	edge := func(from, to string) *Edge {
		key := [2]string{from, to}
		if edges[key] == nil {
			edges[key] = &Edge{From: from, To: to}
		}
		return edges[key]
	}
	seen := map[string]bool{}
	for _, p := range all {
		seen[p.Name] = true
		for _, up := range p.Charter().Upstreams {
			edge(p.Name, name(p, note.Origin{Pool: note.Slug(up.Name)})).Names = true
		}
		have, err := p.Adapted(ctx)
		if err != nil {
			return Map{}, within(p, err)
		}
		for _, a := range have {
			edge(p.Name, name(p, a.Origin)).Adapted++
		}
	}
	var m Map
	for _, e := range edges {
		if e.From == e.To { // a note says that it is from its own pool; cop check tells
			continue
		}
		seen[e.From], seen[e.To] = true, true
		m.Edges = append(m.Edges, *e)
	}
	for p := range seen {
		m.Pools = append(m.Pools, p)
	}
	slices.Sort(m.Pools)
	slices.SortFunc(m.Edges, func(a, b Edge) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return m, nil
}

// Words say what an edge is: "follows · 3 practices taken over".
func (e Edge) Words() string {
	var parts []string
	if e.Names {
		parts = append(parts, "learns from it by its charter")
	}
	switch {
	case e.Adapted == 1:
		parts = append(parts, "1 note taken over")
	case e.Adapted > 1:
		parts = append(parts, fmt.Sprintf("%d notes taken over", e.Adapted))
	}
	return strings.Join(parts, " · ")
}

// The picture: pools on a circle, an arrow from whom something comes to who took it over, the
// thicker the more.
const (
	side   = 480
	radius = 170
	dot    = 9
)

// SVG is the map as a picture that needs nothing else: the same map gives the same bytes.
func (m Map) SVG() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="14">`+"\n", side, side)
	b.WriteString("<title>Who learns from whom</title>\n<style>text{fill:#222}line{stroke:#888}circle{fill:#2a6f6a}@media(prefers-color-scheme:dark){text{fill:#eee}}</style>\n")
	b.WriteString(`<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto" markerUnits="userSpaceOnUse"><path d="M0 0L8 4L0 8z" fill="#888"/></marker></defs>` + "\n")
	at := func(pool string) (x, y float64) {
		i, _ := slices.BinarySearch(m.Pools, pool)
		angle := 2*math.Pi*float64(i)/float64(max(1, len(m.Pools))) - math.Pi/2
		return side/2 + radius*math.Cos(angle), side/2 + radius*math.Sin(angle)
	}
	for _, e := range m.Edges {
		x1, y1 := at(e.To)
		x2, y2 := at(e.From)
		long := math.Max(1, math.Hypot(x2-x1, y2-y1))
		dx, dy := (x2-x1)/long*(dot+4), (y2-y1)/long*(dot+4)
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke-width="%.1f" marker-end="url(#to)"><title>%s</title></line>`+"\n",
			x1+dx, y1+dy, x2-dx, y2-dy, 1+math.Log2(float64(1+e.Adapted)), html.EscapeString(e.From+" "+e.Words()+": "+e.To))
	}
	for _, pool := range m.Pools {
		x, y := at(pool)
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="%d"/><text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`+"\n", x, y, dot, x, y-dot-6, html.EscapeString(pool))
	}
	b.WriteString("</svg>\n")
	return b.String()
}
