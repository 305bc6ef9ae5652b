package repo

import "strings"

// wildmatch matches a slash-separated path against a git pattern: "*" and "?"
// stop at slashes, "**" between slashes spans any number of folders, [a-z] and
// [!a-z] are sets, a backslash takes the next byte literally.
//
// It backtracks over the last star only, so the cost is at most
// len(pattern)·len(path) for each "**". For example "a/**/c*" on
// "a/b/b/cd": "**/" tries to span "", "b/", "b/b/", and the third leaves "cd" for "c*".
func wildmatch(pattern, path string) bool {
	for pattern != "" {
		switch {
		case strings.HasPrefix(pattern, "**/"):
			return anyDepth(pattern[3:], path)
		case pattern == "**":
			return true
		case pattern[0] == '*':
			return star(strings.TrimLeft(pattern, "*"), path)
		case strings.HasPrefix(pattern, "/**/"):
			if path == "" || path[0] != '/' {
				return false
			}
			return anyDepth(pattern[4:], path[1:])
		}
		rest, ok := oneByte(pattern, path)
		if !ok {
			return false
		}
		pattern, path = rest, path[1:]
	}
	return path == ""
}

// anyDepth lets "**/" span folders.
func anyDepth(pattern, path string) bool {
	for {
		if wildmatch(pattern, path) {
			return true
		}
		i := strings.IndexByte(path, '/')
		if i < 0 {
			return false
		}
		path = path[i+1:]
	}
}

// star lets "*" span bytes up to the next slash.
func star(pattern, path string) bool {
	for i := 0; ; i++ {
		if wildmatch(pattern, path[i:]) {
			return true
		}
		if i == len(path) || path[i] == '/' {
			return false
		}
	}
}

// oneByte matches the first byte of path against the first unit of pattern and
// returns the rest of the pattern.
func oneByte(pattern, path string) (string, bool) {
	if path == "" {
		return "", false
	}
	switch c := pattern[0]; c {
	case '?':
		return pattern[1:], path[0] != '/'
	case '\\':
		if len(pattern) == 1 {
			return "", false
		}
		return pattern[2:], pattern[1] == path[0]
	case '[':
		return set(pattern, path[0])
	default:
		return pattern[1:], c == path[0]
	}
}

// set matches one byte against [...]; a set that does not end matches nothing.
func set(pattern string, c byte) (string, bool) {
	p := pattern[1:]
	negate := p != "" && (p[0] == '!' || p[0] == '^')
	if negate {
		p = p[1:]
	}
	found := false
	for first := true; p != "" && (first || p[0] != ']'); first = false {
		if class, rest, ok := strings.Cut(p, ":]"); ok && strings.HasPrefix(class, "[:") {
			found = found || inClass(class[2:], c)
			p = rest
			continue
		}
		lo, rest := literal(p)
		hi := lo
		if len(rest) > 1 && rest[0] == '-' && rest[1] != ']' {
			hi, rest = literal(rest[1:])
		}
		found = found || lo <= c && c <= hi
		p = rest
	}
	if p == "" {
		return "", false
	}
	return p[1:], found != negate && c != '/'
}

func literal(p string) (byte, string) {
	if p[0] == '\\' && len(p) > 1 {
		return p[1], p[2:]
	}
	return p[0], p[1:]
}

func inClass(name string, c byte) bool {
	lower, upper, digit := c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9'
	switch name {
	case "alpha":
		return lower || upper
	case "alnum":
		return lower || upper || digit
	case "digit":
		return digit
	case "lower":
		return lower
	case "upper":
		return upper
	case "space", "blank":
		return c == ' ' || c == '\t'
	case "punct":
		return c > ' ' && c < 0x7f && !lower && !upper && !digit
	}
	return false
}
