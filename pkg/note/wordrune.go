package note

// IsWordRune reports what words are made of when text is cut into them roughly: letters and
// digits of ASCII, the underscore, and everything beyond ASCII.
func IsWordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}
