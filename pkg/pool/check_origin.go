package pool

import (
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/linkcheck"
)

// checkOrigin reports an adapted_from that leads nowhere.
func (p *Pool) checkOrigin(n *note.Note, k linkcheck.Targets) []note.Problem {
	if n.AdaptedFrom == "" {
		return nil
	}
	pr := note.Problem{Path: n.Path, Line: n.KeyLine("adapted_from"), Rule: "bad-origin"}
	o, ok := note.ReadOrigin(n.AdaptedFrom)
	switch {
	case !ok:
		pr.Message = fmt.Sprintf("adapted_from holds %q, which names no note of another pool", linkcheck.Quotable(n.AdaptedFrom))
		pr.Fix = "write it as pool:address; what is from elsewhere stands in source"
		pr.Advice = strings.Contains(n.AdaptedFrom, "://")
	case o.At != "" && !o.HasVersion():
		pr.Message = fmt.Sprintf("adapted_from ends in %q, which is no version, so what changed there cannot be told", linkcheck.Quotable(o.At))
		pr.Fix = "cop adapt writes it; without it, cut it off with its @"
	case o.Pool == note.Slug(p.Name()) && k.Has(o.Address) && !p.learnsFrom(o.Pool) && (o.At == "" || p.HasVersion(o)):
		pr.Message = fmt.Sprintf("adapted_from names %s of this very pool", linkcheck.Quotable(string(o.Address)))
		pr.Fix = fmt.Sprintf("link to it instead: [[%s]]", linkcheck.Quotable(string(o.Address)))
	default:
		return nil
	}
	return []note.Problem{pr}
}

// learnsFrom reports that the charter names an upstream so.
func (p *Pool) learnsFrom(name string) bool {
	for _, up := range p.Charter().Upstreams {
		if note.Slug(up.Name) == name {
			return true
		}
	}
	return false
}
