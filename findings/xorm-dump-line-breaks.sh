#!/usr/bin/env bash
# A line break in a dump that xorm writes is no part of a quoted text
#
# Package:   xorm.io/xorm v1.3.9, which "answer dump" of Apache Answer writes its dumps with
# Guess:     INSERT … VALUES ('first line
#            second line'): a quoted text holds everything but the quote, which is doubled.
# Seen:      each run of control characters becomes a term of its own, and how depends on the
#            database: 'first' || X'0a' || 'second' (SQLite), e'\x0a' (PostgreSQL),
#            CONCAT('first', CHAR(10), 'second') (MySQL).
# Matters:   to whoever brings questions out of such a site: bodies are markdown, so nearly
#            every one is an expression. A reader of literals gets the first line of each.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"os"

	_ "modernc.org/sqlite"
	"xorm.io/xorm"
)

type Question struct {
	ID   int64  `xorm:"pk 'id'"`
	Body string `xorm:"TEXT 'body'"`
}

func main() {
	e, err := xorm.NewEngine("sqlite", "file:q.db")
	if err == nil {
		err = e.Sync(new(Question))
	}
	if err == nil {
		_, err = e.Insert(&Question{1, "first\nsecond"})
	}
	if err == nil {
		err = e.DumpAll(os.Stdout)
	}
	if err != nil {
		panic(err)
	}
}
GO
go mod init example.org/x >/dev/null 2>&1
go get xorm.io/xorm@v1.3.9 modernc.org/sqlite >/dev/null 2>&1
out=$(go run . | grep INSERT)
echo "$out"
[[ $out == *"'first' || X'0a' || 'second'"* ]]
