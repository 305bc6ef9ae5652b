#!/usr/bin/env bash
# go-git reads the user's settings without what they include: a name that git knows is missing
#
# Package:   github.com/go-git/go-git/v5 v5.19.3 (Go module proxy), beside the installed git
# Guess:     ConfigScoped(GlobalScope) is "git config --global": it merges the files of a
#            scope, so [include] and [includeIf] in ~/.gitconfig are followed.
# Seen:      with the name in an included file, "git config user.name" says Ana; go-git says
#            "" without an error, and keeps the include as one more raw section. What the
#            file itself says is read.
# Matters:   many people keep one name for work and one for home in included files. A tool
#            that commits with go-git then signs with nobody, or with the wrong one, and no
#            error tells. Ask the raw sections for include.path before trusting a value, or
#            ask git where it is installed.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
mkdir home && printf '[include]\n\tpath = me.inc\n[init]\n\tdefaultBranch = main\n' > home/.gitconfig
printf '[user]\n\tname = Ana\n\temail = ana@example.org\n' > home/me.inc
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/go-git/go-git/v5/config"
)

func main() {
	c, err := config.LoadConfig(config.GlobalScope)
	fmt.Printf("name=%q branch=%q err=%v include=%q\n", c.User.Name, c.Init.DefaultBranch, err, c.Raw.Section("include").Option("path"))
}
GO
go mod init example.org/x >/dev/null 2>&1
go get github.com/go-git/go-git/v5@v5.19.3 >/dev/null 2>&1
go build -o ask .
git_says=$(HOME=$dir/home XDG_CONFIG_HOME=$dir/none git config user.name)
go_says=$(HOME=$dir/home XDG_CONFIG_HOME=$dir/none ./ask)
echo "git:    $git_says"
echo "go-git: $go_says"
[ "$git_says" = Ana ]
[ "$go_says" = 'name="" branch="main" err=<nil> include="me.inc"' ]
