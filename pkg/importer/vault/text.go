package vault

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/note"
)

// What several tools' ways of writing need to become markdown.

// pattern compiles when it is first needed: most commands import nothing.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// lines calls f for each line outside of fenced code, without its line break, and puts what it
// gives in its place; keep false takes the line out. What it gives may have several lines.
func lines(text []byte, f func(line string) (out string, keep bool)) []byte {
	var b bytes.Buffer
	fence := ""
	for len(text) > 0 {
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line = text[:i+1]
		}
		text = text[len(line):]
		s := strings.TrimRight(string(line), "\r\n")
		if mark := fenceOf(s); fence != "" || mark != "" {
			switch {
			case fence == "":
				fence = mark
			case strings.HasPrefix(mark, fence) && strings.Trim(strings.TrimSpace(s), fence[:1]) == "":
				fence = ""
			}
			b.Write(line)
			continue
		}
		out, keep := f(s)
		if keep {
			b.WriteString(out)
			b.Write(line[len(s):])
		}
	}
	return b.Bytes()
}

// fenceOf is the run of marks that opens or closes a block of code.
func fenceOf(line string) string {
	s := strings.TrimLeft(line, " \t->*+")
	for _, mark := range []string{"`", "~"} {
		if run := s[:len(s)-len(strings.TrimLeft(s, mark))]; len(run) >= 3 {
			return run
		}
	}
	return ""
}

// spans replaces what f finds between two marks, on one line and outside of code.
func spans(text []byte, open, end string, f func(inner string) (string, bool)) []byte {
	if !bytes.Contains(text, []byte(open)) {
		return text
	}
	return lines(text, func(line string) (string, bool) {
		var b strings.Builder
		for {
			i := outsideCode(line, open)
			if i < 0 {
				break
			}
			j := strings.Index(line[i+len(open):], end)
			if j < 0 {
				break
			}
			inner := line[i+len(open) : i+len(open)+j]
			rest := line[i+len(open)+j+len(end):]
			if out, ok := f(inner); ok {
				b.WriteString(line[:i] + out)
			} else {
				b.WriteString(line[:i] + open + inner + end)
			}
			line = rest
		}
		return b.String() + line, true
	})
}

// outsideCode is where a mark stands that is not within `code`; -1 nowhere.
func outsideCode(line, mark string) int {
	for from := 0; ; {
		i := strings.Index(line[from:], mark)
		if i < 0 {
			return -1
		}
		i += from
		if mark == "`" || strings.Count(line[:i], "`")%2 == 0 {
			return i
		}
		from = i + len(mark)
	}
}

// body replaces the text below the front matter.
func body(file string, text []byte, f func(body []byte) []byte) []byte {
	n := note.Parse(note.Root+stem(file)+".md", text)
	old := n.Body()
	head := len(text) - len(old)
	return append(slices.Clone(text[:head]), f(old)...)
}

// callouts writes what a tool sets off from the text as a quote that says its kind, as Obsidian
// and git hosts have it. begin reads the line that opens one; what belongs to it is indented, or
// ends with the line that ends reports.
func callouts(text []byte, begin func(line string) (kind, title string, ok bool), ends func(line string) bool) []byte {
	in := false
	var blank []string
	return lines(text, func(line string) (string, bool) {
		if in {
			trimmed := strings.TrimSpace(line)
			switch {
			case ends != nil && ends(line):
				in = false
				return "", true
			case ends != nil:
				return strings.TrimRight("> "+line, " "), true
			case trimmed == "":
				blank = append(blank, "")
				return "", false
			case strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t"):
				out := strings.Repeat(">\n", len(blank)) + "> " + strings.TrimPrefix(strings.TrimPrefix(line, "    "), "\t")
				blank = nil
				return out, true
			}
			in = false
			line = strings.Repeat("\n", max(1, len(blank))) + line
			blank = nil
		}
		kind, title, ok := begin(strings.TrimLeft(line, "\n"))
		if !ok {
			return line, true
		}
		in = true
		lead := line[:len(line)-len(strings.TrimLeft(line, "\n"))]
		return lead + strings.TrimRight("> ["+"!"+strings.ToUpper(kind)+"] "+title, " "), true
	})
}
