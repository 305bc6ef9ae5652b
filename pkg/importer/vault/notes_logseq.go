package vault

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// logseq: pages are known by title, blocks by an id; properties are lines of "key:: value".
var logseq = tool{
	kind: "logseq", about: "Logseq graph",
	recognise: func(t *importer.Tree) int {
		return sure(100, has(t, "logseq/config.edn")) + sure(40, !has(t, "logseq/config.edn") && has(t, "pages") && has(t, "journals"))
	},
	open: func(v *vault) error {
		v.state = &graph{titles: map[string]*page{}, blocks: map[string]block{}}
		for _, f := range v.tree.Files() {
			switch {
			case strings.HasSuffix(f.Path, ".org"):
				v.losses = append(v.losses, importer.Loss{Cause: "pages in Org mode: not read", Example: f.Path})
			case strings.HasPrefix(f.Path, "whiteboards/"):
				v.losses = append(v.losses, importer.Loss{Cause: "whiteboards: left out", Example: f.Path})
			}
		}
		return nil
	},
	holds:    func(file string) bool { return isMarkdown(file) && !strings.HasPrefix(file, "logseq/") },
	describe: func(v *vault, p *page) { v.state.(*graph).describe(v, p) },
	rewrite: func(v *vault, p *page, text []byte) ([]byte, []importer.Loss) {
		return v.state.(*graph).rewrite(v, p, text)
	},
	follow: func(v *vault, p *page, l note.Link) importer.Target { return v.state.(*graph).follow(v, p, l) },
}

// graph is what links of Logseq are followed by.
type graph struct {
	titles map[string]*page // titles, aliases and days, in small letters
	blocks map[string]block
}

type block struct {
	page *page
	text string
}

func (g *graph) describe(v *vault, p *page) {
	dir, name := path.Split(p.id)
	name = strings.ReplaceAll(name, "___", "/")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	it := &p.item
	it.Path, it.Title = strings.ReplaceAll(strings.ReplaceAll(name, "%2F", "/"), "//", "/"), name
	if day, err := time.Parse("2006_01_02", name); err == nil && strings.HasPrefix(dir, "journals/") {
		it.Path, it.Title, it.Date = "journals/"+day.Format(time.DateOnly), day.Format(time.DateOnly), day
		for _, form := range []string{day.Format(time.DateOnly), ordinalDay(day, "Jan"), ordinalDay(day, "January"), day.Format("2006/01/02"), day.Format("02-01-2006"), day.Format("Mon, 02-01-2006"), day.Format("Monday, 02.01.2006"), day.Format("2006-01-02 Monday")} {
			g.titles[strings.ToLower(form)] = p
		}
	}
	if t, ok := p.note.Value("title"); ok {
		if s, _ := t.(string); s != "" {
			it.Title = s
		}
	}
	if tags := propertyValues(pageProperty(string(p.note.Bytes()), "tags")); len(tags) > 0 {
		it.Tags = tags
	}
	it.Aliases = propertyValues(pageProperty(string(p.note.Bytes()), "alias"))
	for _, alias := range it.Aliases {
		g.keep(alias, p)
	}
	g.titles[strings.ToLower(it.Title)] = p
	g.keep(name, p)
	g.readBlocks(p)
}

func (g *graph) keep(name string, p *page) {
	if _, ok := g.titles[strings.ToLower(name)]; !ok {
		g.titles[strings.ToLower(name)] = p
	}
}

// ordinalDay writes a day as Logseq does unless told otherwise: Jan 2nd, 2024.
func ordinalDay(day time.Time, month string) string {
	d, end := day.Day(), "th"
	if d/10 != 1 {
		switch d % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return day.Format(month+" 2") + end + day.Format(", 2006")
}

// readBlocks finds blocks that others refer to.
func (g *graph) readBlocks(p *page) {
	last := ""
	for line := range strings.SplitSeq(string(p.note.Bytes()), "\n") {
		trimmed := strings.TrimSpace(line)
		if id, ok := strings.CutPrefix(trimmed, "id:: "); ok {
			g.blocks[strings.TrimSpace(id)] = block{p, last}
		} else if item, ok := strings.CutPrefix(trimmed, "- "); ok {
			last = item
		}
	}
}

// blockProperty are lines that say something about a block to Logseq alone.
var blockProperties = []string{"id", "collapsed", "heading", "background-color", "created-at", "updated-at", "query-table", "query-properties", "logseq.order-list-type"}

func (g *graph) rewrite(_ *vault, p *page, text []byte) ([]byte, []importer.Loss) {
	var losses []importer.Loss
	text = importer.InYAML(p.file, bulletless(text), "title", "alias", "tags", "id", "collapsed")
	text = body(p.file, text, func(b []byte) []byte {
		b = inline(orgBlocks(b, lister(p, &losses)), lister(p, &losses))
		b = lines(b, func(line string) (string, bool) {
			key, _, ok := strings.Cut(strings.TrimSpace(line), ":: ")
			if ok && slices.Contains(blockProperties, strings.ReplaceAll(strings.TrimPrefix(key, "- "), "_", "-")) { // Logseq takes the two for one
				return line, false
			}
			return task(line), true
		})
		b = spans(b, "((", "))", func(id string) (string, bool) {
			found, ok := g.blocks[id]
			if !ok {
				if len(id) == 36 {
					losses = append(losses, importer.Loss{Cause: "references to blocks that are not there: kept as they are written", Example: p.id + ": ((" + id + "))"})
				}
				return "", false
			}
			return "[[" + found.page.item.Title + "|" + blockWords(found.text) + "]]", true
		})
		return spans(b, "{{", "}}", func(inner string) (string, bool) {
			name, _, _ := strings.Cut(strings.TrimSpace(inner), " ")
			if target, ok := strings.CutPrefix(strings.TrimSpace(inner), "embed [["); ok {
				if strings.Contains(target, "|") { // of a block: its words are shown
					return "[[" + target, true
				}
				return "!" + "[[" + target, true
			}
			losses = append(losses, importer.Loss{Cause: "queries and other macros: kept as they are written", Example: p.id + ": {{" + name + " …}}"})
			return "", false
		})
	})
	return text, losses
}

// bulletless takes the bullet from properties that begin a page: "- key:: value".
func bulletless(text []byte) []byte {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	if bytes.HasPrefix(first, []byte("- ")) && bytes.Contains(first, []byte(":: ")) {
		return text[2:]
	}
	return text
}

// task writes the marks of to-dos as a list of tasks has them.
func task(line string) string {
	head := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	rest, ok := strings.CutPrefix(line[len(head):], "- ")
	if !ok {
		return line
	}
	word, text, ok := strings.Cut(rest, " ")
	switch {
	case !ok:
	case word == "TODO" || word == "LATER" || word == "NOW" || word == "DOING" || word == "WAITING":
		return head + "- [ ] " + text
	case word == "DONE":
		return head + "- [x] " + text
	case word == "CANCELED" || word == "CANCELLED":
		return head + "- ~~" + text + "~~"
	}
	return line
}

func (g *graph) follow(v *vault, p *page, l note.Link) importer.Target {
	if !l.Wiki {
		if id, ok := strings.CutPrefix(l.Dest, "(("); ok { // [text](((id)))
			if found, ok := g.blocks[strings.TrimSuffix(id, "))")]; ok {
				return leads(found.page, "")
			}
		}
		return v.followPath(p, l)
	}
	dest := strings.TrimSpace(l.Dest)
	if q := g.titles[strings.ToLower(dest)]; q != nil {
		t := leads(q, "")
		t.Text = dest
		return t
	}
	if file := v.fileNamed(p, dest); file != "" {
		return importer.Target{File: file}
	}
	return importer.Target{Lost: "links to pages that nobody wrote: kept as they are written"}
}
