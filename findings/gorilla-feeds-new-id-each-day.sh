#!/usr/bin/env bash
# gorilla/feeds gives an entry another id each day on which it changes, and JSON entries none at all
#
# Package:   github.com/gorilla/feeds v1.2.0 (Go module proxy)
# Guess:     an item without an Id gets one that stands as long as its link does; RFC 4287
#            (4.2.6) wants of an id that it never changes. Created and Updated are only dates.
# Seen:      the Atom id is tag:HOST,DATE:PATH with the date of Updated, so that the note
#            corrected on the 9th is another entry than the one of the 3rd. Without Updated the
#            id is steady. JSON Feed has "id": "" for every item, RSS has no guid.
# Matters:   to makers of feeds of notes, who set both dates as one should: each correction of a
#            comma is a new, unread note in every reader, and the old one stays beside it. JSON
#            Feed 1.1 has readers leave out entries without an id. Set Id to the address.
set -euo pipefail
dir=$(mktemp -d); trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"regexp"
	"time"

	"github.com/gorilla/feeds"
)

var ids = regexp.MustCompile(`<id>tag.*</id>|<guid.*</guid>|"id": ".*"`)

func print(when string, updated time.Time, id string) {
	note := &feeds.Item{Title: "Rotate the pager", Id: id, Link: &feeds.Link{Href: "https://notes.example.org/oncall/rotate"},
		Created: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC), Updated: updated}
	feed := &feeds.Feed{Title: "Notes", Link: &feeds.Link{Href: "https://notes.example.org/"}, Items: []*feeds.Item{note}}
	atom, _ := feed.ToAtom()
	rss, _ := feed.ToRss()
	json, _ := feed.ToJSON()
	fmt.Printf("%s: %q\n", when, ids.FindAllString(atom+rss+json, -1))
}

func main() {
	print("corrected on the 3rd", time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC), "")
	print("corrected on the 9th", time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC), "")
	print("no date of change", time.Time{}, "")
	print("an id of one's own", time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC), "tag:mine")
}
GO
{ go mod init example.org/x && go get github.com/gorilla/feeds@v1.2.0; } >log 2>&1 || { cat log; exit 1; }
go run . | tee out
diff out - <<'WANT'
corrected on the 3rd: ["<id>tag:notes.example.org,2026-11-03:/oncall/rotate</id>" "\"id\": \"\""]
corrected on the 9th: ["<id>tag:notes.example.org,2026-11-09:/oncall/rotate</id>" "\"id\": \"\""]
no date of change: ["<id>tag:notes.example.org,2026-11-02:/oncall/rotate</id>" "\"id\": \"\""]
an id of one's own: ["<id>tag:mine</id>" "<guid>tag:mine</guid>" "\"id\": \"tag:mine\""]
WANT
