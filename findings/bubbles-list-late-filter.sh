#!/usr/bin/env bash
# bubbles' list shows the result of an older filter when it arrives after the newer one
#
# Package:   github.com/charmbracelet/bubbles v1.0.0 (Go module proxy)
# Guess:     filtering runs as a command and its result comes back as FilterMatchesMsg; a
#            result for a text that is no longer in the field is dropped.
# Seen:      the message carries no sequence number and no filter text: "b" is typed, then
#            "bc"; the answer for "bc" arrives first, the one for "b" last, and the list
#            shows what matches "b" while its field says "bc".
# Matters:   commands run side by side, and on long lists a short text takes longer than a
#            long one, so the order is not rare. Wrong results stand until the next key.
#            Wrap the filter so that the result knows its text, or filter in Update.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/charmbracelet/bubbles/list"
	tea "github.com/charmbracelet/bubbletea"
)

type item string

func (i item) FilterValue() string { return string(i) }

// results runs a command and those it is made of, and keeps the answers of filters.
func results(cmd tea.Cmd) (out []tea.Msg) {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			out = append(out, results(c)...)
		}
	case list.FilterMatchesMsg:
		out = append(out, msg)
	}
	return out
}

func main() {
	l := list.New([]list.Item{item("bc"), item("bd")}, list.NewDefaultDelegate(), 40, 20)
	key := func(r rune) []tea.Msg {
		var cmd tea.Cmd
		l, cmd = l.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		return results(cmd)
	}
	key('/')
	older, newer := key('b'), key('c')
	for _, msg := range append(newer, older...) {
		l, _ = l.Update(msg)
	}
	fmt.Printf("typed %q, shown %d of 2\n", l.FilterValue(), len(l.VisibleItems()))
}
GO
go mod init example.org/x >/dev/null 2>&1
go get github.com/charmbracelet/bubbles/list@v1.0.0 github.com/charmbracelet/bubbletea@v1.3.10 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
says=$(go run .)
echo "$says"
[ "$says" = 'typed "bc", shown 2 of 2' ]
