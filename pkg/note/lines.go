package note

import "bytes"

// lineCounter turns offsets into line numbers, counted from 1. Offsets that grow, as those
// of a walk through a file do, cost one pass over the file altogether.
type lineCounter struct {
	src  []byte
	at   int
	line int
}

func (n *Note) lines() *lineCounter { return &lineCounter{src: n.src, line: 1} }

func (c *lineCounter) of(offset int) int {
	offset = min(max(offset, 0), len(c.src))
	if offset < c.at {
		c.at, c.line = 0, 1
	}
	c.line += bytes.Count(c.src[c.at:offset], []byte{'\n'})
	c.at = offset
	return c.line
}
