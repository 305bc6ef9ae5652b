#!/usr/bin/env bash
# Four feed readers give "use <name> here", which a feed said is plain text, as if it were HTML
#
# Package:   github.com/mmcdole/gofeed v1.4.2 (Go module proxy); rss-parser 3.13.0, feedparser 2.6.0 and
#            @rowanmanning/feed-parser 2.1.5 (npm)
# Guess:     Atom says of each text whether it is text, HTML or XHTML, and text is the default
#            (RFC 4287, 3.1.1); JSON Feed has content_text beside content_html. A reader that gives one
#            "content" gives HTML, and writes text as such – or says which of the two it is.
# Seen:      both come in the same field as they stood, and no other field tells them apart: "use <name>
#            here" of type="text" and "use &lt;name&gt; here" of type="html". gofeed does so with JSON Feed
#            as well. What shows the field as HTML shows "use here".
# Matters:   to writers of feeds: content that is text loses what is in angle brackets and all its line
#            breaks in what people read with. Write type="html" and content_html, though text is shorter
#            and the default; summaries too.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error rss-parser@3.13.0 feedparser@2.6.0 @rowanmanning/feed-parser@2.1.5; } >log 2>&1 || { cat log; exit 1; }
entry() { echo "<entry><title>$1</title><id>tag:example.org,2026:$1</id><link href=\"https://table.example.org/$1\"/><updated>2026-11-04T10:00:00Z</updated>$2</entry>"; }
{
  echo '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Table</title><id>tag:example.org,2026:t</id>'
  echo '<updated>2026-11-04T10:00:00Z</updated><author><name>Guild</name></author><link href="https://table.example.org/"/>'
  entry text '<content type="text">use &lt;name&gt; here</content>'
  entry html '<content type="html">use &amp;lt;name&amp;gt; here</content>'
  echo '</feed>'
} > feed.atom
cat > feed.json <<'JSON'
{"version": "https://jsonfeed.org/version/1.1", "title": "Table", "items": [
  {"id": "text", "content_text": "use <name> here"},
  {"id": "html", "content_html": "use &lt;name&gt; here"}]}
JSON
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/mmcdole/gofeed"
)

func main() {
	for _, name := range []string{"feed.atom", "feed.json"} {
		file, err := os.Open(name)
		if err != nil {
			panic(err)
		}
		feed, err := gofeed.NewParser().Parse(file)
		if err != nil {
			panic(err)
		}
		fmt.Println("gofeed", name)
		for _, item := range feed.Items {
			fmt.Println(" ", item.Content)
		}
	}
}
GO
{ go mod init example.org/x && go get github.com/mmcdole/gofeed@v1.4.2 && go mod tidy && go build -o gofeed . ; } >>log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import RssParser from 'rss-parser';
import FeedParser from 'feedparser';
import { parseFeed } from '@rowanmanning/feed-parser';
import { readFileSync } from 'node:fs';
const feed = readFileSync('feed.atom', 'utf8');
console.log('rss-parser');
for (const item of (await new RssParser().parseString(feed)).items) console.log(' ', item.content);
console.log('feedparser');
const parser = new FeedParser();
parser.end(feed);
for await (const item of parser) console.log(' ', item.description);
console.log('feed-parser');
for (const item of parseFeed(feed).items) console.log(' ', item.content);
JS
{ ./gofeed; node try.mjs; } | tee out
diff out - <<'WANT'
gofeed feed.atom
  use <name> here
  use &lt;name&gt; here
gofeed feed.json
  use <name> here
  use &lt;name&gt; here
rss-parser
  use <name> here
  use &lt;name&gt; here
feedparser
  use <name> here
  use &lt;name&gt; here
feed-parser
  use <name> here
  use <name> here
WANT
