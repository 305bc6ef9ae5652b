package note

import "strings"

// CodeLanguage is the language that a code block names: the first word of what stands behind its
// fence, whatever follows; "" for none.
//
// Example: "go {linenos=true}" is "go".
func CodeLanguage(info string) string {
	end := strings.IndexFunc(info, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("+-#._", r))
	})
	if end >= 0 {
		info = info[:end]
	}
	return info
}
