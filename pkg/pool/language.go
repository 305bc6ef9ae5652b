package pool

import (
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Language is the user's, as the environment tells: "de", "pt-BR", "" where it tells none.
func (p *Pool) Language() string { return languageIn(p.opt.Env) }

// languageIn reads the settings of a locale as POSIX has them, of which the first
// that is set counts: "de_DE.UTF-8" is de-DE, "C" none.
func languageIn(env []string) string {
	for _, key := range [...]string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := ""
		for _, line := range env {
			if v, ok := strings.CutPrefix(line, key+"="); ok {
				value = v
			}
		}
		if value == "" {
			continue
		}
		code := value[:len(value)-len(strings.TrimLeft(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"))]
		if code = strings.ReplaceAll(code, "_", "-"); code == "C" || code == "POSIX" {
			return ""
		}
		return code
	}
	return ""
}

// FoldLanguages leaves of each note that is there in several languages the one for the user, at
// the place of the first, and says which others there are.
func (p *Pool) FoldLanguages(hits []index.Hit) (kept []index.Hit, also map[note.Address][]note.Address) {
	groups := groupLanguages(hits)
	if len(groups) == 0 {
		return hits, nil
	}
	also = map[note.Address][]note.Address{}
	for _, h := range hits {
		group := groups[h.Address.Plain()]
		if len(group) < 2 {
			kept = append(kept, h)
			continue
		}
		if hits[group[0]].Address != h.Address {
			continue
		}
		best := p.forReader(hits, group)
		kept = append(kept, hits[best])
		for _, i := range group {
			if i != best {
				also[hits[best].Address] = append(also[hits[best].Address], hits[i].Address)
			}
		}
		slices.Sort(also[hits[best].Address])
	}
	return kept, also
}

// readersFirst puts of each note that is there in several languages the one for the user in
// the place of the first.
func (p *Pool) readersFirst(hits []index.Hit) {
	for _, group := range groupLanguages(hits) {
		if len(group) < 2 {
			continue
		}
		best := slices.Index(group, p.forReader(hits, group))
		chosen := hits[group[best]]
		for i := best; i > 0; i-- {
			hits[group[i]] = hits[group[i-1]]
		}
		hits[group[0]] = chosen
	}
}

// groupLanguages is where the notes are that differ only in their language; nil where no note
// names one.
func groupLanguages(hits []index.Hit) map[note.Address][]int {
	if !slices.ContainsFunc(hits, func(h index.Hit) bool { return h.Lang != "" }) {
		return nil
	}
	out := map[note.Address][]int{}
	for i := range hits {
		plain := hits[i].Address.Plain()
		out[plain] = append(out[plain], i)
	}
	return out
}

func (p *Pool) forReader(hits []index.Hit, group []int) int {
	all := make([]note.Address, len(group))
	for i, at := range group {
		all[i] = hits[at].Address
	}
	return group[slices.Index(all, note.ForReader(p.Language(), all))]
}

// oneInLanguages is the note for the user of several that are one in several languages.
func (p *Pool) oneInLanguages(all []note.Address) (note.Address, bool) {
	for _, a := range all {
		if a.Plain() != all[0].Plain() {
			return "", false
		}
	}
	return note.ForReader(p.Language(), all), true
}
