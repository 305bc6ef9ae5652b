#!/usr/bin/env bash
# huh's forms for screen readers hear one of several piped answers, and keep back what helps
#
# Package:   github.com/charmbracelet/huh v1.0.0 (Go module proxy)
# Guess:     in accessible mode a form is a row of plain questions; "printf 'ana\nteam\n' | form"
#            answers the first two. A field says what it is for and what stands in it already.
# Seen:      each question reads ahead with a reader of its own: the first gets its line, all
#            later ones get the end of input. That is no error: they keep what they had, and
#            the form ends as if it had been filled in. Answers that come one by one, as from a
#            terminal, are all heard. Neither the description of a field nor the value that
#            Enter will keep is printed; a title that is computed becomes "Input:".
# Matters:   to whoever tests such a form, or fills it from a script: a wrong value is stored
#            without a word. To people with a screen reader: put what they need in the title.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/charmbracelet/huh"
)

func main() {
	name, team, city := "nobody", "none", "nowhere"
	form := huh.NewForm(huh.NewGroup(
		huh.NewInput().Title("Name?").Description("As colleagues call you.").Value(&name),
		huh.NewInput().Title("Team?").Value(&team),
		huh.NewInput().TitleFunc(func() string { return "Where is " + name + "?" }, &name).Value(&city),
	)).WithAccessible(true)
	err := form.Run()
	fmt.Fprintln(os.Stderr, name, team, city, err)
}
GO
{ go mod init example.org/x && go get github.com/charmbracelet/huh@v1.0.0 && go mod tidy && go build -o form .; } >log 2>&1 || { cat log; exit 1; }
{ echo "at once:"; printf 'ana\ntea\nlisbon\n' | ./form
  echo "one by one:"; { for answer in ana tea lisbon; do sleep 0.5; echo "$answer"; done; } | ./form; } >out 2>&1
sed -i 's/ *$//; /^$/d' out
cat out
diff out - <<'WANT'
at once:
Name?
Team?
Input:
ana none nowhere <nil>
one by one:
Name?
Team?
Input:
ana tea lisbon <nil>
WANT
