package importer

import (
	"fmt"
	"path"
	"strings"
)

// NoneChosenError says that no note of a source fits the words that choose some.
type NoneChosenError struct{ Words []string }

func (e *NoneChosenError) Error() string {
	return fmt.Sprintf("none of it has %q in its title, topic or number", strings.Join(e.Words, `" or "`))
}

// Only leaves out notes, with what was said to them, unless one of the words is in their title,
// path, topic or id, in whatever letters. No words leave all. Before [Plan.Settle]. Errors:
// *NoneChosenError.
func (p *Plan) Only(words []string) error {
	if len(words) == 0 {
		return nil
	}
	kept := 0
	for _, r := range p.order {
		switch {
		case r.parent != "":
		case r.has(words):
			kept++
		default:
			r.is = dropped
		}
	}
	if kept == 0 {
		return &NoneChosenError{words}
	}
	p.speak = map[string]bool{}
	for _, r := range p.order {
		if p.chosen(r) {
			p.speak[r.author] = true
		}
	}
	return nil
}

func (r *record) has(words []string) bool {
	said := strings.ToLower(strings.Join([]string{r.title, path.Join(r.topic, r.path), r.id}, "\n"))
	for _, w := range words {
		if w = strings.ToLower(strings.TrimSpace(w)); w != "" && strings.Contains(said, w) {
			return true
		}
	}
	return false
}

// chosen reports an item of a thread that is not left out.
func (p *Plan) chosen(r *record) bool {
	for steps := 0; r != nil && steps <= len(p.order); steps++ {
		if r.parent == "" {
			return r.is != dropped
		}
		r = p.ids[r.parent]
	}
	return false
}

// Titles are those of the notes, in the order of the source.
func (p *Plan) Titles() []string {
	var out []string
	for _, r := range p.order {
		if r.parent == "" {
			out = append(out, r.title)
		}
	}
	return out
}
