#!/usr/bin/env bash
# A program that uses goldmark's check boxes compiles the patterns of its links at every start
#
# Package:   github.com/yuin/goldmark v1.8.7 (Go module proxy)
# Guess:     importing goldmark/extension for one small extension, check boxes of 120 lines, costs
#            a command-line program nothing that it does not use: extensions are values that
#            are given to goldmark.New, and Linkify is not among them.
# Seen:      before main, the package compiles two patterns of Linkify, in which {1,256} becomes
#            256 nested choices: 264 kB and 2,049 allocations, two and a half times what goldmark's own
#            parser takes, and the compiler's recursion grows the main stack by some 400 kB: 220 page
#            faults and about a millisecond of every start, where `git version` takes one in all.
# Matters:   to short-lived programs that read markdown – note tools, linters, git hooks, shell
#            completion – and to their authors who look for it in GODEBUG=inittrace=1, which
#            counts the allocations but not the stack. Importing less does not help: all
#            extensions are one package. Compiled on first use it would cost nobody.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
mkdir core boxes
cat > core/main.go <<'GO'
package main

import (
	"fmt"
	"runtime"

	"github.com/yuin/goldmark"
)

func main() {
	goldmark.New()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(m.StackInuse / 1000)
}
GO
sed -e 's#"github.com/yuin/goldmark"#&\n	"github.com/yuin/goldmark/extension"#' \
    -e 's#goldmark.New()#goldmark.New(goldmark.WithExtensions(extension.TaskList))#' core/main.go > boxes/main.go
{ go mod init example.org/x && go get github.com/yuin/goldmark@v1.8.7 && go build -o core-run ./core && go build -o boxes-run ./boxes; } >log 2>&1 || { cat log; exit 1; }
core=$(./core-run) boxes=$(./boxes-run)
echo "stacks of goldmark alone: $core kB; with check boxes: $boxes kB"
GODEBUG=inittrace=1 ./boxes-run 2>&1 | grep 'goldmark/' | tee init
bytes() { awk -v p="github.com/yuin/goldmark/$1" '$2 == p { print $8 }' init; }
[ $((boxes - core)) -ge 250 ] && [ "$(bytes extension)" -gt $((2 * $(bytes parser))) ]
