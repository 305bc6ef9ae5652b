package vault

import (
	"path"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// copPool is another pool: its notes come as they are, their threads with them.
var copPool = tool{
	kind: "cop", about: "another pool of cop's",
	recognise: func(t *importer.Tree) int {
		switch {
		case has(t, "practices/charter.md"), len(t.Files()) > 0 && !anyFile(t, func(f string) bool { return !strings.HasPrefix(f, "practices/") }):
			return 100 // of an export, whatever its notes look like
		case has(t, "practices"):
			return 50
		}
		return 0
	},
	open:     func(v *vault) error { below(v, "practices"); return nil },
	unmarked: true,
	holds: func(file string) bool {
		return strings.HasSuffix(file, ".md") && file != "practices/charter.md"
	},
	describe: func(v *vault, p *page) {
		p.item = importer.Item{ID: v.within(p.id), Path: v.within(p.id), Exact: true, Unmarked: true}
		if e, ok := note.EntryOf(note.Root + v.within(p.file)); ok {
			p.item.Parent, p.item.Type = string(e.Note), e.Type
			p.item.Date = e.Date
		}
	},
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		r := note.Resolver{Shelf: v.linkTargets()}
		at := r.Resolve(note.Root+v.within(p.file), l)
		switch {
		case at.Leads == note.ToNote:
			if q := v.names.byID[string(at.Note)]; q != nil {
				return importer.Target{Item: q.item.ID, Anchor: at.Anchor, Firm: at.By == note.ByAddress || at.By == note.ByFolder || at.By == note.BySite}
			}
		case at.Leads == note.ToFile:
			if _, ok := v.tree.Find(at.File); ok {
				return importer.Target{File: at.File}
			}
			return v.fileLeft(p, l)
		}
		return importer.Target{}
	},
}

// fileLeft finds a picture by its name alone.
func (v *vault) fileLeft(p *page, l note.Link) importer.Target {
	if file := v.fileNamed(p, unescaped(l.Dest)); file != "" {
		return importer.Target{File: file}
	}
	return importer.Target{Lost: lostFile}
}

// linkTargets are the names of the pool's notes.
func (v *vault) linkTargets() note.LinkTargets {
	v.once.Do(func() {
		v.targets = &note.Names{}
		for _, p := range v.pages {
			f, _ := v.tree.Find(p.file)
			src, err := f.Read()
			if err != nil {
				continue
			}
			if n, ok := note.NamesOf(note.Parse(note.Root+path.Clean(v.within(p.file)), src)); ok {
				v.targets.Add(n)
			}
		}
	})
	return v.targets
}
