package people

import (
	"iter"
	"strings"
)

// mailmap reads the lines of git's .mailmap that map something, as names and addresses:
//
//	Ana Example <ana@example.org> Ana at work <a.example@corp.example>
//
// Both lists are as long as there are addresses, one at least; a name may be "". What
// follows an address without an end is left out.
func mailmap(text string) iter.Seq2[[]string, []string] {
	return func(yield func(names, mails []string) bool) {
		for line := range strings.Lines(text) {
			line, _, _ = strings.Cut(line, "#")
			var names, mails []string
			for {
				name, rest, ok := strings.Cut(line, "<")
				mail, after, closed := strings.Cut(rest, ">")
				if !ok || !closed {
					break
				}
				names, mails, line = append(names, strings.TrimSpace(name)), append(mails, strings.TrimSpace(mail)), after
			}
			if len(mails) > 0 && !yield(names, mails) {
				return
			}
		}
	}
}
