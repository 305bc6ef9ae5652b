package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// L10, U22: what help gives as an example can be copied, however narrow the page, and asks
// for fields that there are.
func TestExamplesCanBeCopied(t *testing.T) {
	forms := results()
	var each func(*cobra.Command)
	each = func(cmd *cobra.Command) {
		for line := range strings.Lines(cmd.Example) {
			line = strings.TrimSpace(line)
			for _, width := range []int{40, 80} {
				if got := strings.ReplaceAll(strings.TrimPrefix(commandLines(line, width), "  "), " \\\n      ", " "); got != line {
					t.Errorf("at %d columns:\n%s\nis %s", width, commandLines(line, width), line)
				}
			}
			if _, fields, ok := strings.Cut(line, "--json="); ok && !knowsFields(forms[name(cmd)], fields) {
				t.Errorf("%s: no such fields", line)
			}
		}
		for _, sub := range cmd.Commands() {
			each(sub)
		}
	}
	each(newRoot(&cli{Streams: term.Test(nil).Streams}))
}

func knowsFields(result any, fields string) bool {
	s := term.Test(nil).Streams
	s.Format = term.Format{JSON: true, Fields: strings.Split(fields, ",")}
	return !errors.As(s.Print(result), new(*term.FieldError))
}

func TestCommandLinesBreakBetweenWords(t *testing.T) {
	for line, want := range map[string]string{
		"cop find pager": "  cop find pager",
		`cop add "A title" --message "All of this is said."`: "  cop add \"A title\" \\\n      --message \\\n      \"All of this is said.\"",
		`cop til 'it "is" so' | cat`:                         "  cop til 'it \"is\" so' | cat",
		`cop til 'it "is" so' | cat -n`:                      "  cop til 'it \"is\" so' | cat \\\n      -n",
		"cop show a-very-long-address/which-never-ends":      "  cop show \\\n      a-very-long-address/which-never-ends",
	} {
		if got := commandLines(line, 30); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", line, got, want)
		}
	}
}
