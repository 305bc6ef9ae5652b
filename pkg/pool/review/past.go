package review

import (
	"fmt"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Past is a change of what is reviewed here that nobody approved.
type Past struct {
	By    string // name of who the commit says made it; anybody can write any name
	When  time.Time
	Paths []string
	Rev   string
}

// Notes are the addresses of what was changed, and the paths of what is no note.
func (p Past) Notes() []string {
	out := []string{}
	for _, path := range p.Paths {
		name := path
		if a, ok := note.AddressOf(path); ok {
			name = string(a)
		}
		out = append(out, note.Clean(name))
	}
	return out
}

// Words say by whom and what: "eve changed oncall/pager and charter".
func (p Past) Words() string {
	return fmt.Sprintf("%s changed %s, and nobody approved it", p.By, listed(p.Notes()))
}

// listed names a few: "a, b and 3 more".
func listed(names []string) string {
	const most = 3
	switch n := len(names); {
	case n == 1:
		return names[0]
	case n <= most:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
