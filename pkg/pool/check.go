package pool

import (
	"context"
	"fmt"
	"path"
	"runtime"
	"sort"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// stopsSharing are the rules whose breach would hurt the others.
var stopsSharing = map[string]bool{"front-matter": true, "prompt": true, "conflict-markers": true, "not-utf8": true}

// Check looks for problems in the given notes, or in the whole pool: in each note on
// its own, in links between notes, in threads without a note, in the charter and in
// files that could not be read. Sorted by path and line.
func (p *Pool) Check(ctx context.Context, only []note.Address) ([]note.Problem, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	known := p.known(snap)
	wanted := map[note.Address]bool{}
	for _, a := range only {
		wanted[a] = true
	}
	var paths []string
	for _, f := range snap.Files() {
		a, ok := note.AddressOf(f.Path)
		if ok && f.Mode != repo.Symlink && (len(only) == 0 || wanted[a]) {
			paths = append(paths, f.Path)
		}
	}
	out, err := p.checkAll(ctx, paths, known)
	if err != nil {
		return nil, err
	}
	if len(only) == 0 {
		out = append(out, aside(snap)...)
		out = append(out, doubles(snap)...)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Path != out[j].Path {
			return out[i].Path < out[j].Path
		}
		return out[i].Line < out[j].Line
	})
	return out, nil
}

// known is every file of the pool and every address a note goes or went by.
type known struct {
	files     map[string]bool
	addresses map[note.Address]bool
	slugs     map[string]int // how many notes end in this slug
}

func (p *Pool) known(snap *repo.Snapshot) known {
	k := known{files: map[string]bool{}, addresses: map[note.Address]bool{}, slugs: map[string]int{}}
	for _, f := range snap.Files() {
		k.files[f.Path] = true
		if a, ok := note.AddressOf(f.Path); ok {
			k.addresses[a] = true
			k.slugs[strings.ToLower(a.Slug())]++
		}
	}
	for _, s := range snap.Skipped() {
		k.files[s.Path] = true
	}
	return k
}

// checkAll checks the files on all cores.
func (p *Pool) checkAll(ctx context.Context, paths []string, k known) ([]note.Problem, error) {
	found := make([][]note.Problem, len(paths))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				found[i] = p.checkFile(paths[i], k)
			}
		})
	}
	for i := range paths {
		if ctx.Err() != nil {
			break
		}
		next <- i
		if i%256 == 0 {
			p.opt.progress("checking notes", i, len(paths))
		}
	}
	close(next)
	wg.Wait()
	var out []note.Problem
	for _, f := range found {
		out = append(out, f...)
	}
	return out, ctx.Err()
}

func (p *Pool) checkFile(file string, k known) []note.Problem {
	b, err := p.readWorking(file)
	if err != nil {
		return []note.Problem{{Path: file, Rule: "unreadable", Message: note.Clean(err.Error())}}
	}
	n := note.Parse(file, b)
	out := note.CheckNote(n)
	out = append(out, brokenLinks(n, k)...)
	if e, ok := note.EntryOf(file); ok && !k.addresses[e.Note] {
		out = append(out, note.Problem{Path: file, Line: 1, Rule: "orphan-entry",
			Message: fmt.Sprintf("belongs to %q, which does not exist", e.Note),
			Fix:     "move it to the folder of the note it is about"})
	}
	if file == charterPath {
		_, problems := note.ReadCharter(n)
		out = append(out, problems...)
	}
	return out
}

// brokenLinks reports links into the pool that lead nowhere.
func brokenLinks(n *note.Note, k known) []note.Problem {
	var out []note.Problem
	for _, l := range n.Links() {
		if a, ok := n.Target(l); ok {
			if !k.reaches(a, l.Wiki) {
				out = append(out, note.Problem{Path: n.Path, Line: l.Line, Rule: "broken-link",
					Message: fmt.Sprintf("links to %q, which does not exist", note.Clean(string(a))),
					Fix:     "correct the address, or add the note"})
			}
			continue
		}
		a, _ := note.AddressOf(n.Path)
		if file, ok := attachment(a, l); ok && path.Ext(file) != "" && !k.files[file] {
			out = append(out, note.Problem{Path: n.Path, Line: l.Line, Rule: "broken-link",
				Message: fmt.Sprintf("shows %q, which does not exist", note.Clean(l.Dest)),
				Fix:     "add the file next to the note, or correct the link"})
		}
	}
	return out
}

// reaches reports whether a link finds its note. A wiki link may be just the end of an
// address, as in Obsidian.
func (k known) reaches(a note.Address, wiki bool) bool {
	if k.addresses[a] {
		return true
	}
	return wiki && k.slugs[strings.ToLower(a.Slug())] > 0
}

// aside reports files that cop leaves alone.
func aside(snap *repo.Snapshot) []note.Problem {
	var out []note.Problem
	for _, s := range snap.Skipped() {
		out = append(out, note.Problem{Path: s.Path, Rule: "left-out", Message: "left out: " + s.Reason})
	}
	return out
}

// doubles reports paths that are one and the same on systems that ignore case.
func doubles(snap *repo.Snapshot) []note.Problem {
	var out []note.Problem
	first := map[string]string{}
	for _, f := range snap.Files() {
		key := strings.ToLower(f.Path)
		if other, ok := first[key]; ok {
			out = append(out, note.Problem{Path: f.Path, Rule: "same-name",
				Message: fmt.Sprintf("differs from %q only in upper and lower case", other),
				Fix:     "rename one of them: some systems see one file"})
			continue
		}
		first[key] = f.Path
	}
	return out
}
