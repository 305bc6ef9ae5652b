package main

import (
	"fmt"
	"html"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Breakfast as a page for others: markdown for a chat or a meeting's note, HTML for a
// mail. Both escape whatever comes out of the pool.

const mostOnPage = 12 // of one course; the rest is counted

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

// html is breakfast as a small page with nothing but text: no styles, scripts, links or
// images, so that a mail program has nothing to block.
func (r breakfastResult) html() string {
	var b strings.Builder
	text := func(s string) string { return html.EscapeString(note.Clean(s)) }
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>%s</title></head>\n<body>\n", text(r.Pool))
	fmt.Fprintf(&b, "<h1>%s</h1>\n<p>%s</p>\n", text(r.Pool), text(r.heading()))
	if r.quiet() {
		b.WriteString("<p>Nothing new, and nobody waits.</p>\n")
	}
	for _, c := range r.courses() {
		fmt.Fprintf(&b, "<h2>%s</h2>\n<ul>\n", text(c.title))
		for _, it := range c.items[:min(len(c.items), mostOnPage)] {
			fmt.Fprintf(&b, "<li>%s", text(it.title))
			if it.address != "" {
				fmt.Fprintf(&b, " <code>%s</code>", text(string(it.address)))
			}
			if it.word != "" {
				fmt.Fprintf(&b, " – %s", text(it.word))
			}
			b.WriteString("</li>\n")
		}
		if more := len(c.items) - mostOnPage; more > 0 {
			fmt.Fprintf(&b, "<li>and %d more</li>\n", more)
		}
		b.WriteString("</ul>\n")
	}
	fmt.Fprintf(&b, "<p>%s<br><code>%s</code></p>\n</body>\n</html>\n", text(r.Act.Why), text(r.Act.Command))
	return b.String()
}
