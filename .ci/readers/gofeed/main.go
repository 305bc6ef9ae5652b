// Prints what gofeed reads of a feed, as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/mmcdole/gofeed"
)

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	feed, err := gofeed.NewParser().Parse(f)
	if err != nil {
		panic(err)
	}
	entries := []map[string]any{}
	for _, it := range feed.Items {
		authors := []string{}
		for _, a := range it.Authors {
			authors = append(authors, a.Name)
		}
		entries = append(entries, map[string]any{"id": it.GUID, "title": it.Title, "link": it.Link, "html": it.Content, "updated": it.Updated, "authors": authors})
	}
	b, err := json.Marshal(map[string]any{"title": feed.Title, "self": feed.FeedLink, "entries": entries})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(b))
}
