package pool

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// group is the part of a share that goes into one contribution.
type group struct {
	branch string
	items  []Item
}

// groups sorts items by the contributions that they belong to. What belongs to one that ended
// meanwhile is new again.
func (p *Pool) groups(st state, items []Item) []group {
	open := map[string]bool{}
	for _, c := range st.open {
		open[c.Branch] = c.Mine
	}
	byBranch := map[string][]Item{}
	for _, it := range items {
		if p.speaks(repo.Change{Path: it.Path, Before: it.before, After: it.after}, st.me) {
			continue
		}
		branch := review.BranchPrefix + it.Contribution
		if !open[branch] {
			branch = ""
		}
		byBranch[branch] = append(byBranch[branch], it)
	}
	if fresh, ok := byBranch[""]; ok {
		delete(byBranch, "")
		byBranch[p.freshBranch(st, fresh)] = fresh
	}
	var out []group
	for branch, items := range byBranch {
		out = append(out, group{branch: branch, items: items})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].branch < out[j].branch })
	return out
}

// freshBranch names a new contribution after its first note; a number keeps it apart
// from others of that name.
func (p *Pool) freshBranch(st state, items []Item) string {
	name := note.Slug(items[0].Title)
	if items[0].Address != "" {
		name = items[0].Address.Slug()
	}
	stem := review.BranchPrefix + string(st.me.Handle) + "/" + note.Slug(name)
	untold := p.lastSeen().Ended // what became of it is asked for by that name
	for n, branch := 2, stem; ; n++ {
		over := slices.ContainsFunc(untold, func(e ended) bool { return e.Branch == branch })
		if tip, err := p.branchTip(branch); !over && (err != nil || tip == "") {
			return branch
		}
		branch = fmt.Sprintf("%s-%d", stem, n)
	}
}

func (p *Pool) extend(ctx context.Context, st state, g group, o ShareOptions) (Contribution, error) {
	pending, err := p.collect(g.items, "")(ctx, st)
	if err != nil {
		return Contribution{}, err
	}
	edits := map[string]repo.Edit{}
	for _, pc := range pending {
		for _, e := range pc.edits {
			edits[e.Path] = e
		}
	}
	p.addSettled(st, g.branch, edits)
	clashing, err := p.fitTrunk(st, edits)
	if err != nil {
		return Contribution{}, err
	}
	if len(edits) == 0 {
		return Contribution{}, &ConflictError{Notes: append(clashing, addresses(g.items)...)}
	}
	before, err := p.branchTip(g.branch)
	if err != nil {
		return Contribution{}, err
	}
	tip, err := p.extendBranch(ctx, st, g.branch, edits, message(o, g.items), movedFrom(g.items)...)
	if err != nil {
		return Contribution{}, err
	}
	pushed, err := p.pushedTip(g.branch)
	if err != nil {
		return Contribution{}, err
	}
	if open := st.unsettledIn(g.branch); tip == before && tip == pushed && len(open) > 0 { // else it waits to be sent
		return Contribution{}, &ConflictError{Notes: open}
	}
	c, _, err := p.contribution(ctx, g.branch, tip, pushed, st.heads, st.me)
	c.Review = c.among(p.lastSeen().Reviews)
	c.Standing = c.position(false, false).Standing()
	return c, err
}

// addSettled adds what else of a contribution clashed and was settled with the very version
// that was offered: it has to be offered anew, on top of theirs.
func (p *Pool) addSettled(st state, branch string, edits map[string]repo.Edit) {
	for _, c := range st.open {
		if c.Branch != branch {
			continue
		}
		for _, f := range st.changes {
			_, clash := st.unmerged[f.Path]
			if _, has := edits[f.Path]; has || clash || !c.crossed[f.Path] || !holds(c, f) {
				continue
			}
			if edit, err := p.editOf(f); err == nil {
				edits[f.Path] = edit
			}
		}
	}
}

// unsettledIn are the notes of an open contribution that are in conflict: until that is settled
// the contribution stays on the trunk that it began from.
func (st state) unsettledIn(branch string) (out []note.Address) {
	for _, c := range st.open {
		if c.Branch != branch {
			continue
		}
		for _, a := range c.Notes {
			if _, clash := st.unmerged[a.Path()]; clash {
				out = append(out, a)
			}
		}
	}
	return out
}

// movedFrom are the places that notes left.
func movedFrom(items []Item) []string {
	var out []string
	for _, it := range items {
		if it.From != "" {
			out = append(out, it.From)
		}
	}
	return out
}

// fitTrunk merges edits with what was accepted since the working files grew, which
// happens only while the two differ (the shared place is out of reach). What clashes is left
// out of the edits.
func (p *Pool) fitTrunk(st state, edits map[string]repo.Edit) (clashing []note.Address, err error) {
	if st.base == st.theirs || st.theirs == "" {
		return nil, nil
	}
	for path, e := range edits {
		base, err := p.repo.Lookup(st.base, path)
		if err != nil {
			return nil, err
		}
		theirs, err := p.repo.Lookup(st.theirs, path)
		if err != nil {
			return nil, err
		}
		if same(base, theirs) || e.Delete {
			continue
		}
		merged, ok, err := p.merge(path, base, repo.FileID{Hash: "-", Mode: repo.Regular}, theirs)
		if err != nil {
			return nil, err
		}
		if !ok {
			a, _ := note.AddressOf(path)
			clashing = append(clashing, a)
			delete(edits, path)
			continue
		}
		edits[path] = repo.Edit{Path: path, Data: merged, Mode: e.Mode}
	}
	return clashing, nil
}

func addresses(items []Item) []note.Address {
	var out []note.Address
	for _, it := range items {
		out = append(out, it.Address)
	}
	return out
}

// message is the first line and body of the commit: what a reviewer reads first.
func message(o ShareOptions, items []Item) string {
	title := o.Title
	if title == "" {
		title = subject(items)
	}
	body := strings.TrimSpace(o.Body)
	if body == "" && len(items) > 1 {
		var lines []string
		for _, it := range items {
			lines = append(lines, fmt.Sprintf("- %s: %s", it.Change, it.Path))
		}
		body = strings.Join(lines, "\n")
	}
	if body == "" {
		return title + "\n"
	}
	return title + "\n\n" + body + "\n"
}

// verbs begin the titles that cop makes.
var verbs = map[Kind]string{New: "Add", Edited: "Improve", Moved: "Move", Removed: "Remove"}

// isAlong reports an entry that moved with its note.
func isAlong(it Item) bool {
	_, entry := note.EntryOf(it.Path)
	return entry && it.Change == Moved
}

func subject(items []Item) string {
	if len(items) == 0 {
		return "Share"
	}
	if named := slices.DeleteFunc(slices.Clone(items), isAlong); len(named) > 0 {
		items = named
	}
	first := items[0]
	if i := slices.IndexFunc(items, func(it Item) bool { return it.Address != "" }); i >= 0 {
		first = items[i] // what it shows is named only where no note is
	}
	s := verbs[first.Change] + ` "` + note.Clean(first.Title) + `"`
	if n := len(items) - 1; n > 0 {
		s += fmt.Sprintf(" and %d more", n)
	}
	return s
}
