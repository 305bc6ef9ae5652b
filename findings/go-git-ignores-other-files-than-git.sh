#!/usr/bin/env bash
# go-git's ignore patterns know no negated class, and "x/**" takes the folder x as well
#
# Package:   github.com/go-git/go-git/v5 v5.19.3, its format/gitignore; git any
# Guess:     a matcher of .gitignore answers as `git check-ignore` does for what gitignore(5)
#            describes: [!a] and [^a] are the same class turned round, [[:digit:]] is a digit,
#            and "out/**" is everything inside out but not out itself, so that a later
#            "!out/keep.md" can bring one back.
# Seen:      classes are those of Go's path matching: [!a] is an exclamation mark or an a, and
#            [[:digit:]] is no digit. "out/**" matches the folder out itself: who leaves out
#            matched folders, as git does, never comes to the file that was brought back.
# Matters:   to who lists or commits notes with the library beside people who use git: drafts
#            that git leaves alone are committed, and kept notes are never seen. The patterns
#            are common in templates of static sites and of vaults.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

func main() {
	for _, c := range [][]string{{"[!a]x.md", "bx.md"}, {"[^a]x.md", "bx.md"}, {"[!a]x.md", "ax.md"}, {"day[[:digit:]].md", "day1.md"}, {"out/**", "out/x.md"}, {"out/**", "out"}} {
		m := gitignore.NewMatcher([]gitignore.Pattern{gitignore.ParsePattern(c[0], nil)})
		fmt.Println(c[0], c[1], m.Match(strings.Split(c[1], "/"), c[1] == "out"))
	}
}
GO
export GOFLAGS=-mod=mod GOWORK=off
{ go mod init try && go get github.com/go-git/go-git/v5@v5.19.3; } >log 2>&1 || { cat log; exit 1; }
go run . > library
git init -q pool && cd pool
mkdir out
ask() { echo "$1" > .gitignore; git check-ignore -q "$2" && echo "$1 $2 true" || echo "$1 $2 false"; }
{ ask '[!a]x.md' bx.md; ask '[^a]x.md' bx.md; ask '[!a]x.md' ax.md; ask 'day[[:digit:]].md' day1.md; ask 'out/**' out/x.md; ask 'out/**' out; } > ../git
cd .. && paste -d'|' git library | tee out
diff out - <<'WANT'
[!a]x.md bx.md true|[!a]x.md bx.md false
[^a]x.md bx.md true|[^a]x.md bx.md true
[!a]x.md ax.md false|[!a]x.md ax.md true
day[[:digit:]].md day1.md true|day[[:digit:]].md day1.md false
out/** out/x.md true|out/** out/x.md true
out/** out false|out/** out true
WANT
