package vault

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// joplin is its export to markdown with front matter; jex is its own format.
var joplin = tool{
	kind: "joplin", about: "Joplin export (markdown)",
	recognise: func(t *importer.Tree) int {
		if anyFile(t, isJoplinItem) {
			return 0
		}
		for _, f := range first(t, 20) {
			head := string(f.Head(1024))
			if strings.HasPrefix(head, "---") && strings.Contains(head, "\nupdated: ") && strings.Contains(head, "\ncreated: ") && (has(t, "_resources") || strings.Contains(head, "\nlatitude: ")) {
				return 70
			}
		}
		return 0
	},
	describe: func(_ *vault, p *page) {
		switch done, _ := p.note.Value("completed?"); done {
		case true, "yes", "true":
			p.item.Fields = append(p.item.Fields, note.Field{Key: "todo", Value: "done"})
		case false, "no", "false":
			p.item.Fields = append(p.item.Fields, note.Field{Key: "todo", Value: "open"})
		}
	},
}

// first are the first notes of a tree.
func first(t *importer.Tree, most int) []importer.File {
	var out []importer.File
	for _, f := range t.Files() {
		if isMarkdown(f.Path) && !hidden(f.Path) {
			if out = append(out, f); len(out) == most {
				break
			}
		}
	}
	return out
}

// notion keeps no front matter: properties are lines below the title, and every name ends in an
// id of 32 digits.
var notion = tool{
	kind: "notion", about: "Notion export (markdown & CSV, or HTML)",
	recognise: func(t *importer.Tree) int {
		pages, named := 0, 0
		for _, f := range t.Files() {
			if isMarkdown(f.Path) || isNotionHTML(f.Path) {
				pages++
				if _, id := cutNotionID(stem(path.Base(f.Path))); id != "" {
					named++
				}
			}
		}
		return sure(95, pages > 0 && named*2 > pages)
	},
	holds: func(file string) bool { return isMarkdown(file) || isNotionHTML(file) },
	decode: func(file string, text []byte) []byte {
		if isNotionHTML(file) {
			return notionPage(text)
		}
		return text
	},
	place: func(file string) string {
		parts := strings.Split(file, "/")
		for i := range parts[:len(parts)-1] {
			parts[i], _ = cutNotionID(parts[i])
		}
		base, ext := stem(parts[len(parts)-1]), path.Ext(file)
		base, _ = cutNotionID(base)
		parts[len(parts)-1] = base + ext
		return strings.Join(parts, "/")
	},
	open: func(v *vault) error {
		for _, f := range v.tree.Files() {
			if strings.HasSuffix(f.Path, ".csv") && !strings.HasSuffix(f.Path, "_all.csv") {
				v.losses = append(v.losses, importer.Loss{Cause: "tables of databases: their pages came as notes, the table as a file where a page links to it", Example: path.Base(f.Path)})
				v.shown[f.Path] = true
			}
			v.shown[strings.TrimSuffix(f.Path, "_all.csv")+"_all.csv"] = true
		}
		return nil
	},
	describe: func(_ *vault, p *page) {
		var parts []string
		for _, part := range strings.Split(p.id, "/") {
			name, id := cutNotionID(part)
			parts = append(parts, name)
			if id != "" {
				p.item.ID = id
			}
		}
		p.item.Path = strings.Join(parts, "/")
		if !p.note.Named() {
			p.item.Title = path.Base(p.item.Path)
		}
		for _, prop := range notionProperties(p.note.Bytes()) {
			prop.describe(&p.item)
		}
	},
	rewrite: func(_ *vault, p *page, text []byte) ([]byte, []importer.Loss) {
		text = notionBody(text)
		return spans(text, "<aside>", "</aside>", func(inner string) (string, bool) { return "> [!NOTE] " + strings.TrimSpace(inner), true }), nil
	},
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		dest := unescaped(l.Dest)
		_, id := cutNotionID(strings.TrimSuffix(stem(path.Base(dest)), "/"))
		if q := v.names.byID[id]; id != "" && q != nil {
			return leads(q, "")
		}
		return v.followPath(p, l)
	},
}

// isNotionHTML reports a page that was exported as HTML; the list of all pages has no id.
func isNotionHTML(file string) bool {
	_, id := cutNotionID(stem(path.Base(file)))
	return id != "" && strings.EqualFold(path.Ext(file), ".html")
}

// cutNotionID splits "Rotate the pager 0123…cdef".
func cutNotionID(name string) (title, id string) {
	if len(name) < 32 {
		return name, ""
	}
	at := len(name) - 32
	id = strings.ToLower(name[at:])
	if strings.Trim(id, "0123456789abcdef") != "" || at > 0 && name[at-1] != ' ' && name[at-1] != '-' {
		return name, ""
	}
	if at == 0 {
		return "Untitled", id
	}
	return name[:at-1], id
}

type property struct{ name, value string }

// notionProperties are the lines of "Name: value" right below the title.
func notionProperties(text []byte) []property {
	var out []property
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimRight(line, "\r")
		switch name, value, ok := strings.Cut(line, ": "); {
		case i == 0 && strings.HasPrefix(line, "# "), i == 1 && line == "":
		case !ok || len(name) > 40 || name == "" || strings.ContainsAny(name, "[]()`*<>|#/"):
			return out
		default:
			out = append(out, property{name, strings.TrimSpace(value)})
		}
	}
	return out
}

// describe takes what cop has a word for; false is anything else.
func (pr property) describe(it *importer.Item) bool {
	date := func(into *time.Time) bool {
		t, ok := notionTime(pr.value)
		if ok && into.IsZero() {
			*into = t
		}
		return ok
	}
	switch strings.ToLower(pr.name) {
	case "created", "created time", "date", "date created":
		return date(&it.Date)
	case "last edited time", "last edited", "updated", "last updated":
		return date(&it.Modified)
	case "tags", "tag", "labels", "topics":
		for _, tag := range strings.Split(pr.value, ",") {
			if tag = strings.TrimSpace(tag); !slices.Contains(it.Tags, tag) {
				it.Tags = append(it.Tags, tag)
			}
		}
		return true
	case "created by", "author", "authors":
		for _, name := range strings.Split(pr.value, ",") {
			if who := (importer.Person{Name: strings.TrimSpace(name)}); !slices.Contains(it.Authors, who) {
				it.Authors = append(it.Authors, who)
			}
		}
		return true
	}
	return false
}

func notionTime(s string) (time.Time, bool) {
	s, _, _ = strings.Cut(s, " → ")
	for _, layout := range []string{"January 2, 2006 3:04 PM", "January 2, 2006 15:04", "January 2, 2006", "2006/01/02 15:04", "2006/01/02", "02/01/2006 15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return note.ParseTime(s)
}

// notionBody takes out the properties that are in the front matter now, and makes a list of the
// others, which would run together.
func notionBody(text []byte) []byte {
	props := notionProperties(text)
	if len(props) == 0 {
		return text
	}
	var out []string
	left := len(props)
	for i, line := range strings.Split(string(text), "\n") {
		if left == 0 || i == 0 || strings.TrimSpace(line) == "" {
			out = append(out, line)
			continue
		}
		pr := props[len(props)-left]
		left--
		if !pr.describe(&importer.Item{}) {
			out = append(out, "- **"+pr.name+":** "+pr.value)
		}
	}
	return []byte(strings.Join(out, "\n"))
}

// milliseconds writes times that are counted from 1970 as dates.
func milliseconds(text []byte) []byte {
	head, rest, ok := bytes.Cut(text, []byte("\n---"))
	if !ok || !bytes.HasPrefix(head, []byte("---")) {
		return text
	}
	out := strings.Split(string(head), "\n")
	for i, line := range out {
		key, value, _ := strings.Cut(line, ": ")
		value = strings.Trim(strings.TrimSpace(value), `'"`)
		if key != "created" && key != "updated" || len(value) != 13 {
			continue
		}
		if ms, err := strconv.ParseInt(value, 10, 64); err == nil {
			out[i] = fmt.Sprintf("%s: %s", key, time.UnixMilli(ms).UTC().Format(time.RFC3339))
		}
	}
	return []byte(strings.Join(out, "\n") + "\n---" + string(rest))
}
