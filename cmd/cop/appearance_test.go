package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/rogpeppe/go-internal/testscript"
)

// fits is the script command "fits N FILE": no line of FILE is wider than N
// columns.
func fits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fits N FILE")
	}
	most, err := strconv.Atoi(args[0])
	ts.Check(err)
	for line := range strings.FieldsFuncSeq(ts.ReadFile(args[1]), func(r rune) bool { return r == '\n' || r == '\r' }) {
		if width := ansi.StringWidth(line); width > most {
			ts.Fatalf("%d columns wide: %q", width, line)
		}
	}
}

// harmless is the script command "harmless FILE": FILE holds text, colours,
// links and the line that says what takes so long, and nothing else a terminal
// would act on or a reader could be deceived by.
func harmless(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: harmless FILE")
	}
	text := ts.ReadFile(args[0])
	if strings.TrimSpace(text) == "" {
		ts.Fatalf("there is nothing in it")
	}
	rest := regexp.MustCompile("\x1b\\[[0-9;:]*m|\x1b\\]8;[a-z0-9=]*;(https?://[!-~]*|mailto:[!-~]*)?(\x1b\\\\|\a)|\r\x1b\\[K|\x1b\\[K").ReplaceAllString(text, "")
	for i, r := range rest {
		switch {
		case r == '\n', r == '\r', r == '\t':
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200b, r == 0xfeff, r >= 0xe0000 && r <= 0xe007f:
			ts.Fatalf("%q gets through: %q", r, rest[max(0, i-60):min(len(rest), i+20)])
		}
	}
}

// writeHostile is the script command "hostile FILE": it writes a note that tries.
func writeHostile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hostile FILE")
	}
	const raw = "\x1b[2J\x1b]0;owned\x07\x1b]52;c;ZXZpbA==\x07\u009b2J\u202egpj\u200b\ufeff"
	quoted := `\e[2J\e]0;owned\a\u009b2J\u202egpj\u200b`
	text := "---\ntitle: \"T" + quoted + "\"\ndescription: \"D" + quoted + "\"\ntags: [\"t" + quoted + "\", \"zwischen\"]\n" +
		"authors: [\"a" + quoted + "\"]\naliases: [\"x" + quoted + "\"]\nstatus: \"s" + quoted + "\"\nreview_by: \"r" + quoted + "\"\n---\n" +
		"# H" + raw + "\n\nharmlessword " + raw + " &#27;[2J &#x9b;2J &#8238;x `" + raw + "&#27;[2J`\n\n" +
		"[l" + raw + "](https://e.org/" + raw + ") [[oncall/" + raw + "|w&#27;[2J]] ![i" + raw + "](&#27;.png) <https://e.org/\u009b2J>\n\n" +
		"```go" + raw + "\n" + raw + "\n```\n\n| a" + raw + " |\n|---|\n| b&#27;[2J |\n\n<div>&#27;[2J" + raw + "</div>\n"
	ts.Check(os.WriteFile(filepath.FromSlash(ts.MkAbs(args[0])), []byte(text), 0o644))
}
