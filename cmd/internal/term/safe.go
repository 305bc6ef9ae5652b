package term

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/printable"
)

// Safe returns text with every control sequence removed but two: colours and
// weights (SGR), and links (OSC 8) to web and mail addresses. Without color
// those go too. It is the last gate for text that was painted on the way.
func Safe(text string, color bool) string {
	if !strings.ContainsRune(text, 0x1b) {
		return CleanText(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for len(text) > 0 {
		at := strings.IndexByte(text, 0x1b)
		if at < 0 {
			b.WriteString(CleanText(text))
			break
		}
		b.WriteString(CleanText(text[:at]))
		n := printable.EscapeLength(text[at:])
		if seq := text[at : at+n]; color && allowed(seq) {
			b.WriteString(seq)
		}
		text = text[at+n:]
	}
	return b.String()
}

// allowed reports the sequences that only change how text looks.
func allowed(seq string) bool {
	if rest, ok := strings.CutPrefix(seq, "\x1b["); ok {
		params, isSGR := strings.CutSuffix(rest, "m")
		return isSGR && strings.Trim(params, "0123456789;:") == ""
	}
	rest, ok := strings.CutPrefix(seq, "\x1b]8;")
	if !ok {
		return false
	}
	rest, ok = strings.CutSuffix(rest, "\x1b\\")
	if !ok {
		rest, ok = strings.CutSuffix(seq[len("\x1b]8;"):], "\a")
	}
	_, target, found := strings.Cut(rest, ";")
	return ok && found && (target == "" || linkable(target))
}

const longestLink = 2000

// linkable reports targets a terminal may open: web and mail addresses without
// characters that end the sequence or hide what follows.
func linkable(target string) bool {
	if len(target) > longestLink {
		return false
	}
	for i := range len(target) {
		if target[i] <= ' ' || target[i] >= 0x7f {
			return false
		}
	}
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(strings.ToLower(target), scheme) {
			return true
		}
	}
	return false
}
