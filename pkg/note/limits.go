package note

import "bytes"

// Bounds on what the markdown library is given. Its cost is quadratic in the nesting of
// quotes and lists and in the number of brackets per paragraph, and each row of a table
// gets as many cells as the widest has columns; prose written by people
// stays far below these bounds, and what exceeds them is masked. Masked lines have no
// links and headings; [Note.Text] still reads them.
const (
	maxNesting   = 32        // quotes and lists in one another
	maxIndent    = 80        // columns before a list item
	maxBlockCost = 20 << 20  // marks × bytes in one run of lines
	maxCost      = 256 << 20 // the same for a body
	maxCells     = 100_000   // columns × rows of a table, at about 500 bytes each
)

// maskCostly is the body with everything that would be too expensive replaced by letters, byte
// for byte, so that offsets stay true; the body itself when nothing is.
func maskCostly(body []byte) []byte {
	s := &masker{body: body, out: body}
	var fence []byte
	for at := 0; at < len(body); {
		line, _ := cutLine(body[at:])
		text := bytes.TrimRight(line, "\r\n")
		rest, kind, _ := unwrap(text)
		switch mark := fenceOf(rest); {
		case mark != nil && fence == nil:
			s.endBlock(at)
			fence = mark
		case mark != nil && mark[0] == fence[0] && len(mark) >= len(fence):
			fence = nil
			s.start = at + len(line)
		case fence == nil && isDeep(text):
			s.endBlock(at)
			s.mask(at, at+len(line))
			s.start = at + len(line)
		case fence == nil && (len(rest) == 0 || kind == item || rest[0] == '#'):
			s.endBlock(at)
		}
		at += len(line)
	}
	if fence == nil {
		s.endBlock(len(body))
	}
	return s.out
}

// isDeep reports a line in too many quotes and lists.
func isDeep(line []byte) bool {
	depth, columns := 0, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			columns++
		case c == '\t':
			columns += 4
		case c == '>':
			depth++
		case markerLength(line[i:min(i+16, len(line))]) > 0:
			n := markerLength(line[i:min(i+16, len(line))])
			depth, i = depth+1, i+n-1
			if columns > maxIndent {
				return true
			}
		default:
			return depth > maxNesting
		}
		if depth > maxNesting {
			return true
		}
	}
	return depth > maxNesting
}

// masker weighs a body block by block.
type masker struct {
	body, out []byte
	start     int // of the block that is being weighed
	cost      int // of all blocks so far
}

// endBlock weighs the block before a line and begins the next.
func (s *masker) endBlock(at int) {
	if at == s.start {
		return
	}
	block := s.body[s.start:at]
	cost := weigh(block)
	if cost > maxBlockCost || cells(block) > maxCells || s.cost+cost > maxCost {
		s.mask(s.start, at)
	} else {
		s.cost += cost
	}
	s.start = at
}

// weigh estimates what a run of lines costs: each mark may make the library look at all of
// it. That there is a block at all costs something too.
func weigh(block []byte) int {
	const each = 2048
	if len(block) < 256 {
		return each
	}
	brackets, others := 0, 0
	for _, c := range block {
		switch c {
		case '[', ']', '!', '<', '`', '(':
			brackets++
		case '*', '_', '&', '\\', '~':
			others++
		}
	}
	return each + (brackets+others/16)*len(block)
}

// cells is how many cells a run of lines has at the most, should it be a table.
func cells(block []byte) int {
	widest, rows := 0, 0
	for line := range bytes.Lines(block) {
		widest, rows = max(widest, bytes.Count(line, []byte{'|'})), rows+1
	}
	return (widest + 1) * rows
}

func (s *masker) mask(from, to int) {
	if &s.out[0] == &s.body[0] {
		s.out = bytes.Clone(s.body)
	}
	for i := from; i < to; i++ {
		if c := s.out[i]; c != '\n' && c != '\r' {
			s.out[i] = 'x'
		}
	}
}
