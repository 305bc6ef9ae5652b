package vault

import (
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
)

// What Logseq writes in blocks and properties that markdown has no word for. The rules were held
// to mldoc 1.6, which parses for it.

// propertyValues splits what a property lists: at commas of two alphabets, bars and hashes, but
// not within [[…]] or quotes.
func propertyValues(s string) []string {
	var out []string
	var word strings.Builder
	end := func() {
		if w := strings.TrimSpace(word.String()); w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
		word.Reset()
	}
	deep, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch rest := s[i:]; {
		case strings.HasPrefix(rest, "[["):
			deep++
			i++
		case strings.HasPrefix(rest, "]]") && deep > 0:
			deep--
			i++
		case s[i] == '"':
			quoted = !quoted
		case deep > 0 || quoted:
			word.WriteByte(s[i])
		case s[i] == ',' || s[i] == '|' || s[i] == '#':
			end()
		case strings.HasPrefix(rest, "，"):
			i += len("，") - 1
			end()
		default:
			word.WriteByte(s[i])
		}
	}
	end()
	return out
}

// pageProperty is what a property at the top of a page says.
func pageProperty(text, key string) string {
	for line := range strings.SplitSeq(string(bulletless([]byte(text))), "\n") {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "::")
		if !ok {
			return ""
		}
		if strings.EqualFold(name, key) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

var (
	pictureSize = pattern(`(!\[[^]]*\]\([^)]*\))\{:[^}]*\}`)
	pageLabel   = pattern(`\[([^][]+)\]\(\[\[([^][]+)\]\]\)`)
	priority    = pattern(`^\[#[A-C]\] `)
)

// orgBlocks writes #+BEGIN_… as markdown has it: quotes, code and callouts. What counts the time
// of tasks (LOGBOOK) goes.
func orgBlocks(text []byte, lose func(cause string)) []byte {
	kind, lead, drawer := "", "", false
	return lines(text, func(line string) (string, bool) {
		trimmed := strings.TrimSpace(line)
		head := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		bullet := strings.HasPrefix(trimmed, "- ")
		begin, isBegin := cutFold(strings.TrimPrefix(trimmed, "- "), "#+BEGIN_")
		switch {
		case drawer:
			drawer = trimmed != ":END:"
			return "", false
		case trimmed == ":LOGBOOK:":
			drawer = true
			lose("time records of tasks: left out")
			return "", false
		case isBegin && kind == "":
			word, lang, _ := strings.Cut(begin, " ")
			kind = strings.ToUpper(word)
			if bullet {
				head += "- "
			}
			if lead = head; kind == "QUOTE" { // its first line has the bullet
				return "", false
			}
			return head + opening(kind, lang), true
		case kind == "":
			return line, true
		}
		if _, ends := cutFold(trimmed, "#+END_"); ends {
			was := kind
			kind = ""
			return head + "```", was == "SRC" || was == "EXAMPLE"
		}
		if kind == "SRC" || kind == "EXAMPLE" {
			return line, true
		}
		if kind == "QUOTE" && lead != "" {
			head, lead = lead, ""
		}
		return head + "> " + trimmed, true
	})
}

// opening is the line that a block of Org begins with in markdown.
func opening(kind, lang string) string {
	switch kind {
	case "SRC", "EXAMPLE":
		return "```" + strings.TrimSpace(lang)
	}
	return "> [" + "!" + kind + "]"
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// blockWords is what a reference to a block shows: its first line, without what only tasks have.
func blockWords(text string) string {
	word, rest, ok := strings.Cut(text, " ")
	if ok && slices.Contains(taskWords, word) {
		text = rest
	}
	text = priority().ReplaceAllString(text, "")
	text = pageLabel().ReplaceAllString(text, "$1")
	return strings.TrimSpace(strings.NewReplacer("[[", "", "]]", "", "|", "/", "((", "", "))", "", "[", "(", "]", ")").Replace(text))
}

// taskWords begin a block that is a task.
var taskWords = []string{"TODO", "LATER", "NOW", "DOING", "WAITING", "DONE", "CANCELED", "CANCELLED"}

// inline writes what stands within lines as markdown has it.
func inline(text []byte, lose func(cause string)) []byte {
	return lines(text, func(line string) (string, bool) {
		if strings.Contains(line, "){:") {
			if plain := pictureSize().ReplaceAllString(line, "$1"); plain != line {
				lose("sizes of pictures: left out")
				line = plain
			}
		}
		if strings.Contains(line, "]([[") {
			line = pageLabel().ReplaceAllString(line, "[[$2|$1]]")
		}
		return line, true
	})
}

// lister counts losses of a page.
func lister(p *page, losses *[]importer.Loss) func(cause string) {
	return func(cause string) { *losses = append(*losses, importer.Loss{Cause: cause, Example: p.id}) }
}
