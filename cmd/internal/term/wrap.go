package term

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Hang wraps text to width with first before its first line and rest before
// every other one; sequences and wide characters count as they are seen, and
// words longer than a line are broken. Styles that span lines do not reach into
// the prefixes. It ends without a newline.
//
// Example: Hang("- ", "  ", "one two three", 9) is "- one two\n  three".
func Hang(first, rest, text string, width int) string {
	lines := wrapWords(text, max(width-ansi.StringWidth(first), 1), max(width-ansi.StringWidth(rest), 1))
	if strings.Contains(text, "\x1b[") {
		lines = complete(lines)
	}
	for i, line := range lines {
		prefix := rest
		if i == 0 {
			prefix = first
		}
		lines[i] = strings.TrimRight(prefix+line, " ")
	}
	return strings.Join(lines, "\n")
}

// wrapWords breaks text between words, and inside of words only where one is
// longer than a line: flags keep their hyphens. The first line has room columns,
// every other one restRoom.
func wrapWords(text string, room, restRoom int) []string {
	var lines []string
	line, used, begun := "", 0, false // begun: by a line break, so that a space is not its first
	for i, word := range strings.Split(text, " ") {
		width := ansi.StringWidth(word)
		switch {
		case begun && line == "":
		case i > 0 && used+1+width <= room:
			line, used = line+" "+word, used+1+width
			continue
		case i > 0:
			lines, room, begun = append(lines, line), restRoom, true
		}
		parts := broken(word, room, restRoom)
		if len(parts) > 1 {
			lines, room = append(lines, parts[:len(parts)-1]...), restRoom
		}
		line = parts[len(parts)-1]
		used = ansi.StringWidth(line)
	}
	return append(lines, line)
}

// broken is a word in pieces: the first of at most room columns, every other one of restRoom.
func broken(word string, room, restRoom int) []string {
	parts := strings.Split(ansi.Hardwrap(word, room, true), "\n")
	if len(parts) == 1 || room == restRoom {
		return parts
	}
	rest := strings.Join(parts[1:], "")
	return append(parts[:1:1], strings.Split(ansi.Hardwrap(rest, restRoom, true), "\n")...)
}

// Fill wraps plain text written for 80 columns to width: paragraphs are filled
// anew, indented lines stay lines.
func Fill(text string, width int) string {
	var out []string
	var paragraph []string
	flush := func() {
		if len(paragraph) > 0 {
			out = append(out, Hang("", "", strings.Join(paragraph, " "), width))
			paragraph = nil
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		body := strings.TrimLeft(line, " ")
		switch {
		case body == "":
			flush()
			out = append(out, "")
		case len(body) < len(line):
			flush()
			indent := line[:len(line)-len(body)]
			out = append(out, Hang(indent, indent+"  ", body, width))
		default:
			paragraph = append(paragraph, line)
		}
	}
	flush()
	return strings.Join(out, "\n")
}
