package feed_test

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/feed"
)

func day(n int) time.Time { return time.Date(2026, 11, n, 9, 30, 0, 5e8, time.FixedZone("", 3600)) }

// sample has what readers stumble over: angle brackets, titles that look like numbers or
// entities, several authors, no author, no text, letters beyond ASCII and control characters.
func sample() feed.Feed {
	name := feed.Namer{Authority: "notes.example.org", Pool: "guild"}
	page := func(a string) string { return "https://notes.example.org/guild/" + a + "/" }
	return feed.Feed{
		ID: name.ID(""), Title: "Reliability & <guild>", Subtitle: "What is new", Author: "Guild",
		Home: page("."), Self: page(".") + "feed.xml", Alt: page(".") + "feed.json", Updated: day(1),
		Entries: []feed.Entry{
			{ID: name.ID("a/old"), Title: "1.10", Link: page("a/old"), HTML: "<p>true</p>", Published: day(2), Updated: day(2)},
			{ID: name.ID("a/generic"), Title: "Use List<T> & write &amp;", Link: page("a/generic"), Summary: "Short <T>", HTML: "<pre><code>List&lt;T&gt;\n  &amp;amp;</code></pre>", Authors: []string{"ana", "ben", "ana", " "}, Tags: []string{"go", "c++"}, Published: day(3), Updated: day(9), Lang: "en"},
			{ID: name.ID("ü/größe"), Title: "Größe\n  und\x00 数据\x1b[31m", Link: page("%C3%BC/gr%C3%B6%C3%9Fe"), HTML: "", Updated: day(4), Lang: "de"},
			{ID: name.ID("b/same"), Title: "", Link: page("b/same"), HTML: "<p>x</p>", Updated: day(2)},
		},
	}
}

func write(t *testing.T, f feed.Feed) (atom, json []byte) {
	t.Helper()
	atom, err := f.Atom()
	if err != nil {
		t.Fatal(err)
	}
	json, err = f.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return atom, json
}

// Ids come from addresses alone, and are URIs whatever the address is.
func TestIDs(t *testing.T) {
	for _, c := range []struct{ authority, pool, address, want string }{
		{"notes.example.org", "guild", "oncall/pager", "tag:notes.example.org,2026:guild/oncall/pager"},
		{"Notes.Example.org", "", "oncall/pager", "tag:notes.example.org,2026:oncall/pager"},
		{"", "guild", "größe?#x", "tag:pool.invalid,2026:guild/gr%C3%B6%C3%9Fe%3F%23x"},
		{"a b", "guild", "", "tag:pool.invalid,2026:guild/"},
		{"ex.org", "my pool", "a,b:c@d", "tag:ex.org,2026:my%20pool/a%2Cb%3Ac%40d"},
	} {
		if got := (feed.Namer{Authority: c.authority, Pool: c.pool}).ID(c.address); got != c.want {
			t.Errorf("%q: %s, want %s", c.address, got, c.want)
		}
	}
}

// What a reader gets from Atom is what was said, the latest change first.
func TestAtomIsReadBack(t *testing.T) {
	atom, _ := write(t, sample())
	var got struct {
		XMLName xml.Name
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Authors []struct {
				Name string `xml:"name"`
			} `xml:"author"`
			Content struct {
				Type string `xml:"type,attr"`
				Text string `xml:",chardata"`
			} `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(atom, &got); err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, e := range got.Entries {
		titles = append(titles, e.Title)
	}
	if want := "Use List<T> & write &amp;|Größe und 数据[31m|1.10|Untitled"; strings.Join(titles, "|") != want {
		t.Errorf("titles %q, want %q", titles, want)
	}
	first := got.Entries[0]
	if first.Content.Type != "html" || first.Content.Text != sample().Entries[1].HTML {
		t.Errorf("content %+v", first.Content)
	}
	if len(first.Authors) != 2 || got.Entries[1].Authors[0].Name != "Guild" {
		t.Errorf("authors %+v and %+v: one element each, the feed's where nobody is named", first.Authors, got.Entries[1].Authors)
	}
	if got.Updated != "2026-11-09T08:30:00Z" || got.Links[1].Rel != "self" || got.Links[1].Href != sample().Self {
		t.Errorf("updated %s, links %+v", got.Updated, got.Links)
	}
}

// Both formats are the same bytes again, in whatever order the entries came.
func TestFeedsAreDeterministic(t *testing.T) {
	turned := sample()
	for i, j := 0, len(turned.Entries)-1; i < j; i, j = i+1, j-1 {
		turned.Entries[i], turned.Entries[j] = turned.Entries[j], turned.Entries[i]
	}
	atom, js := write(t, sample())
	atom2, js2 := write(t, turned)
	if string(atom) != string(atom2) || string(js) != string(js2) {
		t.Error("another order gave other bytes")
	}
}

func TestJSONIsReadBack(t *testing.T) {
	_, js := write(t, sample())
	var got struct {
		Version, Feed_url string
		Items             []struct {
			ID, Title, Content_html, Date_modified string
			Authors                                []struct{ Name string }
		}
	}
	if err := json.Unmarshal(js, &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != "https://jsonfeed.org/version/1.1" || got.Feed_url != sample().Alt || len(got.Items) != 4 {
		t.Errorf("%+v", got)
	}
	if it := got.Items[0]; it.Content_html != sample().Entries[1].HTML || len(it.Authors) != 2 || it.Date_modified != "2026-11-09T08:30:00Z" {
		t.Errorf("first item %+v", it)
	}
}

// A feed without entries and without a place is still one.
func TestEmptyFeed(t *testing.T) {
	atom, js := write(t, feed.Feed{ID: "tag:x.example,2026:", Updated: day(1)})
	if !strings.Contains(string(atom), "<title>Untitled</title>") || strings.Contains(string(atom), "<link") || !strings.Contains(string(js), `"items": []`) {
		t.Errorf("%s\n%s", atom, js)
	}
}

// Writes the sample for .ci/readers, where other programs read it.
func TestReaders(t *testing.T) {
	readers := os.Getenv("COP_READERS")
	if readers == "" {
		t.Skip("asked for by .ci/readers")
	}
	atom, js := write(t, sample())
	for name, b := range map[string][]byte{"sample.xml": atom, "sample.json": js} {
		if err := os.WriteFile(filepath.Join(readers, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
