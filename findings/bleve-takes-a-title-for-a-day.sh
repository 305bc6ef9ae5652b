#!/usr/bin/env bash
# bleve does not find a daily note by its title, for it takes the title for a point in time
#
# Package:   github.com/blevesearch/bleve/v2 v2.6.3 (Go module proxy)
# Guess:     with the default mapping a text is a text: the note titled "2026-11-03" is found by that day, by
#            2026, by the title in quotation marks; that a date is seen in it makes ranges of days possible as well.
# Seen:      such a value is a date and nothing else. All of these find the note "Notes of 2026-11-03" and
#            none finds "2026-11-03" itself; only a range of days does. It goes value by value:
#            in one list of tags "diary" is found and the day is not; the title "2026-11" is a text.
# Matters:   to search over vaults, where a day is the usual title of a note and the usual value in front
#            matter: the search box answers, with everything but the note that is called so. Map the
#            fields that are text by hand, as in the second half of the output.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"sort"

	"github.com/blevesearch/bleve/v2"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var notes = map[string]map[string]any{
	"day":   {"title": "2026-11-03"},
	"about": {"title": "Notes of 2026-11-03"},
	"month": {"title": "2026-11"},
	"tags":  {"title": "Minutes", "tags": []any{"2026-11-03", "diary"}},
}

func main() {
	text := bleve.NewDocumentMapping()
	text.AddFieldMappingsAt("title", bleve.NewTextFieldMapping())
	text.AddFieldMappingsAt("tags", bleve.NewTextFieldMapping())
	mapped := bleve.NewIndexMapping()
	mapped.DefaultMapping = text
	for _, m := range []struct {
		name string
		ix   bleve.Index
	}{{"default", must(bleve.NewMemOnly(bleve.NewIndexMapping()))}, {"mapped", must(bleve.NewMemOnly(mapped))}} {
		for id, note := range notes {
			if err := m.ix.Index(id, note); err != nil {
				panic(err)
			}
		}
		for _, q := range []string{`2026-11-03`, `"2026-11-03"`, `title:"2026-11-03"`, `2026`, `tags:diary`, `title:>="2026-11-01"`} {
			var found []string
			for _, h := range must(m.ix.Search(bleve.NewSearchRequest(bleve.NewQueryStringQuery(q)))).Hits {
				found = append(found, h.ID)
			}
			sort.Strings(found)
			fmt.Println(m.name, q, found)
		}
	}
}
GO
{ go mod init example.org/x && go get github.com/blevesearch/bleve/v2@v2.6.3 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
go run . | tee out
diff out - <<'WANT'
default 2026-11-03 [about month]
default "2026-11-03" [about]
default title:"2026-11-03" [about]
default 2026 [about month]
default tags:diary [tags]
default title:>="2026-11-01" [day]
mapped 2026-11-03 [about day month tags]
mapped "2026-11-03" [about day tags]
mapped title:"2026-11-03" [about day]
mapped 2026 [about day month tags]
mapped tags:diary [tags]
mapped title:>="2026-11-01" []
WANT
