package pool

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/linkcheck"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
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
	known, err := p.know(ctx, snap)
	if err != nil {
		return nil, err
	}
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
		out = append(out, oddNames(snap, known)...)
		out = append(out, p.damaged(snap)...)
		past, err := p.pastProblems(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, past...)
	}
	charter := p.charterAsItIs()
	out = slices.DeleteFunc(out, func(pr note.Problem) bool { return !stopsSharing[pr.Rule] && charter.Allows(pr) })
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Path != out[j].Path {
			return out[i].Path < out[j].Path
		}
		return out[i].Line < out[j].Line
	})
	return out, nil
}

// charterAsItIs is the charter of the working files, which are what is checked.
func (p *Pool) charterAsItIs() note.Charter {
	n, ok := p.parseWorking(charterPath)
	if !ok {
		n = nil
	}
	c, _ := note.ReadCharter(n)
	return c
}

// checkAll checks the files on all cores.
func (p *Pool) checkAll(ctx context.Context, paths []string, k linkcheck.Targets) ([]note.Problem, error) {
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

func (p *Pool) checkFile(file string, k linkcheck.Targets) []note.Problem {
	b, err := p.readWorking(file)
	if err != nil {
		return []note.Problem{{Path: file, Rule: "unreadable", Message: note.Clean(err.Error())}}
	}
	return p.checkText(file, b, k)
}

// checkText is what is wrong with a file whose text is b.
func (p *Pool) checkText(file string, b []byte, k linkcheck.Targets) []note.Problem {
	n := note.Parse(file, b)
	out := note.CheckNote(n)
	out = append(out, k.Check(n)...)
	if e, ok := note.EntryOf(file); ok && !k.Has(e.Note) {
		out = append(out, note.Problem{Path: file, Line: 1, Rule: "orphan-entry",
			Message: fmt.Sprintf("belongs to %q, which does not exist", e.Note),
			Fix:     "move it to the folder of the note it is about"})
	}
	out = append(out, meeting.Check(n)...)
	out = append(out, p.checkOrigin(n, k)...)
	if file == charterPath {
		out = append(out, note.CheckCharter(n, partNames()...)...)
	}
	return out
}

// aside reports files that cop leaves alone.
func aside(snap *repo.Snapshot) []note.Problem {
	var out []note.Problem
	for _, s := range snap.Skipped() {
		out = append(out, note.Problem{Path: s.Path, Rule: "left-out", Message: "left out: " + s.Reason})
	}
	return out
}

// oddNames reports copies that a synchroniser made, with the note they belong to, and names
// that not every member's system can hold.
func oddNames(snap *repo.Snapshot, k linkcheck.Targets) []note.Problem {
	var out []note.Problem
	for _, f := range snap.Files() {
		if !strings.HasPrefix(f.Path, note.Root) {
			continue
		}
		if why := note.Unholdable(f.Path); why != "" {
			out = append(out, note.Problem{Path: f.Path, Rule: "bad-name",
				Message: "not every member can have this file: " + why, Fix: "give it another name, with cop mv if it is a note"})
		}
		a, _ := note.AddressOf(f.Path)
		if of, ok := note.CopyOf(a); ok && k.Has(of) {
			out = append(out, note.Problem{Path: f.Path, Rule: "sync-copy",
				Message: fmt.Sprintf("is a second version of %s that a synchroniser made", of), Fix: fmt.Sprintf("cop resolve %s settles it", of)})
		}
	}
	return out
}

// doubles reports files and folders that are one and the same on systems that ignore case. A
// folder is told once, by the first file in it, and what lies in both folders is not told again.
func doubles(snap *repo.Snapshot) []note.Problem {
	var out []note.Problem
	first, seen := map[string]string{}, map[string]bool{} // seen: whether the name is another's, too
	for _, f := range snap.Files() {
		for end := range len(f.Path) + 1 {
			if end < len(f.Path) && f.Path[end] != '/' {
				continue
			}
			name := f.Path[:end]
			again, ok := seen[name]
			if !ok {
				key := note.SameName(name)
				if again = first[key] != ""; again {
					out = append(out, double(f.Path, name, first[key]))
				} else {
					first[key] = name
				}
				seen[name] = again
			}
			if again {
				break
			}
		}
	}
	return out
}

// double is a name of which some systems make another: of a file, or of a folder that it lies in.
func double(path, name, other string) note.Problem {
	what, thing := "", "file"
	if path != name {
		what, thing = fmt.Sprintf("lies in a folder, %q, that ", name), "folder"
	}
	return note.Problem{Path: path, Rule: "same-name",
		Message: fmt.Sprintf("%sdiffers from %q only in upper and lower case", what, other),
		Fix:     "rename one of them: some systems see one " + thing}
}
