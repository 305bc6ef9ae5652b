package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
)

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	Home        string       `json:"home_page_url,omitempty"`
	Self        string       `json:"feed_url,omitempty"`
	Description string       `json:"description,omitempty"`
	Authors     []jsonAuthor `json:"authors"`
	Items       []jsonItem   `json:"items"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url,omitempty"`
	Title     string       `json:"title"`
	Summary   string       `json:"summary,omitempty"`
	HTML      string       `json:"content_html"`
	Published string       `json:"date_published,omitempty"`
	Modified  string       `json:"date_modified"`
	Authors   []jsonAuthor `json:"authors"`
	Tags      []string     `json:"tags,omitempty"`
	Language  string       `json:"language,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

// JSON is the feed as JSON Feed 1.1 has it: jsonfeed.org/version/1.1
func (f Feed) JSON() ([]byte, error) {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: titleOf(f.Title), Home: f.Home, Self: f.Alt,
		Description: plain(f.Subtitle), Authors: jsonAuthors(f.authors(nil)), Items: []jsonItem{},
	}
	for _, e := range f.sorted() {
		out.Items = append(out.Items, f.jsonItem(e))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(out); err != nil {
		return nil, fmt.Errorf("write the feed %s: %w", f.ID, err)
	}
	return b.Bytes(), nil
}

func (f Feed) jsonItem(e Entry) jsonItem {
	out := jsonItem{
		ID: e.ID, URL: e.Link, Title: titleOf(e.Title), Summary: plain(e.Summary), HTML: plain(e.HTML), Modified: stamp(e.Updated),
		Authors: jsonAuthors(f.authors(e.Authors)), Tags: e.Tags, Language: e.Lang,
	}
	if !e.Published.IsZero() {
		out.Published = stamp(e.Published)
	}
	return out
}

func jsonAuthors(names []string) []jsonAuthor {
	out := make([]jsonAuthor, len(names))
	for i, n := range names {
		out[i] = jsonAuthor{n}
	}
	return out
}
