package main

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

func newPoolMap(c *cli) *cobra.Command {
	var svg string
	cmd := &cobra.Command{
		Use:   "map",
		Short: "Who learns from whom, of the pools on this machine",
		Long: `Show which pools take practices over from which: by the charters' upstreams, and by
notes that say where they are from.`,
		Example: "cop pool map\ncop pool map --svg map.svg",
		Args:    takes(0, 0),
		RunE: c.printing(func(ctx context.Context, _ []string) (any, error) {
			m, err := c.drawMap(ctx)
			if err != nil || svg == "" {
				return m, err
			}
			if svg == "-" {
				return rawText(m.SVG()), nil
			}
			if err := os.WriteFile(svg, []byte(m.SVG()), 0o644); err != nil { //nolint:gosec // a picture for everybody
				return nil, err
			}
			c.Say("Drawn in %s.", svg)
			return m, nil
		}),
	}
	cmd.Flags().StringVar(&svg, "svg", "", "draw it into `FILE` (- is standard output)")
	return cmd
}

// poolMap is the result of cop pool map.
type poolMap struct{ pools.Map }

// Value is the pools and who learns from whom.
func (m poolMap) Value() any {
	type edge struct {
		Pool    string `json:"pool"`
		From    string `json:"learns_from"`
		Charter bool   `json:"by_charter"`
		Adapted int    `json:"adapted"`
	}
	edges := []edge{}
	for _, e := range m.Edges {
		edges = append(edges, edge{e.From, e.To, e.Names, e.Adapted})
	}
	return struct {
		Pools []string `json:"pools"`
		Edges []edge   `json:"edges"`
	}{append([]string{}, m.Pools...), edges}
}

// Text is a line for each that learns from another.
func (m poolMap) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for _, e := range m.Edges {
		b.WriteString(term.Hang("", "  ", p.Paint(term.Accent, e.From)+" ← "+p.Paint(term.Accent, e.To)+"  "+p.Paint(term.Muted, e.Words()), s.LineWidth()) + "\n")
	}
	if len(m.Edges) == 0 {
		return term.Hang("", "  ", "None of these pools has taken anything over yet: "+strings.Join(m.Pools, ", ")+".", s.LineWidth()) + "\n"
	}
	return b.String()
}

func (c *cli) drawMap(ctx context.Context) (poolMap, error) {
	all, err := c.everyPool(ctx)
	if err != nil {
		return poolMap{}, err
	}
	defer closeAll(all)
	for i := range all {
		if all[i].Name == here {
			all[i].Name = c.nameOf(all[i].Pool)
		}
	}
	m, err := pools.DrawMap(ctx, all, func(in pools.Named, of note.Origin) string {
		url, best, most := upstreamURL(in.Pool, of.Pool), of.Pool, 0
		for _, p := range all {
			if found := signs(p, of, url); found > most && p.Root() != in.Root() {
				best, most = p.Name, found
			}
		}
		return best
	})
	return poolMap{m}, err
}

// nameOf is what the user calls a pool, else what it calls itself.
func (c *cli) nameOf(p *pool.Pool) string {
	for _, k := range c.listPools() {
		if sameFile(k.Dir, p.Root()) {
			return k.Name
		}
	}
	return note.Slug(p.Name())
}
