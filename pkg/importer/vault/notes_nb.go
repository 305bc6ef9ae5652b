package vault

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// nb: notes are known by the line of .index that names them, by file and by title.
var nb = tool{
	kind: "nb", about: "nb notebook",
	recognise: func(t *importer.Tree) int {
		return sure(85, anyFile(t, func(f string) bool { return path.Base(f) == ".index" }))
	},
	open: func(v *vault) error {
		ids := map[string]string{}
		for _, f := range v.tree.Files() {
			if path.Base(f.Path) == ".index" {
				for i, line := range strings.Split(string(f.Head(1<<20)), "\n") {
					ids[path.Join(path.Dir(f.Path), strconv.Itoa(i+1))] = path.Join(path.Dir(f.Path), line)
				}
			}
			if strings.HasSuffix(f.Path, ".enc") {
				v.losses = append(v.losses, importer.Loss{Cause: "encrypted notes: left out", Example: f.Path})
				v.shown[f.Path] = true
			}
		}
		v.state = ids
		return nil
	},
	describe: func(_ *vault, p *page) {
		p.item.Path = strings.TrimSuffix(strings.TrimSuffix(p.id, ".bookmark"), ".todo")
		for _, box := range []string{"[ ] ", "[x] "} {
			p.item.Title = strings.TrimPrefix(p.item.Title, box)
		}
		if !p.note.Named() {
			p.item.Title = path.Base(p.item.Path)
		}
		if day, err := time.Parse("20060102150405", path.Base(p.item.Path)); err == nil && p.item.Date.IsZero() {
			p.item.Date = day
		}
	},
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		if !l.Wiki {
			return v.followPath(p, l)
		}
		dest := l.Dest
		if book, rest, ok := strings.Cut(dest, ":"); ok {
			if book != v.tree.Name && book != "home" {
				return importer.Target{Lost: "links to other notebooks: kept as they are written"}
			}
			dest = rest
		}
		if q := v.nbNote(dest); q != nil {
			t := leads(q, "")
			t.Text = q.item.Title
			return t
		}
		l.Dest = dest
		return v.followName(p, l)
	},
}

// nbNote finds a note as nb does: from the notebook, whatever folder the link is in, by numbers
// and names of folders, then by the number, the file or the title of the note. One of that title
// elsewhere comes last.
func (v *vault) nbNote(dest string) *page {
	ids := v.state.(map[string]string)
	at := ""
	parts := strings.Split(strings.Trim(dest, "/"), "/")
	for _, part := range parts[:len(parts)-1] {
		at = path.Join(at, part)
		if name, ok := ids[at]; ok {
			at = name
		}
	}
	last := parts[len(parts)-1]
	for _, file := range []string{ids[path.Join(at, last)], path.Join(at, last)} {
		if q := v.byFile[file]; q != nil {
			return q
		}
	}
	titled := slices.DeleteFunc(slices.Clone(v.pages), func(q *page) bool { return !strings.EqualFold(q.item.Title, last) })
	return nearest(path.Join(at, last), titled, func(q *page) string { return q.file })
}
