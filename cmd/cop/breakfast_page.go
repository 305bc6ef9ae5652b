package main

import (
	"fmt"
	"html"
	"net/url"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Breakfast as a page for others: markdown for a chat or a meeting's note, HTML for a
// mail. Both escape whatever comes out of the pool.

const (
	mostOnPage = 12     // of one course; the rest is counted
	mostHTML   = 90_000 // bytes that servings may fill: mail programs fold a mail away after some 100 KB
	mostWords  = 300    // letters of a title or a word on a page; what is longer is cut, and shows it
)

// markdown is breakfast as a list per course. linked notes are links of the pool, for a
// note in it; a chat gets their addresses to type.
func (r breakfastResult) markdown(linked bool) string {
	var b strings.Builder
	if !linked {
		fmt.Fprintf(&b, "**%s** · %s\n", mdText(r.Pool), r.heading())
	}
	if r.quiet() {
		b.WriteString("\nNothing new, and nobody waits.\n")
	}
	for _, c := range r.courses() {
		fmt.Fprintf(&b, "\n**%s**\n\n", c.title)
		for _, it := range c.items[:min(len(c.items), mostOnPage)] {
			b.WriteString("- " + it.markdown(linked) + "\n")
		}
		if more := len(c.items) - mostOnPage; more > 0 {
			fmt.Fprintf(&b, "- and %d more\n", more)
		}
	}
	if !linked {
		fmt.Fprintf(&b, "\n%s `%s`\n", mdText(r.Act.Why), mdCode(r.Act.Command))
	}
	return b.String()
}

func (it serving) markdown(linked bool) string {
	out := mdText(it.title)
	if it.address != "" {
		out += " (`" + mdCode(string(it.address)) + "`)"
	}
	if linked && it.address != "" {
		out = "[[" + string(it.address) + "|" + strings.NewReplacer("[", "(", "]", ")", "|", "/").Replace(note.Clean(it.title)) + "]]"
	}
	if it.word != "" {
		out += " – " + mdText(it.word)
	}
	return out
}

// mdText is text that markdown shows as it is, and that mentions nobody: a handle after
// an at sign would call people in a chat.
func mdText(s string) string {
	var b strings.Builder
	for _, r := range note.Clean(s) {
		switch {
		case r == '@':
			r = '＠'
		case strings.ContainsRune("\\`*_[]<>#|~&!", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// mdCode is text between backticks.
func mdCode(s string) string { return strings.ReplaceAll(note.Clean(s), "`", "'") }

// Styles of the page. Mail programs drop style sheets, so each element has its own, and none
// sets a background: the reader's, light or dark, stays.
const (
	pageStyle    = "font-family:Georgia,serif;font-size:17px;line-height:1.5;max-width:36em;margin:0 auto;padding:1em"
	headingStyle = "font-size:1.1em;margin:1.4em 0 .3em"
	listStyle    = "margin:0;padding-left:1.2em"
	smallStyle   = "opacity:.75;margin:0"
)

// html is breakfast as a small page that a mail program shows whole: styles stand in the
// elements, and there is nothing to fetch.
func (r breakfastResult) html() string {
	var b strings.Builder
	text := func(s string) string { return html.EscapeString(fewWords(s)) }
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>%s</title></head>\n<body>\n<div style=\"%s\">\n", text(r.Pool), pageStyle)
	fmt.Fprintf(&b, "<h1 style=\"font-size:1.5em;margin:0\">%s</h1>\n<p style=\"%s\">%s</p>\n", text(r.Pool), smallStyle, text(r.heading()))
	if r.quiet() {
		b.WriteString("<p>Nothing new, and nobody waits.</p>\n")
	}
	for _, c := range r.courses() {
		fmt.Fprintf(&b, "<h2 style=\"%s\">%s</h2>\n<ul style=\"%s\">\n", headingStyle, text(c.title), listStyle)
		shown := 0
		for _, it := range c.items[:min(len(c.items), mostOnPage)] {
			item := fmt.Sprintf("<li>%s</li>\n", r.htmlItem(it))
			if b.Len()+len(item) > mostHTML {
				break
			}
			b.WriteString(item)
			shown++
		}
		if more := len(c.items) - shown; more > 0 {
			fmt.Fprintf(&b, "<li>and %d more</li>\n", more)
		}
		b.WriteString("</ul>\n")
	}
	fmt.Fprintf(&b, "<p style=\"margin:1.6em 0 0\">%s<br><code>%s</code></p>\n</div>\n</body>\n</html>\n", text(r.Act.Why), html.EscapeString(note.Clean(r.Act.Command)))
	return b.String()
}

// htmlItem is a serving; its title leads to its page where the letter knows of a site.
func (r breakfastResult) htmlItem(it serving) string {
	text := func(s string) string { return html.EscapeString(note.Clean(s)) }
	out := text(fewWords(it.title))
	if page := r.page(it.address); page != "" {
		out = "<a href=\"" + text(page) + "\">" + out + "</a>"
	}
	if it.address != "" {
		out += " <code>" + text(string(it.address)) + "</code>"
	}
	if it.word != "" {
		out += " – " + text(fewWords(it.word))
	}
	return out
}

// fewWords is a text of the pool, cleaned, and cut where it is too long for a page.
func fewWords(s string) string {
	all := []rune(note.Clean(s))
	if len(all) <= mostWords {
		return string(all)
	}
	return string(all[:mostWords]) + "…"
}

// page is where a site shows a note; "" without one.
func (r breakfastResult) page(a note.Address) string {
	if r.site == "" || a == "" {
		return ""
	}
	u := url.URL{Path: string(a) + "/"}
	return r.site + "/" + strings.TrimPrefix(u.EscapedPath(), "./")
}

// plain is breakfast as the text of a mail.
func (r breakfastResult) plain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", fewWords(r.Pool), r.heading())
	if r.quiet() {
		b.WriteString("\nNothing new, and nobody waits.\n")
	}
	for _, c := range r.courses() {
		fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(c.title))
		for _, it := range c.items[:min(len(c.items), mostOnPage)] {
			b.WriteString("* " + r.plainItem(it))
		}
		if more := len(c.items) - mostOnPage; more > 0 {
			fmt.Fprintf(&b, "* and %d more\n", more)
		}
	}
	fmt.Fprintf(&b, "\n%s\n  %s\n", fewWords(r.Act.Why), note.Clean(r.Act.Command))
	return b.String()
}

func (r breakfastResult) plainItem(it serving) string {
	out := fewWords(it.title)
	if it.word != "" {
		out += " – " + fewWords(it.word)
	}
	if page := r.page(it.address); page != "" {
		return out + "\n  " + page + "\n"
	}
	if it.address != "" {
		out += "\n  cop show " + note.Clean(string(it.address))
	}
	return out + "\n"
}
