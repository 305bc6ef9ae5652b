package exporter

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// page is what a note would be on a site.
type page struct {
	file string // in the export
	url  string // what two pages cannot share, in small letters
	rank int    // the lowest of those who share it gets it
}

// pages says where the notes lie on a site, by address. Several may want to be one page, such as
// README and index of a folder, or a note and the folder of its name: all but the first of them get a
// number.
func (p *Pool) pages(dir string, wish func(a note.Address) page) map[note.Address]string {
	all := make([]note.Address, 0, len(p.Notes))
	want := map[note.Address]page{}
	for _, n := range p.Notes {
		all = append(all, n.Address)
		want[n.Address] = wish(n.Address)
	}
	slices.SortFunc(all, func(a, b note.Address) int {
		return cmp.Or(want[a].rank-want[b].rank, strings.Compare(string(a), string(b)))
	})
	taken, out := map[string]bool{}, map[note.Address]string{}
	for _, a := range all {
		w := want[a]
		own := path.Join(path.Dir(bare(a)), strings.TrimLeft(a.Slug(), "_"))
		for i := 2; taken[w.url]; i++ {
			numbered := fmt.Sprintf("%s-%d", own, i)
			w = page{file: path.Join(dir, numbered+".md"), url: strings.ToLower(numbered)}
		}
		taken[w.url], out[a] = true, w.file
	}
	return out
}

// bare is an address without the underscores that its parts begin with.
func bare(a note.Address) string {
	parts := strings.Split(string(a), "/")
	for i := range parts {
		parts[i] = strings.TrimLeft(parts[i], "_")
	}
	return strings.Join(parts, "/")
}

// folderPage is the rank of a note among those that may be the page of its folder; ok is false for
// one that is none.
func folderPage(a note.Address) (rank int, ok bool) {
	rank = slices.Index([]string{"_index", "index", "readme"}, strings.ToLower(a.Slug()))
	return rank, rank >= 0
}

// hugoPage is where Hugo has a page. An index.md would be a bundle that swallows its neighbours, and a
// note beside a folder of its name is that folder's page.
func (p *Pool) hugoPage(a note.Address) page {
	folder, rank := string(a), 3
	if r, ok := folderPage(a); ok {
		folder, rank = a.Topic(), r
	} else if !p.topics[string(a)] {
		return page{"content/" + string(a) + ".md", strings.ToLower(string(a)), 4}
	}
	return page{"content/" + path.Join(folder, "_index.md"), strings.ToLower(folder), rank}
}

// mkdocsPage is where MkDocs has one: it makes a folder of each, and README.md is that of its folder.
func mkdocsPage(a note.Address) page {
	file := "docs/" + string(a) + ".md"
	if rank, ok := folderPage(a); ok && rank > 0 {
		return page{file, strings.ToLower(a.Topic()), rank}
	}
	return page{file, strings.ToLower(string(a)), 3}
}

// jekyllPage is where Jekyll has one: what begins with an underscore is not built.
func jekyllPage(a note.Address) page {
	rank := 1
	if bare(a) == string(a) {
		rank = 0
	}
	return page{bare(a) + ".md", strings.ToLower(bare(a)), rank}
}
