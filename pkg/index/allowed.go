package index

import "strings"

// allowed are the notes that have the facets that are terms; filter covers the others. nil:
// a query asks for none.
func (s *search) allowed() (set, error) {
	var out set
	narrowTo := func(more set) {
		if out == nil {
			out = s.posts.every()
		}
		out.and(more)
	}
	for _, k := range s.q.Facets.kinds() {
		if !isTerm(k.key) || len(*k.values) == 0 {
			continue
		}
		any := s.posts.newSet()
		for _, v := range *k.values {
			each, err := s.anyOf(k.key, v, k.key == "author")
			if err != nil {
				return nil, err
			}
			if k.all {
				narrowTo(each)
			}
			any.or(each)
		}
		narrowTo(any)
	}
	for _, k := range s.q.Not.kinds() {
		for _, v := range *k.values {
			if !isTerm(k.key) {
				continue
			}
			each, err := s.anyOf(k.key, v, false)
			if err != nil {
				return nil, err
			}
			if out == nil {
				out = s.posts.every()
			}
			out.without(each)
		}
	}
	return out, nil
}

// isTerm says that a facet is stored as a term. The others change without the note.
func isTerm(key string) bool { return key != "maturity" && key != "is" }

// anyOf are the notes that have one of the alternatives, and where orNone is set also those
// that name none (of authors git may know; filter looks).
func (s *search) anyOf(key, value string, orNone bool) (set, error) {
	out := s.posts.newSet()
	values := alternatives(value)
	for _, v := range values {
		switch {
		case key == "topic":
			v = strings.Trim(v, "/")
		case key == "status" && v == accepted:
			orNone = true
		}
		some, err := s.posts.with(facet(key, v), 0)
		if err != nil {
			return nil, err
		}
		out.or(some)
	}
	if !orNone && len(values) > 0 {
		return out, nil
	}
	none := s.posts.every()
	err := s.posts.eachBeginning(key+":", func(doc uint32, _ *posting) {
		if doc < entryDoc {
			none[doc/64] &^= 1 << (doc % 64)
		}
	})
	out.or(none)
	return out, err
}
