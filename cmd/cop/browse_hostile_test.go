//go:build unix

package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// hostileNotes are notes that try to reach the terminal, by their path.
func hostileNotes() map[string]string {
	osc52 := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte("PWNED")) + "\x07"
	title := "\x1b]0;PWNED\x07"
	entity := "&#27;]52;c;UFdORUQ=&#7; &#x1b;[2J &#x9b;2J"
	all := osc52 + title + "\x1b[2J\x1b[?1049l\x1b[6n\x1bP$q\x1b\\\x9b2J\x1b]8;;file:///etc/passwd\x1b\\x\x1b]8;;\x1b\\ \u202egnp.exe \u2066a\u2069 z\u200be\u200dr\u2060o \ufeff \r\b\b\b"
	return map[string]string{
		"hostile/in-title.md":                           "---\ntitle: \"in-title " + inYAML(all) + "\"\ntags: [\"" + inYAML(all) + "\"]\nauthors: [\"" + inYAML(all) + "\"]\ndescription: \"" + inYAML(all) + "\"\n---\n\nBody A.\n",
		"hostile/in-body.md":                            "# Body B\n\n" + all + "\n\n" + entity + "\n\n```\n" + all + "\n```\n\n[" + all + "](https://example.org/" + all + ")\n\n[[" + all + "|" + all + "]]\n\n<b onclick=x>" + all + "</b>\n\n| a | b |\n|---|---|\n| " + all + " | " + entity + " |\n",
		"hostile/in-front.md":                           "---\nstatus: \"" + inYAML(all) + "\"\ntype: \"" + inYAML(all) + "\"\nsuperseded_by: \"" + inYAML(all) + "\"\n---\n\n# Body C\n\nText.\n",
		"hostile/broken.md":                             "---\ntitle: [" + all + "\n---\n\nBody D " + all + "\n",
		"hostile/long-line.md":                          "# Body E\n\n" + strings.Repeat("0123456789", 10_000) + "\n\n" + strings.Repeat("\u65e5\u672c", 20_000) + "\n",
		"hostile/nested.md":                             "# Body F\n\n" + nestedList(400) + strings.Repeat(">", 2000) + " deep\n\n" + strings.Repeat("[", 5000) + "\n",
		"hostile/file\x1b[2J.md":                        "# Body G\n\nA name.\n",
		"hostile/big.md":                                "# Body H\n\n" + strings.Repeat("A line of **text** with a [link](in-body.md).\n\n", 8000),
		"hostile/in-body/2026-11-10-cy-tried-abc234.md": "---\nauthor: \"" + inYAML(all) + "\"\ntype: tried\noutcome: \"" + inYAML(all) + "\"\ncontext: \"" + inYAML(all) + "\"\n---\n\n" + all + "\n",
	}
}

// inYAML writes what YAML does not take as it is as an escape of its own.
func inYAML(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString("\\" + string(r))
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffd:
			fmt.Fprintf(&b, "\\x%02x", r&0xff)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func nestedList(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat("  ", i) + "- item\n")
	}
	return b.String()
}

// allowedSequences are what the browser itself writes: colours, links to the
// web, moving the cursor, erasing, and the modes it switches on and off again.
var allowedSequences = regexp.MustCompile(`^(\x1b\[[0-9;:]*m|\x1b\]8;[^;]*;(https?://[!-~]*|mailto:[!-~]*)?(\x1b\\|\x07)|\x1b\[[0-9;]*[ABCDHJKGf]|\x1b\[\?(25|1049|1002|1003|1006|2004)[hl])`)

// intruder finds the first thing in the bytes of a terminal that is neither
// text nor allowed.
func intruder(raw []byte) string {
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == 0x1b:
			n := len(allowedSequences.Find(raw[i:]))
			if n == 0 {
				return fmt.Sprintf("%q", raw[i:min(len(raw), i+24)])
			}
			i += n - 1
		case c == '\r' || c == '\n':
		case c < ' ' || c == 0x7f:
			return fmt.Sprintf("%q", raw[i:min(len(raw), i+24)])
		}
	}
	for _, hidden := range []string{"\u202e", "\u202a", "\u2066", "\u2069", "\u200b", "\u2060", "\ufeff", "\u009b", "\u009d"} {
		if at := bytes.Index(raw, []byte(hidden)); at >= 0 {
			return fmt.Sprintf("%q", raw[max(at-12, 0):min(len(raw), at+12)])
		}
	}
	return ""
}

// TestBrowseHostileNotes walks through notes that would take the terminal over
// and looks at every byte it got.
func TestBrowseHostileNotes(t *testing.T) {
	dir, environ := breakfastPool(t)
	for path, text := range hostileNotes() {
		full := filepath.Join(dir, "practices", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := sit(t, dir, append(environ, "FORCE_HYPERLINK=1"), "browse", "topic:hostile")
	s.sees("8 of 15")
	for range 8 {
		s.types("j")
	}
	s.types("?").sees("Keys").types(escape).seesNot("type to narrow")
	for _, visit := range [][3]string{ // words that find it, its tab, its text
		{"in-title", "3 in-title", "Body A"}, {`"body b"`, "3 in-body", "Body B"}, {`"body c"`, "3 in-front", "Body C"},
		{"is:broken", "3 broken", "Body D"}, {`"body e"`, "3 long-line", "0123456789"}, {`"body f"`, "3 nested", "item"},
		{`"body g"`, "3 file", "A name"}, {`"body h"`, "3 big", "A line of"},
	} {
		s.types("/\x15"+visit[0]).sees("/ "+visit[0]).types(enter).sees(visit[1], visit[2])
		s.types("Gg\tO").sees("Outline").types(escape).seesNot("Outline")
		s.types(escape).sees("/ " + visit[0])
	}
	s.types("1").sees("Your drafts").types("q")
	if code := s.ends(); code != 0 {
		t.Errorf("exit %d", code)
	}
	if bad := intruder(s.raw.Bytes()); bad != "" {
		t.Errorf("reached the terminal: %s", bad)
	}
}

func TestIntruder(t *testing.T) {
	for text, want := range map[string]bool{
		"plain \x1b[1;31mred\x1b[m\r\n": false, "\x1b]8;;https://example.org\x1b\\x\x1b]8;;\x1b\\": false, "\x1b[?1049h\x1b[H\x1b[K": false,
		"\x1b]52;c;AAAA\x07": true, "\x1b]0;t\x07": true, "\x1b]8;;file:///x\x1b\\": true, "\x1b[6n": true, "\x1bPq\x1b\\": true, "\u202e": true, "\x07": true, "\x1b[?1000h": true,
	} {
		if got := intruder([]byte(text)) != ""; got != want {
			t.Errorf("intruder(%q) = %v", text, got)
		}
	}
}
