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

// Fence is a run of backticks that ends nowhere in a text: at least so many, and more than stand there
// side by side.
func Fence(text string, least int) string {
	run := 0
	for i := range len(text) {
		if text[i] != '`' {
			run = 0
			continue
		}
		run++
		least = max(least, run+1)
	}
	return strings.Repeat("`", least)
}

// CodeSpan is a span of code that means exactly this text; "" for none. A line break is a space in it.
// In a table the caller escapes bars first.
//
// Example: "a`b" is "“a`b“".
func CodeSpan(code string) string {
	code = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(code)
	if code == "" {
		return ""
	}
	fence := Fence(code, 1)
	ends := code[0] == '`' || code[len(code)-1] == '`'
	spaced := code[0] == ' ' && code[len(code)-1] == ' ' && strings.Trim(code, " ") != ""
	if ends || spaced {
		code = " " + code + " "
	}
	return fence + code + fence
}
