package vault

import (
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// decisions are records as Nygard, MADR and log4brains have them: numbered, with a status.
var decisions = tool{
	kind: "adr", about: "decision records (MADR, Nygard, log4brains)",
	recognise: func(t *importer.Tree) int {
		if has(t, ".log4brains.yml") {
			return 90
		}
		records := 0
		for _, f := range first(t, 200) {
			if isRecord(f.Path, string(f.Head(8192))) {
				records++
			}
		}
		return sure(60, records > 0 && records*2 >= len(first(t, 200)))
	},
	describe: func(v *vault, p *page) {
		it := &p.item
		text := string(p.note.Bytes())
		if !isRecord(p.file, text) {
			return
		}
		it.Type = note.Decision
		if number, rest, ok := strings.Cut(it.Title, ". "); ok && strings.Trim(number, "0123456789") == "" {
			it.Title = rest
		}
		it.Title = strings.TrimPrefix(it.Title, "ADR: ")
		v.recordStatus(p, text)
		for _, key := range []string{"Date", "date"} {
			if t, ok := note.ParseTime(lineValue(text, key)); ok && it.Date.IsZero() {
				it.Date = t
			}
		}
		for _, key := range []string{"Deciders", "decision-makers", "deciders"} {
			for _, name := range decidersOf(p.note, text, key) {
				if who := personOf(name); !slices.Contains(it.Authors, who) && who.Key() != "" {
					it.Authors = append(it.Authors, who)
				}
			}
		}
		if _, said := p.note.FrontMatter()["tags"]; !said { // log4brains: at commas and spaces
			it.Tags = strings.FieldsFunc(lineValue(text, "Tags"), func(r rune) bool { return r == ',' || r == ' ' })
		}
	},
}

// isRecord reports a decision record by its name or its sections.
func isRecord(file, text string) bool {
	lower := strings.ReplaceAll(strings.ToLower(text), "**", "")
	sections := 0
	for _, s := range []string{"\n## status", "\n## context", "\n## decision", "\n## consequences", "\n## considered options", "\n# context and problem", "\n* status:", "\n- status:", "\nstatus:"} {
		if strings.Contains(lower, s) {
			sections++
		}
	}
	return sections >= 2 && (sections >= 3 || strings.Trim(path.Base(file)[:min(4, len(path.Base(file)))], "0123456789") == "" || strings.Contains(file, "adr") || strings.Contains(file, "decision"))
}

// lineValue is what a line "Key: value" says, with or without a bullet; "" for what the template
// has there in brackets.
func lineValue(text, key string) string {
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimLeft(strings.ReplaceAll(line, "**", ""), "*- ")
		value, ok := strings.CutPrefix(line, key+":")
		switch value = strings.Trim(value, " \t\r\"'*"); {
		case !ok:
		case strings.HasPrefix(value, "[") && strings.HasSuffix(value, "]") && key != "Status":
			return ""
		default:
			return value
		}
	}
	return ""
}

func decidersOf(n *note.Note, text, key string) []string {
	v, _ := n.Value(key)
	switch v := v.(type) {
	case string:
		return strings.Split(strings.Trim(v, "{}"), ",")
	case []any:
		var out []string
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	if line := lineValue(text, key); line != "" && !strings.HasPrefix(line, "[") && n.Body() != nil {
		return strings.Split(line, ",")
	}
	return nil
}

// recordStatus reads the status: accepted needs no word, what was superseded names its
// replacement.
func (v *vault) recordStatus(p *page, text string) {
	status := firstOf(sectionLine(text, "## status"), lineValue(text, "Status"), p.note.Status)
	lower := strings.ToLower(strings.Trim(status, "*_ ."))
	switch {
	case strings.HasPrefix(lower, "superseded"), strings.HasPrefix(lower, "superceded"), strings.HasPrefix(lower, "replaced"):
		p.item.Status = "superseded"
		if q := v.recordNamed(p, status); q != "" {
			p.item.Replacement = q
		}
	case strings.HasPrefix(lower, "deprecated"):
		p.item.Status = "deprecated"
	case strings.Contains(lower, "|"): // the choice of the template: nobody decided
		p.item.Status = "draft"
	case lower == "" || strings.HasPrefix(lower, "accepted") || relates(lower):
	default:
		p.item.Status, _, _ = strings.Cut(lower, " ")
	}
	// Nygard's tools write "Superceded by [5. …](0005-….md)" on a line of its own below Accepted.
	for line := range strings.SplitSeq(text, "\n") {
		if lower := strings.ToLower(strings.TrimLeft(line, "*- ")); strings.HasPrefix(lower, "superceded by") || strings.HasPrefix(lower, "superseded by") {
			p.item.Status, p.item.Replacement = "superseded", firstOf(p.item.Replacement, v.recordNamed(p, line))
		}
	}
}

// relates reports a line that says how a record stands to another, where the status was: adr-tools
// takes "Accepted" away when a record is superseded, and leaves "Amends […](…)" as the first line.
func relates(status string) bool {
	word, _, _ := strings.Cut(status, " ")
	return slices.Contains([]string{"amends", "amended", "clarifies", "clarified", "supersedes", "supercedes", "replaces"}, word)
}

// sectionLine is the first line with words below a heading.
func sectionLine(text, heading string) string {
	_, rest, ok := strings.Cut("\n"+strings.ToLower(text), "\n"+heading)
	if !ok {
		return ""
	}
	rest = text[len(text)-len(rest):]
	for i, line := range strings.Split(rest, "\n") {
		if line = strings.TrimSpace(line); i > 0 && line != "" {
			if strings.HasPrefix(line, "#") {
				return ""
			}
			return line
		}
	}
	return ""
}

// recordNamed is the id of the record that a text names, by a link or as ADR-5.
func (v *vault) recordNamed(p *page, text string) string {
	if _, rest, ok := strings.Cut(text, "]("); ok {
		dest, _, _ := strings.Cut(rest, ")")
		at := path.Join(path.Dir(p.file), unescaped(dest))
		if f, ok := v.tree.Find(at); ok {
			return v.tree.Name + "/" + stem(f.Path)
		}
	}
	digits := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	for _, d := range digits {
		for _, f := range v.tree.Files() {
			name := strings.TrimPrefix(strings.ToLower(path.Base(f.Path)), "adr-")
			number := name[:len(name)-len(strings.TrimLeft(name, "0123456789"))]
			if isMarkdown(f.Path) && number != "" && strings.TrimLeft(number, "0") == strings.TrimLeft(d, "0") && path.Dir(f.Path) == path.Dir(p.file) {
				return v.tree.Name + "/" + stem(f.Path)
			}
		}
	}
	return ""
}
