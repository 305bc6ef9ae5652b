package note

// group is a run of changed lines, empty between two unchanged ones.
type group struct{ start, end int }

func (s *sequence) firstGroup() group {
	g := group{}
	for s.changed[g.end] {
		g.end++
	}
	return g
}

// next is the group after the unchanged line that ends g; false at the end.
func (s *sequence) next(g group) (group, bool) {
	if g.end == len(s.lines) {
		return g, false
	}
	g.start, g.end = g.end+1, g.end+1
	for s.changed[g.end] {
		g.end++
	}
	return g, true
}

// previous is the group before the unchanged line that precedes g.
func (s *sequence) previous(g group) group {
	g.start, g.end = g.start-1, g.start-1
	for g.start > 0 && s.changed[g.start-1] {
		g.start--
	}
	return g
}

// up moves a group one line up where that says the same, and joins it with a group it then
// touches.
func (s *sequence) up(g *group) bool {
	if g.start == 0 || s.lines[g.start-1] != s.lines[g.end-1] {
		return false
	}
	g.start, g.end = g.start-1, g.end-1
	s.changed[g.start], s.changed[g.end] = true, false
	for g.start > 0 && s.changed[g.start-1] {
		g.start--
	}
	return true
}

// down is up the other way.
func (s *sequence) down(g *group) bool {
	if g.end == len(s.lines) || s.lines[g.start] != s.lines[g.end] {
		return false
	}
	s.changed[g.start], s.changed[g.end] = false, true
	g.start, g.end = g.start+1, g.end+1
	for s.changed[g.end] {
		g.end++
	}
	return true
}

// slide moves each group of changed lines of s to where people expect it: as far down as
// it says the same, or, if it can meet a group of the other side on the way, back to the
// last such place.
//
//	  }            }
//	+          →
//	+ f() {      + f() {
//	+ }          + }
//	             +
func (s *sequence) slide(other *sequence) {
	g, o := s.firstGroup(), other.firstGroup()
	for more := true; more; {
		if g.start < g.end {
			s.settle(other, &g, &o)
		}
		if g, more = s.next(g); more {
			o, _ = other.next(o)
		}
	}
}

// settle slides one group; o is the group of the other side at the same place.
func (s *sequence) settle(other *sequence, g, o *group) {
	var highest int
	var meets bool
	for size := 0; size != g.end-g.start; {
		size = g.end - g.start
		for s.up(g) {
			*o = other.previous(*o)
		}
		highest = g.end
		meets = o.start < o.end
		for s.down(g) {
			*o, _ = other.next(*o)
			meets = meets || o.start < o.end
		}
	}
	if g.end == highest || !meets {
		return
	}
	for o.start == o.end && s.up(g) {
		*o = other.previous(*o)
	}
}
