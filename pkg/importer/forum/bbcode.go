package forum

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/html"

	"github.com/breakfast-table/cop/pkg/importer/hypertext"
)

// Discourse writes markdown with some BBCode in it.

var bb = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("[/details]", "", "[spoiler]", "", "[/spoiler]", "", "[/wrap]", "")
})

var (
	bbQuote = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?ms)^\[quote(?:="([^",\]]*)[^\]]*)?\]\n?(.*?)\n?\[/quote\]`)
	})
	bbDetails = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\[details="?([^"\]]*)"?\]`) })
	bbSize    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(!\[[^\]|]*)\|\d+x\d+(?:,\s*\d+%)?\]`) })
)

// bbcode is Discourse's markdown as anybody's: quotes with who said it, details with their
// summary, pictures without a size. Code is left as it is.
func bbcode(text string) string {
	if !strings.ContainsAny(text, "[") {
		return text
	}
	parts := strings.Split(text, "```")
	for i := 0; i < len(parts); i += 2 {
		p := bbQuote().ReplaceAllStringFunc(parts[i], quote)
		p = bbDetails().ReplaceAllString(p, "**$1**\n")
		p = bbSize().ReplaceAllString(p, "$1]")
		parts[i] = bb().Replace(p)
	}
	return strings.TrimSpace(strings.Join(parts, "```"))
}

func quote(s string) string {
	m := bbQuote().FindStringSubmatch(s)
	said := strings.ReplaceAll(strings.TrimSpace(m[2]), "\n", "\n> ")
	if m[1] != "" {
		return "> " + m[1] + " wrote:\n>\n> " + said + "\n"
	}
	return "> " + said + "\n"
}

// cooked is the markdown of Discourse's HTML, without what its pages add to a post.
func cooked(c *hypertext.Converter, src string) (string, error) {
	if !strings.Contains(src, "class=") {
		return c.Markdown(src)
	}
	doc, err := html.Parse(strings.NewReader(src))
	if err != nil {
		return c.Markdown(src)
	}
	var drop []*html.Node
	for n := range doc.Descendants() {
		switch class := classOf(n); {
		case n.Data == "img" && strings.Contains(class, "emoji"):
			n.Type, n.Data = html.TextNode, attrOf(n, "title")
			n.DataAtom, n.Attr = 0, nil
		case n.Data == "a" && (strings.Contains(class, "mention") || strings.Contains(class, "lightbox") || strings.Contains(class, "hashtag")):
			n.Data, n.DataAtom, n.Attr = "span", 0, nil
		case n.Data == "aside" && strings.Contains(class, "quote"):
			n.Data, n.DataAtom = "div", 0
		case strings.Contains(class, "meta") && n.Data == "div", n.Data == "a" && class == "anchor", class == "quote-controls", n.Data == "svg":
			drop = append(drop, n)
		}
	}
	for _, n := range drop {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
	return c.Node(doc)
}

func classOf(n *html.Node) string { return attrOf(n, "class") }

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
