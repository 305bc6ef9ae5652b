package note

import (
	"bytes"
	"html"
)

// maxTicks is the longest run of backticks taken for the bounds of code; it bounds how
// often the end of a block is searched.
const maxTicks = 16

// stripper removes inline markup from one block after another.
type stripper struct {
	src, out []byte
	closing  []int32        // at a bracket that opens: the one that closes it, or 0
	resume   []int32        // at a bracket that closes a link's text: where to go on, or 0
	open     []int32        // room for the brackets that are open
	noTicks  [maxTicks]bool // no further run of that length
	noParen  int            // no destination ends before here
	cells    bool           // bars separate cells
}

// strip gives the words of a block, which are valid until the next call. Markup is judged
// from what stands nearby, each byte being looked at a bounded number of times.
//
//	See [the *docs*](http://x) for `a_b` and [[oncall/pager|pager]].
//	See the docs for a_b and pager.
func (s *stripper) strip(src []byte, cells bool) []byte {
	if !bytes.ContainsAny(src, "\\`*_~[]<&|") {
		return src
	}
	s.src, s.out, s.cells = src, s.out[:0], cells
	s.noTicks, s.noParen = [maxTicks]bool{}, 0
	if bytes.IndexByte(src, '[') >= 0 {
		s.matchBrackets()
	} else {
		s.closing, s.resume = s.closing[:0], s.resume[:0]
	}
	for i := 0; i < len(src); {
		i = s.step(i)
	}
	if cells {
		return bytes.TrimSpace(s.out)
	}
	return s.out
}

// matchBrackets pairs the square brackets of the block.
func (s *stripper) matchBrackets() {
	s.closing, s.resume = zeros(s.closing, len(s.src)), zeros(s.resume, len(s.src))
	s.open = s.open[:0]
	for i := 0; i < len(s.src); i++ {
		switch s.src[i] {
		case '\\':
			i++
		case '[':
			s.open = append(s.open, int32(i))
		case ']':
			if last := len(s.open) - 1; last >= 0 {
				s.closing[s.open[last]] = int32(i)
				s.open = s.open[:last]
			}
		}
	}
}

// zeros is n zeros in the memory of b if that is enough.
func zeros(b []int32, n int) []int32 {
	if cap(b) < n {
		return make([]int32, n)
	}
	b = b[:n]
	clear(b)
	return b
}

// closes is where the bracket at i is closed, 0 when it is not.
func (s *stripper) closes(i int) int {
	if i >= len(s.closing) {
		return 0
	}
	return int(s.closing[i])
}

// step deals with what stands at i and returns where to go on.
func (s *stripper) step(i int) int {
	switch c := s.src[i]; c {
	case '\\':
		if i+1 < len(s.src) && isPunct(s.src[i+1]) {
			s.out = append(s.out, s.src[i+1])
			return i + 2
		}
	case '`':
		return s.codeSpan(i)
	case '*', '~', '_':
		return s.emphasis(i)
	case '!':
		if i+1 < len(s.src) && s.src[i+1] == '[' {
			return i + 1
		}
	case '[':
		return s.bracket(i)
	case ']':
		if i < len(s.resume) && s.resume[i] > 0 {
			return int(s.resume[i])
		}
	case '<':
		return s.tag(i)
	case '&':
		return s.entity(i)
	case '|':
		if s.cells {
			s.out = append(s.out, ' ')
			return i + 1
		}
	}
	s.out = append(s.out, s.src[i])
	return i + 1
}

func isPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

// runLength counts the bytes at i that are the same.
func (s *stripper) runLength(i int) int {
	n := 1
	for i+n < len(s.src) && s.src[i+n] == s.src[i] {
		n++
	}
	return n
}

// codeSpan copies what stands between two runs of backticks of one length.
func (s *stripper) codeSpan(i int) int {
	n := s.runLength(i)
	if n >= maxTicks || s.noTicks[n] {
		s.out = append(s.out, s.src[i:i+n]...)
		return i + n
	}
	for j := i + n; j < len(s.src); {
		k := bytes.IndexByte(s.src[j:], '`')
		if k < 0 {
			break
		}
		j += k
		if m := s.runLength(j); m != n {
			j += m
			continue
		}
		s.out = append(s.out, bytes.TrimSpace(s.src[i+n:j])...)
		return j + n
	}
	s.noTicks[n] = true
	s.out = append(s.out, s.src[i:i+n]...)
	return i + n
}

// emphasis drops a run of asterisks, underscores or two tildes that touches a word on one
// side only; a run between spaces, and an underscore within a word, is text.
func (s *stripper) emphasis(i int) int {
	c, n := s.src[i], s.runLength(i)
	before := i > 0 && s.src[i-1] != ' '
	after := i+n < len(s.src) && s.src[i+n] != ' '
	within := i > 0 && i+n < len(s.src) && isWordOrHigh(s.src[i-1]) && isWordOrHigh(s.src[i+n])
	if !before && !after || c == '_' && within || c == '~' && n != 2 {
		s.out = append(s.out, s.src[i:i+n]...)
	}
	return i + n
}

func isWordOrHigh(c byte) bool { return isWordByte(c) || c >= 0x80 }

// bracket goes into the text of a link and notes where its destination ends.
func (s *stripper) bracket(i int) int {
	end := s.closes(i)
	if end == 0 {
		s.out = append(s.out, '[')
		return i + 1
	}
	if i+1 < end && s.src[i+1] == '[' && s.closes(i+1) == end-1 {
		return s.wiki(i, end)
	}
	switch after := end + 1; {
	case i+1 < end && s.src[i+1] == '^':
		return after + len(s.src[after:]) - len(bytes.TrimPrefix(s.src[after:], []byte(": "))) // of a footnote
	case after < len(s.src) && s.src[after] == '(':
		if to := s.destination(after); to > 0 {
			s.resume[end] = int32(to)
			return i + 1
		}
	case after < len(s.src) && s.src[after] == '[':
		if to := s.closes(after); to > 0 {
			s.resume[end] = int32(to + 1)
			return i + 1
		}
	}
	s.out = append(s.out, '[')
	return i + 1
}

// wiki copies the text of [[address|text]], or the address.
func (s *stripper) wiki(i, end int) int {
	inner := s.src[i+2 : end-1]
	if bar := bytes.IndexByte(inner, '|'); bar >= 0 {
		inner = inner[bar+1:]
	}
	s.out = append(s.out, bytes.TrimSpace(inner)...)
	return end + 1
}

// destination is where the (destination "title") at i ends, 0 when it is none.
func (s *stripper) destination(i int) int {
	if i < s.noParen {
		return 0
	}
	depth := 0
	for j := i; j < len(s.src); j++ {
		switch s.src[j] {
		case '\\':
			j++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return j + 1
			}
		}
	}
	s.noParen = len(s.src)
	return 0
}

// tag drops HTML tags and <addresses>; what stands in angle brackets but is none of them
// is text.
func (s *stripper) tag(i int) int {
	rest := s.src[i:min(i+512, len(s.src))]
	end := bytes.IndexByte(rest, '>')
	if end < 2 || !isTag(rest[1:end]) {
		s.out = append(s.out, '<')
		return i + 1
	}
	if isAddress(rest[1:end]) {
		s.out = append(s.out, rest[1:end]...)
		return i + end + 1
	}
	if bytes.HasPrefix(rest, []byte("<br")) {
		s.out = append(s.out, ' ')
	}
	return i + end + 1
}

// isAddress reports an address that <…> makes a link of.
func isAddress(inner []byte) bool {
	return hasScheme(string(inner)) || isMailAddress(string(inner))
}

func isTag(inner []byte) bool {
	if bytes.HasPrefix(inner, []byte("!--")) {
		return true
	}
	name := bytes.TrimLeft(inner, "/")
	if i := bytes.IndexAny(name, " \t/:@"); i >= 0 {
		name = name[:i]
	}
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '+' {
			return false
		}
	}
	return len(name) > 0
}

// entity decodes &amp; and its kin.
func (s *stripper) entity(i int) int {
	rest := s.src[i:min(i+32, len(s.src))]
	end := bytes.IndexByte(rest, ';')
	if end < 2 || bytes.IndexByte(rest[:end], ' ') >= 0 {
		s.out = append(s.out, '&')
		return i + 1
	}
	s.out = append(s.out, html.UnescapeString(string(rest[:end+1]))...)
	return i + end + 1
}
