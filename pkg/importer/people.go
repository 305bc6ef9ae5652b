package importer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Known is somebody of the source.
type Known struct {
	Person
	Handle note.Handle // of the member they are; "" leaves them unnamed
	Member bool        // it was known, not made of their name
	Items  int         // that they wrote
}

func (p *Plan) meet(who Person) string {
	if who.IsZero() {
		return ""
	}
	key := who.Key()
	k, ok := p.people[key]
	if !ok {
		k = &Known{Person: who}
		p.people[key] = k
		p.met = append(p.met, k)
	}
	k.Items++
	return key
}

// propose gives everybody a handle: that of the member they are, else one made of their name.
// Two whom the source tells apart by an id never share one that was made.
func (p *Plan) propose() {
	used := map[note.Handle]*Known{}
	for _, k := range p.met {
		if p.opt.Member != nil {
			k.Handle = p.opt.Member(k.Person)
		}
		if k.Member = k.Handle != ""; k.Member {
			used[k.Handle] = k
		}
	}
	for _, k := range p.met {
		if k.Member {
			continue
		}
		k.Handle = Propose(k.Person)
		if other := used[k.Handle]; other != nil && (k.ID != "" || other.ID != "") {
			k.Handle = note.HandleFrom(string(k.Handle) + "-" + cmp.Or(k.ID, "2"))
		}
		used[k.Handle] = k
	}
}

// People lists who wrote something, those who wrote most first, with the handles they get.
func (p *Plan) People() []Known {
	out := make([]Known, 0, len(p.met))
	for _, k := range p.met {
		if p.speak == nil || p.speak[k.Key()] {
			out = append(out, *k)
		}
	}
	slices.SortStableFunc(out, func(a, b Known) int { return cmp.Compare(b.Items, a.Items) })
	return out
}

// Call gives somebody another handle; "" leaves them unnamed. Only before [Plan.Settle].
func (p *Plan) Call(key string, h note.Handle) {
	if k, ok := p.people[key]; ok {
		k.Handle = h
	}
}

// handle is the member that a key of the source means; "" nobody.
func (p *Plan) handle(key string) note.Handle {
	if k, ok := p.people[key]; ok {
		return k.Handle
	}
	return ""
}

// Propose makes a handle of what a person goes by; "" when nothing usable is left.
func Propose(who Person) note.Handle {
	for _, name := range []string{who.Login, who.Name, who.Email} {
		if h := note.HandleFrom(name); h != "" && strings.Trim(string(h), "0123456789-") != "" {
			return h
		}
	}
	return ""
}
