package chat

import (
	"regexp"
	"strings"
	"sync"
)

// Slack's text is mrkdwn: *bold*, _italic_, ~struck~, <address|text>, <@user>, and only &, <
// and > are escaped. Each line break is one.

var (
	angle  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`<([^<>\n]+)>`) })
	bold   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(^|[\s(\[{"'_~>])\*([^*\n]*[^*\s])\*`) })
	struck = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(^|[\s(\[{"'_*])~([^~\n]*[^~\s])~`) })
	bullet = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^(\s*)[•◦▪]\s+`) })
)

var plain = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// markdown is what a message says. Code is kept to the character.
func (w *workspace) markdown(text string) string {
	parts := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "```")
	for i, p := range parts {
		if i%2 == 1 && i < len(parts)-1 {
			parts[i] = "\n" + strings.Trim(plain.Replace(w.links(p, true)), "\n") + "\n"
			continue
		}
		p = w.prose(p)
		if i > 0 {
			p = strings.TrimLeft(p, " \n")
			if p != "" {
				p = "\n\n" + p
			}
		}
		if i < len(parts)-1 {
			if p = strings.TrimRight(p, " \n"); p != "" {
				p += "\n\n"
			}
		}
		parts[i] = p
	}
	return strings.TrimSpace(strings.Join(parts, "```"))
}

// prose converts what stands between blocks of code.
func (w *workspace) prose(text string) string {
	parts := strings.Split(text, "`")
	for i, p := range parts {
		if i%2 == 1 && i < len(parts)-1 {
			parts[i] = plain.Replace(w.links(p, true))
			continue
		}
		p = bold().ReplaceAllString(p, "$1**$2**")
		p = struck().ReplaceAllString(p, "$1~~$2~~")
		p = bullet().ReplaceAllString(p, "$1- ")
		parts[i] = w.links(p, false)
	}
	return breaks(strings.Join(parts, "`"))
}

// breaks keeps the lines of a message apart, and undoes what Slack escapes. A quoted line
// begins with an escaped >.
func breaks(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		quoted := strings.HasPrefix(line, "&gt;")
		line = strings.TrimRight(line, " ")
		if quoted {
			line = "> " + strings.TrimPrefix(strings.TrimPrefix(line, "&gt;"), " ")
		}
		lines[i] = escapeAngles(line, quoted)
		if i+1 < len(lines) && line != "" && strings.TrimSpace(lines[i+1]) != "" && !isItem(lines[i+1]) {
			lines[i] += "  "
		}
		if i+1 < len(lines) && quoted && !strings.HasPrefix(lines[i+1], "&gt;") && lines[i+1] != "" {
			lines[i] = strings.TrimRight(lines[i], " ") + "\n"
		}
	}
	return strings.Join(lines, "\n")
}

// escapeAngles undoes &amp;; < and > stay escaped outside of code, where they would be HTML.
func escapeAngles(line string, quoted bool) string {
	line = strings.ReplaceAll(line, "&gt;", ">")
	line = strings.ReplaceAll(line, "&lt;", `\<`)
	line = strings.ReplaceAll(line, "&amp;", "&")
	if !quoted && strings.HasPrefix(line, ">") {
		return `\` + line
	}
	return line
}

func isItem(line string) bool {
	line = strings.TrimLeft(line, " \t")
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "• ")
}

// links writes out what stands between < and >.
func (w *workspace) links(text string, code bool) string {
	return angle().ReplaceAllStringFunc(text, func(s string) string {
		target, label, labelled := strings.Cut(s[1:len(s)-1], "|")
		switch target[0] {
		case '@':
			return "@" + w.mention(target[1:], label)
		case '#':
			return "#" + first(label, w.channels[target[1:]], target[1:])
		case '!':
			return special(target[1:], label)
		}
		switch {
		case code && labelled:
			return label
		case code || !labelled && !strings.HasPrefix(target, "mailto:"):
			return target
		case !labelled:
			return strings.TrimPrefix(target, "mailto:")
		}
		return "[" + strings.NewReplacer("[", `\[`, "]", `\]`).Replace(label) + "](" + plain.Replace(target) + ")"
	})
}

// mention is how somebody is called.
func (w *workspace) mention(id, label string) string {
	u := w.users[id]
	return first(u.Profile.DisplayName, u.Name, label, id)
}

// special reads <!here>, <!subteam^S1|@team> and <!date^1700000000^{date}|1 Nov>.
func special(target, label string) string {
	if label != "" {
		return label
	}
	word, _, _ := strings.Cut(target, "^")
	return "@" + word
}
