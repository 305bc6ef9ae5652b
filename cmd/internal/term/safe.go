package term

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
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
		n := sequenceLength(text[at:])
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

// Hyperlink makes text a link where the target may be one, else returns it as
// it is. The text is not cleaned.
func Hyperlink(text, target string) string {
	if !linkable(target) {
		return text
	}
	return ansi.SetHyperlink(target) + text + ansi.ResetHyperlink()
}

// SafeWriter passes what is written to it through Safe, sequence by sequence:
// one that is cut between two writes waits for its end. Close writes what
// still waits. It is not safe for concurrent use.
type SafeWriter struct {
	W     io.Writer
	Color bool

	rest string
}

const longestSequence = 4096

// Write cleans p and writes it; it reports all of p written unless W fails.
func (w *SafeWriter) Write(p []byte) (int, error) {
	text := w.rest + string(p)
	cut := whole(text)
	cut -= partialRune(text[:cut])
	w.rest = text[cut:]
	if _, err := io.WriteString(w.W, Safe(text[:cut], w.Color)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close writes what was waiting for its end. It does not close W.
func (w *SafeWriter) Close() error {
	rest := w.rest
	w.rest = ""
	_, err := io.WriteString(w.W, Safe(rest, w.Color))
	return err
}

// whole is the length of text without a sequence that is cut off at its end.
func whole(text string) int {
	for at := 0; at < len(text); {
		next := strings.IndexByte(text[at:], 0x1b)
		if next < 0 {
			break
		}
		at += next
		end := at + sequenceLength(text[at:])
		cutOff := end == len(text) && unfinished(text[at:]) || text[end:] == "\x1b" && unfinished(text[at:end])
		if cutOff && len(text)-at < longestSequence {
			return at
		}
		at = end
	}
	return len(text)
}

// unfinished reports that a sequence reaches the end of what has been seen.
func unfinished(seq string) bool {
	if len(seq) < 2 {
		return true
	}
	switch seq[1] {
	case '[':
		last := seq[len(seq)-1]
		return sequenceLength(seq) == len(seq) && (len(seq) == 2 || last < 0x40 || last > 0x7e)
	case ']', 'P', '_', '^', 'X':
		return sequenceLength(seq) == len(seq) && seq[len(seq)-1] != 0x07
	}
	return false
}

// partialRune is the number of bytes at the end of s that begin a character
// without finishing it.
func partialRune(s string) int {
	for n := 1; n <= min(3, len(s)); n++ {
		c := s[len(s)-n]
		switch {
		case c < 0x80:
			return 0
		case c >= 0xf0 && n < 4, c >= 0xe0 && c < 0xf0 && n < 3, c >= 0xc0 && c < 0xe0 && n < 2:
			return n
		case c >= 0xc0:
			return 0
		}
	}
	return 0
}
