package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Founding says what a new pool is about.
type Founding struct {
	Name     string
	Purpose  string            // why the community exists, one or two sentences
	Audience string            // whom it is for
	Says     map[string]string // what else the charter says, by the names of [CharterParts]
	Who      []note.Handle
	Direct   bool     // practices go straight to everyone instead of through review
	Remote   string   // where the pool is shared, "" for not yet
	Me       Member   // empty fields: what git knows
	Adopt    []string // files and folders of notes to take in as drafts; see FindAdoptable
	Site     bool     // also what the host needs to publish the pool as web pages
}

// ErrExists says that a folder is a pool already.
var ErrExists = errors.New("this folder is a pool already")

// Found makes a pool in dir: a charter, first notes, the templates and a check for the
// git host. An existing git repository gets them added; its files stay. With a remote
// the pool is sent there. A founding that fails half-way can be run again.
func Found(ctx context.Context, dir string, f Founding, o Options) (*Pool, error) {
	r, made, err := openOrInit(dir, o)
	if err != nil {
		return nil, err
	}
	p := &Pool{repo: r, opt: o}
	var fresh []string
	if p.trunk, err = findTrunk(r); err == nil {
		fresh, err = p.found(ctx, f)
	}
	if err != nil {
		r.Close()
		if made && (neverSent(err) || errors.Is(err, ErrNoIdentity)) {
			return nil, errors.Join(err, unfound(r.Root(), fresh))
		}
		return nil, err
	}
	p.tellHead(ctx)
	return p, nil
}

// openOrInit opens the repository whose root is dir, or makes one there.
func openOrInit(dir string, o Options) (r *repo.Repo, made bool, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, false, err
	}
	r, err = repo.Open(abs, o.repo())
	if err == nil {
		if sameFile(r.Root(), abs) {
			return r, false, nil
		}
		r.Close()
	} else if !errors.Is(err, repo.ErrNotFound) {
		return nil, false, fmt.Errorf("open %s: %w", dir, err)
	}
	if err := os.MkdirAll(abs, 0o755); err != nil {
		return nil, false, fmt.Errorf("make %s: %w", dir, err)
	}
	r, err = repo.Init(abs, "main", o.repo())
	if err != nil {
		return nil, false, fmt.Errorf("start a pool in %s: %w", dir, err)
	}
	return r, true, nil
}

func sameFile(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

func (p *Pool) found(ctx context.Context, f Founding) (fresh []string, err error) {
	if err = p.SetIdentity(f.Me); err != nil {
		return fresh, err
	}
	me, err := p.Me()
	if err != nil {
		return fresh, err
	}
	adopted, err := p.adopt(f.Adopt)
	if err != nil {
		return fresh, err
	}
	fresh, err = p.seed(f, me)
	if err != nil {
		return fresh, err
	}
	if f.Remote != "" {
		if err = p.connect(ctx, f.Remote); err != nil {
			return fresh, err
		}
	}
	if len(fresh)+len(f.Adopt) == 0 && f.Remote == "" {
		return fresh, ErrExists
	}
	if err = p.commitFounding(ctx, fresh, adopted, f); err != nil {
		return fresh, err
	}
	if !p.trunk.remote {
		return fresh, nil
	}
	_, err = p.Sync(ctx, SyncOptions{})
	return fresh, err
}

// seed writes the founding files that are not there yet and lists them.
func (p *Pool) seed(f Founding, me Member) ([]string, error) {
	var fresh []string
	for path, text := range p.foundingFiles(f, me) {
		full := filepath.Join(p.repo.Root(), filepath.FromSlash(path))
		if _, err := os.Lstat(full); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("write %s: %w", path, err)
		}
		if err := p.repo.WriteFile(path, []byte(text), repo.Regular); err != nil {
			return nil, fmt.Errorf("write %s: %w", path, err)
		}
		fresh = append(fresh, path)
	}
	p.rescan()
	return fresh, nil
}

// connect remembers where the pool is shared.
func (p *Pool) connect(ctx context.Context, url string) error {
	if err := makeShared(url, p.trunk.branch); err != nil {
		return err
	}
	place := p.placeAt(url)
	leaves := p.trunk.remote && p.trunk.place != place && p.copiedFrom(ctx, url)
	switch have, _ := p.Remote(); {
	case p.trunk.remote && p.trunk.place != place && !leaves:
		return fmt.Errorf("this pool is shared at %s already", have)
	case place == "":
		place = usualPlace
		if leaves {
			place = copiedPlace
		}
		if err := p.repo.AddRemote(place, url); err != nil {
			return fmt.Errorf("connect to %s: %w", url, err)
		}
	}
	if len(p.repo.Remotes()) > 1 {
		if err := p.repo.SetConfig(placeSetting, place); err != nil {
			return fmt.Errorf("connect to %s: %w", url, err)
		}
	}
	name, err := p.startLikePlace(place, url)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", url, err)
	}
	if name != p.trunk.name() {
		p.trunk.branch = name
	}
	if err := p.repo.Track(name, place, p.trunk.branch); err != nil {
		return fmt.Errorf("connect to %s: %w", url, err)
	}
	p.trunk, p.conn = newTrunk(place, name, p.trunk.branch), nil
	return nil
}

// placeAt is what git calls the place at an address here, "" when it knows none.
func (p *Pool) placeAt(url string) string {
	for _, name := range p.repo.Remotes() {
		if have, _ := p.repo.Remote(name); have == url || p.repo.Given(name) == url {
			return name
		}
	}
	return ""
}

// makeShared makes a shared place of a folder that does not exist yet: on a server's
// disk, a memory stick, a synced drive. Anything with a host in it is left alone.
func makeShared(url, branch string) error {
	if strings.Contains(url, "://") || strings.Contains(url, ":") && !filepath.IsAbs(url) {
		return nil
	}
	if _, err := os.Stat(url); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := repo.InitBare(url, branch); err != nil {
		return fmt.Errorf("make the shared place: %w", err)
	}
	return nil
}

// commitFounding makes the founding files part of the history, unless a shared place
// decides on that. Notes that were taken in and that the history has are moved in it, too.
func (p *Pool) commitFounding(ctx context.Context, paths []string, adopted map[string]string, f Founding) error {
	ours, err := p.repo.Ref(p.trunk.local)
	if err != nil {
		return err
	}
	edits, err := p.adoptedEdits(ours, adopted)
	if err != nil {
		return err
	}
	if ours != "" && p.trunk.remote && f.Remote == "" {
		paths = nil // drafts of an existing, shared pool
	}
	for _, path := range paths {
		b, err := p.readWorking(path)
		if err != nil {
			return err
		}
		edits = append(edits, repo.Edit{Path: path, Data: b, Mode: repo.Regular})
	}
	if len(edits) == 0 {
		return nil
	}
	tip, err := p.commitOn(ctx, ours, parents(ours), edits, fmt.Sprintf("Found %s\n", p.nameOf(f)))
	if errors.Is(err, repo.ErrNothingToCommit) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = p.advance(ctx, ours, tip, nil)
	return err
}

func (p *Pool) nameOf(f Founding) string {
	if f.Name != "" {
		return note.Clean(f.Name)
	}
	return filepath.Base(p.repo.Root())
}
