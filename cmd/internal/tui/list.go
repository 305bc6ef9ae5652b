package tui

// list is a window on n rows of which only the visible ones are ever drawn.
// Rows that are inert – headings, snippets – are passed over by the cursor.
type list struct {
	n      int
	cursor int
	top    int // first row that is seen
	height int // rows that are seen
	inert  func(row int) bool
}

// reset shows n other rows from the start.
func (l *list) reset(n int) {
	l.n, l.cursor, l.top = n, 0, 0
	l.settle(1)
}

// resize keeps the cursor in sight.
func (l *list) resize(height int) {
	l.height = max(height, 1)
	l.scroll()
}

// grow shows n rows and keeps the cursor where it is, as far as it can be.
func (l *list) grow(n int) {
	l.n = n
	l.settle(-1)
}

// choose puts the cursor on a row.
func (l *list) choose(row int) {
	l.cursor = row
	l.settle(1)
}

// move moves the cursor by so many rows.
func (l *list) move(by int) {
	l.cursor += by
	if by < 0 {
		l.settle(-1)
		return
	}
	l.settle(1)
}

// settle puts the cursor on a row that can be chosen, looking in direction dir
// first, and scrolls to it.
func (l *list) settle(dir int) {
	l.cursor = min(max(l.cursor, 0), max(l.n-1, 0))
	if l.inert != nil && l.n > 0 && l.inert(l.cursor) {
		at := l.seek(dir)
		if at < 0 {
			at = l.seek(-dir)
		}
		l.cursor = max(at, 0)
	}
	l.scroll()
}

// seek is the next row from the cursor that can be chosen, -1 for none.
func (l *list) seek(dir int) int {
	for i := l.cursor; i >= 0 && i < l.n; i += dir {
		if !l.inert(i) {
			return i
		}
	}
	return -1
}

func (l *list) scroll() {
	l.height = max(l.height, 1)
	if l.cursor < l.top {
		l.top = l.cursor
		// Headings above the first row that can be chosen come into sight with it.
		for l.inert != nil && l.top > 0 && l.inert(l.top-1) && l.cursor-l.top < l.height-1 {
			l.top--
		}
	}
	if l.cursor >= l.top+l.height {
		l.top = l.cursor - l.height + 1
	}
	l.top = min(l.top, max(l.n-l.height, 0))
}

// wheel scrolls by so many rows; the cursor stays in sight.
func (l *list) wheel(by int) {
	l.top = min(max(l.top+by, 0), max(l.n-l.height, 0))
	at := min(max(l.cursor, l.top), l.top+l.height-1)
	if at == l.cursor {
		return
	}
	top := l.top
	l.cursor = at
	l.settle(by)
	if l.cursor >= top && l.cursor < top+l.height {
		l.top = top
	}
}

// visible is the range of rows that are seen.
func (l *list) visible() (from, to int) {
	return l.top, min(l.top+l.height, l.n)
}

// obey moves as an action says and reports whether it was one of moving.
func (l *list) obey(a action) bool {
	switch a {
	case up:
		l.move(-1)
	case down:
		l.move(1)
	case first:
		l.choose(0)
	case last:
		l.cursor = l.n - 1
		l.settle(-1)
	case pageUp:
		l.move(-max(l.height-1, 1))
	case pageDown:
		l.move(max(l.height-1, 1))
	case halfUp:
		l.move(-max(l.height/2, 1))
	case halfDown:
		l.move(max(l.height/2, 1))
	default:
		return false
	}
	return true
}

// scroller is a window on lines without a cursor.
type scroller struct{ n, top, height int }

func (s *scroller) resize(n, height int) {
	s.n, s.height = n, max(height, 1)
	s.to(s.top)
}

func (s *scroller) to(top int) { s.top = min(max(top, 0), max(s.n-s.height, 0)) }

// show scrolls as little as brings a line into sight, with some lines around.
func (s *scroller) show(line int) {
	margin := min(2, (s.height-1)/2)
	if line < s.top+margin {
		s.to(line - margin)
	}
	if line >= s.top+s.height-margin {
		s.to(line - s.height + 1 + margin)
	}
}

// reveal brings a line into sight, with more below it than above where the screen
// has to jump.
func (s *scroller) reveal(line int) {
	if line < s.top || line >= s.top+s.height {
		s.to(line - s.height/3)
	}
}

func (s *scroller) obey(a action) bool {
	switch a {
	case up:
		s.to(s.top - 1)
	case down:
		s.to(s.top + 1)
	case first:
		s.to(0)
	case last:
		s.to(s.n)
	case pageUp:
		s.to(s.top - max(s.height-1, 1))
	case pageDown:
		s.to(s.top + max(s.height-1, 1))
	case halfUp:
		s.to(s.top - max(s.height/2, 1))
	case halfDown:
		s.to(s.top + max(s.height/2, 1))
	default:
		return false
	}
	return true
}
