package repo

import (
	"fmt"
	"strconv"
	"strings"
)

// urlParts is a URL in the normal form in which git compares addresses with sections like
// [http "https://*.example.org/team"].
type urlParts struct {
	scheme, user, host, port, path string
	hasUser                        bool
}

// urlRank says how closely a section fits an address: the zero value is a section without URL.
type urlRank struct {
	host, path int
	user       bool
}

// worse orders ranks as git does: by host, then by path, then by user.
func (a urlRank) worse(b urlRank) bool {
	if a.host != b.host {
		return a.host < b.host
	}
	if a.path != b.path {
		return a.path < b.path
	}
	return !a.user && b.user
}

// matching are the values that a setting of a section has for an address, as git config
// --get-urlmatch finds them, the one that counts last. What fits less than a setting before
// it does not count.
func (s *settings) matching(section, name, address string) []string {
	url, ok := parseURLParts(address)
	if !ok {
		return nil
	}
	var values []string
	var best urlRank
	for _, x := range s.list {
		rest, ours := strings.CutPrefix(x.Key, section+".")
		scope, isName := strings.CutSuffix("."+rest, "."+name)
		if !ours || !isName {
			continue
		}
		rank, fits := urlRank{}, scope == ""
		if !fits {
			rank, fits = url.rank(strings.TrimPrefix(scope, "."))
		}
		if !fits || len(values) > 0 && rank.worse(best) {
			continue
		}
		best, values = rank, append(values, x.Value)
	}
	return values
}

// rank tells whether, and how closely, a section's URL fits.
func (u urlParts) rank(section string) (urlRank, bool) {
	p, ok := parseURLParts(section)
	if !ok || p.scheme != u.scheme || p.port != u.port || p.hasUser && (!u.hasUser || p.user != u.user) || !hostFits(p.host, u.host) {
		return urlRank{}, false
	}
	n := pathFits(p.path, u.path)
	return urlRank{host: len(p.host), path: n, user: p.hasUser}, n > 0
}

// hostFits compares hosts; a * stands for one whole label.
func hostFits(pattern, host string) bool {
	p, h := strings.Split(pattern, "."), strings.Split(host, ".")
	if len(p) != len(h) {
		return false
	}
	for i := range p {
		if p[i] != "*" && p[i] != h[i] {
			return false
		}
	}
	return true
}

// pathFits is how much of a path a section's path covers, by whole folders; 0 for none.
func pathFits(prefix, path string) int {
	prefix = strings.TrimSuffix(prefix, "/")
	if prefix == "" {
		return 1
	}
	rest, ok := strings.CutPrefix(path, prefix)
	if !ok || rest != "" && rest[0] != '/' {
		return 0
	}
	return len(prefix) + 1
}

// parseURLParts takes a URL apart and normalises it: case, default ports, escapes, dots.
func parseURLParts(raw string) (u urlParts, ok bool) {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok || scheme == "" {
		return u, false
	}
	u.scheme = strings.ToLower(scheme)
	authority, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		user, _, _ := strings.Cut(authority[:i], ":")
		u.user, u.hasUser = normalEscapes(user), true
		authority = authority[i+1:]
	}
	if i := strings.LastIndexByte(authority, ':'); i >= 0 && !strings.Contains(authority[i:], "]") {
		if u.port, ok = normalPort(u.scheme, authority[i+1:]); !ok {
			return u, false
		}
		authority = authority[:i]
	}
	u.host = strings.ToLower(authority)
	u.path, ok = normalPath(path)
	return u, ok && (u.host != "" || u.scheme == "file")
}

func normalPort(scheme, port string) (string, bool) {
	if port == "" {
		return "", true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	switch {
	case err != nil || n == 0:
		return "", false
	case scheme == "http" && n == 80, scheme == "https" && n == 443:
		return "", true
	}
	return strconv.FormatUint(n, 10), true
}

// normalPath resolves . and .. and always begins with a slash; what stands behind ? and # stays.
func normalPath(path string) (string, bool) {
	tail := ""
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path, tail = path[:i], path[i:]
	}
	var out []string
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, part := range parts {
		last := i == len(parts)-1
		switch part = normalEscapes(part); part {
		case ".", "..":
			if part == ".." {
				if len(out) == 0 {
					return "", false
				}
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, part)
		}
	}
	return "/" + strings.Join(out, "/") + tail, true
}

// normalEscapes writes what may stand for itself as itself and all else as %XX.
func normalEscapes(s string) string {
	const unsafe, reserved = " <>\"%{}|\\^`", ":/?#[]@!$&'()*+,;="
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c, escaped := s[i], false
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, escaped = byte(n), true
				i += 2
			}
		}
		if c <= 0x1f || c >= 0x7f || strings.IndexByte(unsafe, c) >= 0 || escaped && strings.IndexByte(reserved, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
