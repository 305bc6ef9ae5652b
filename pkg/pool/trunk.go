package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/repo"
)

// trunk is the branch that everybody shares, as a clone has it: the local one
// that follows it, and the last known state of the remote's.
type trunk struct {
	branch   string   // what the shared place calls it: "main"
	local    repo.Ref // refs/heads/main
	tracking repo.Ref // refs/remotes/origin/main
	place    string   // what git calls the shared place here: "origin"
	remote   bool     // whether there is a shared place
	unclear  []string // the places, where nothing tells which of them the others read
}

// placeSetting is the setting of git that says which place is the shared one, where the
// user was asked. usualSource is what git's users call the place that their own copy is of.
const (
	placeSetting = "cop.place"
	usualSource  = "upstream"
)

func newTrunk(place, local, branch string) trunk {
	t := trunk{place: place, branch: branch, local: repo.Ref("refs/heads/" + local), remote: place != ""}
	if place == "" {
		t.place = usualPlace
	}
	t.tracking = t.mirror(branch)
	return t
}

// mirror is where this clone keeps what the shared place had of a branch.
func (t trunk) mirror(branch string) repo.Ref {
	return repo.Ref("refs/remotes/" + t.place + "/" + branch)
}

// name is what the trunk is called in this clone.
func (t trunk) name() string { return strings.TrimPrefix(string(t.local), "refs/heads/") }

// findTrunk decides which place is the shared one and which branch the trunk: what the
// branch follows that is a remote's default, else what main or master or the branch that
// is checked out follow; where none follows any, the only remote there is, else the one
// called origin. It never decides between places that are equally likely.
//
// A trunk that follows one's own copy while another place is called upstream is such a case,
// too. What the user said once – the setting cop.place – decides.
func findTrunk(r *repo.Repo) (trunk, error) {
	places := r.Remotes()
	said, _ := r.Config(placeSetting)
	decided := slices.Contains(places, said)
	t, ok, err := followedTrunk(r, places)
	switch {
	case err != nil || ok && decided && t.place == said:
		return t, err
	case ok && !decided:
		if t.place != usualSource && slices.Contains(places, usualSource) {
			t.remote, t.unclear = false, places
		}
		return t, nil
	}
	place := ""
	switch {
	case decided:
		place = said
	case len(places) == 1:
		place = places[0]
	case slices.Contains(places, usualPlace):
		place = usualPlace
	}
	name, err := sharedBranch(r, place)
	if err != nil {
		return trunk{}, err
	}
	t = newTrunk(place, name, name)
	if place == "" {
		t.unclear = places
	}
	return t, nil
}

// followedTrunk is the trunk that the clone's own settings tell: branch.NAME.remote and
// branch.NAME.merge, which git clone writes.
func followedTrunk(r *repo.Repo, places []string) (trunk, bool, error) {
	head, err := r.Head()
	if err != nil {
		return trunk{}, false, fmt.Errorf("read the current branch: %w", err)
	}
	for _, place := range places {
		tracked := "refs/remotes/" + place + "/"
		target, err := r.SymRef(repo.Ref(tracked + "HEAD"))
		if name, ok := strings.CutPrefix(string(target), tracked); err == nil && ok {
			if t, ok := follows(r, name, places); ok && t.place == place && t.branch == name {
				return t, true, nil
			}
		}
	}
	current := strings.TrimPrefix(string(head.Ref), "refs/heads/")
	for _, name := range []string{"main", "master"} {
		t, ok := follows(r, name, places)
		if h, err := r.Ref(t.local); ok && (name == current || err == nil && h != "") {
			return t, true, nil
		}
	}
	t, ok := follows(r, current, places)
	if !ok {
		return trunk{}, false, nil
	}
	name, err := sharedBranch(r, t.place)
	return t, name == t.branch, err
}

// follows tells which branch of which place a local branch follows.
func follows(r *repo.Repo, local string, places []string) (trunk, bool) {
	place, _ := r.Config("branch." + local + ".remote")
	merge, _ := r.Config("branch." + local + ".merge")
	theirs, ok := strings.CutPrefix(merge, "refs/heads/")
	if local == "" || !ok || !slices.Contains(places, place) {
		return trunk{}, false
	}
	return newTrunk(place, local, theirs), true
}

// sharedBranch is the remote's default branch, else main or master where the remote has
// it, else the branch that is checked out.
func sharedBranch(r *repo.Repo, place string) (string, error) {
	if tracked := "refs/remotes/" + place + "/"; place != "" {
		if target, err := r.SymRef(repo.Ref(tracked + "HEAD")); err == nil && len(target) > len(tracked) {
			return string(target[len(tracked):]), nil
		}
		for _, name := range []string{"main", "master"} {
			if h, err := r.Ref(repo.Ref(tracked + name)); err == nil && h != "" {
				return name, nil
			}
		}
	}
	for _, name := range []string{"main", "master"} {
		if h, err := r.Ref(repo.Ref("refs/heads/" + name)); err == nil && h != "" {
			return name, nil
		}
	}
	head, err := r.Head()
	if err != nil {
		return "", fmt.Errorf("read the current branch: %w", err)
	}
	const heads = "refs/heads/"
	if len(head.Ref) > len(heads) {
		return string(head.Ref[len(heads):]), nil
	}
	return "main", nil
}

// heads is where everybody stands, read once per operation.
type heads struct {
	head   repo.Head // what is checked out
	ours   repo.Hash // tip of the local trunk, "" before the first commit
	theirs repo.Hash // last known tip of the remote's, "" when unknown or empty
	base   repo.Hash // what the working files grew from: the newest commit both have
}

// onTrunk reports whether the trunk itself is checked out.
func (h heads) onTrunk(t trunk) bool { return h.head.Ref == t.local }

func (p *Pool) heads(ctx context.Context) (heads, error) {
	var h heads
	var err error
	if h.head, err = p.repo.Head(); err != nil {
		return h, fmt.Errorf("read the current branch: %w", err)
	}
	if h.ours, err = p.repo.Ref(p.trunk.local); err != nil {
		return h, fmt.Errorf("read %s: %w", p.trunk.local, err)
	}
	if h.theirs, err = p.repo.Ref(p.trunk.tracking); err != nil {
		return h, fmt.Errorf("read %s: %w", p.trunk.tracking, err)
	}
	h.base, err = p.commonBase(ctx, h.head.Hash, h.theirs)
	return h, err
}

// commonBase is the newest commit that both lines contain; where only one exists, that
// one; "" when they have nothing in common.
func (p *Pool) commonBase(ctx context.Context, a, b repo.Hash) (repo.Hash, error) {
	switch {
	case a == b || b == "":
		return a, nil
	case a == "":
		return "", nil
	}
	base, err := p.repo.MergeBase(ctx, a, b)
	if err != nil {
		return "", fmt.Errorf("compare with the shared pool: %w", err)
	}
	return base, nil
}

// accepted is the newest commit known to be accepted by the community: the remote's
// tip, else – in a pool that has no remote or was never sent – the local trunk.
func (p *Pool) accepted() repo.Hash {
	if h, err := p.repo.Ref(p.trunk.tracking); err == nil && h != "" {
		return h
	}
	if h, err := p.repo.Ref(p.trunk.local); err == nil {
		return h
	}
	return ""
}

// NotOnTrunkError says that another branch, or no branch, is checked out, so that the
// working files do not follow the trunk. Branch is "" for no branch. Elsewhere is another
// folder of the same clone that has the trunk, so that git does not give it to this one; "" for none.
type NotOnTrunkError struct{ Branch, Shared, Elsewhere string }

func (e *NotOnTrunkError) Error() string {
	if e.Branch == "" {
		return "the pool's folder shows an old version (no branch is checked out)"
	}
	return fmt.Sprintf("the pool's folder is on branch %q, not on the shared %q", e.Branch, e.Shared)
}

// several is the address of the shared place where git knows others, too; else "".
func (p *Pool) several() string {
	if len(p.repo.Remotes()) < 2 {
		return ""
	}
	address, _ := p.Remote()
	return Redact(address)
}

// UnclearPlaceError says that git knows several places here and nothing tells which of
// them the others read.
type UnclearPlaceError struct{ Places, Addresses []string }

func (e *UnclearPlaceError) Error() string {
	return "this pool knows several places, and nothing tells which of them the others read: " + strings.Join(e.Addresses, ", ")
}

// noPlace says why there is no shared place; nil where there is one.
func (p *Pool) noPlace() error {
	if p.trunk.remote {
		return nil
	}
	if len(p.trunk.unclear) == 0 {
		return ErrNoRemote
	}
	e := &UnclearPlaceError{Places: p.trunk.unclear}
	for _, name := range e.Places {
		address, _ := p.repo.Remote(name)
		e.Addresses = append(e.Addresses, Redact(address))
	}
	return e
}

// ErrNoRemote says that the pool lives on this machine only.
var ErrNoRemote = errors.New("this pool is not connected to a shared place yet")

// InProgressError says that the user began something with git in the pool's folder and did not
// end it: the working files are git's until then.
type InProgressError struct{ repo.Progress }

func (e *InProgressError) Error() string {
	return "a " + e.What + " that you began with git is not finished"
}

func (p *Pool) mustBeOnTrunk(h heads) error {
	if what := p.repo.InProgress(); what != (repo.Progress{}) {
		return &InProgressError{what}
	}
	if h.onTrunk(p.trunk) {
		return nil
	}
	name := ""
	if len(h.head.Ref) > len("refs/heads/") {
		name = string(h.head.Ref[len("refs/heads/"):])
	}
	return &NotOnTrunkError{Branch: name, Shared: p.trunk.name(), Elsewhere: p.repo.CheckedOut(p.trunk.local)}
}
