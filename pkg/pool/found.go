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
	"github.com/breakfast-table/cop/templates"
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

// foundingFiles are the first files of a pool.
func (p *Pool) foundingFiles(f Founding, me Member) map[string]string {
	files := map[string]string{
		charterPath:                             p.charterText(f, me),
		"practices/how-we-share/first-steps.md": firstSteps(p.nameOf(f), me, p.opt.now().UTC().Format("2006-01-02")),
		"README.md":                             readme(p.nameOf(f), f.Purpose),
		".github/workflows/cop.yml":             checkWorkflow,
	}
	if f.Site {
		pages := pagesFor(f.Remote)
		files[pages.path] = p.pagesText(pages)
	}
	for _, t := range []string{"practice", "story", "question", "decision", "event"} {
		if b, err := templates.FS.ReadFile(t + ".md"); err == nil {
			files["templates/"+t+".md"] = string(b)
		}
	}
	return files
}

// What a charter says until somebody says better.
const (
	purposeUnsaid  = "We do the same kind of work and learn from each other. This is where we keep what we find out."
	audienceUnsaid = "Everyone who does this work, whatever their title."
)

func (p *Pool) charterText(f Founding, me Member) string {
	lane, meetings, alone := "required", ", meetings: direct", ", alone: accept"
	if f.Direct {
		lane, meetings, alone = "direct", "", ""
	}
	who := f.Who
	if len(who) == 0 {
		who = []note.Handle{me.Handle}
	}
	stewards := make([]string, len(who))
	for i, h := range who {
		stewards[i] = string(h)
	}
	text := "---\n" +
		"title: " + yamlString("Charter of "+p.nameOf(f)) + "\n" +
		"type: charter\n" +
		"name: " + yamlString(p.nameOf(f)) + "\n" +
		"stage: prototype\n" +
		"review: {practices: " + lane + ", conversation: direct" + meetings + alone + "}\n" +
		"stewards: {\"**\": [" + strings.Join(stewards, ", ") + "]}\n" +
		"---\n\n# " + p.nameOf(f) + "\n\n"
	purpose := f.Purpose
	if purpose == "" {
		purpose = purposeUnsaid
	}
	audience := f.Audience
	if audience == "" {
		audience = audienceUnsaid
	}
	says := map[string]string{"purpose": purpose, "audience": audience}
	for name, said := range f.Says {
		if says[name] == "" {
			says[name] = said
		}
	}
	for _, part := range CharterParts() {
		if said := strings.TrimSpace(note.CleanText(says[part.Name])); said != "" {
			text += "## " + part.Heading + "\n\n" + said + "\n\n"
		}
	}
	return text +
		"## How we work\n\n" + howWeWork(f.Direct) +
		"\n## What we do not share\n\nSecrets, and anything that tells who a customer, patient or colleague is.\n"
}

// yamlString quotes a value so that any text is one YAML string.
func yamlString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(note.Clean(s)) + `"`
}

func howWeWork(direct bool) string {
	first := "- A practice is offered with `cop share`; one of the stewards reads it, kindly and soon.\n" +
		"- While there is only one of us, they let their own notes in; from the second member on a second pair of eyes does.\n"
	if direct {
		first = "- A practice goes to everyone with `cop share`. Whoever knows better improves it.\n"
	}
	return first +
		"- Questions, answers and reports go to everyone with `cop sync`.\n" +
		"- Whoever tried a practice says what happened, also when it failed.\n"
}

func firstSteps(name string, me Member, day string) string {
	return "---\n" +
		"title: First steps in this pool\n" +
		"description: What a new member does in the first ten minutes.\n" +
		"authors: [" + string(me.Handle) + "]\n" +
		"date: " + day + "\n" +
		"---\n\n# First steps in this pool\n\n" +
		"Welcome to " + name + ". Ten minutes, three steps:\n\n" +
		"1. Read the [charter](../charter.md): why we exist and what we do not share.\n" +
		"2. Look around: `cop list` shows everything, `cop find WORDS` finds it.\n" +
		"3. Write down one thing you had to find out the hard way: `cop til \"one line\"`, then `cop share`.\n\n" +
		"It need not be finished. A note that one other person can use is worth sharing; the rest comes with use.\n"
}

func readme(name, purpose string) string {
	if purpose == "" {
		purpose = "What we know about our work, kept by the people who do it."
	}
	return "# " + name + "\n\n" + purpose + "\n\n" +
		"The notes are in [practices](practices/). Start with the [charter](practices/charter.md)\n" +
		"and the [first steps](practices/how-we-share/first-steps.md).\n\n" +
		"Every note is plain markdown: read it here, in any editor, or in the terminal with\n" +
		"`cop join` and the address of this repository.\n"
}

const checkWorkflow = `# Checks notes, links and threads of this pool when somebody offers a change.
name: cop check
on: [pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with: {go-version: stable}
      - run: go run github.com/breakfast-table/cop/cmd/cop@latest check --format github
`

// Join clones a pool into dir. A join that fails or is interrupted leaves nothing
// behind. It returns [ErrNoPool] – and leaves nothing – when the place holds something
// that is no pool; an empty place is fine.
func Join(ctx context.Context, url, dir string, o Options) (*Pool, error) {
	r, err := cloneLetIn(ctx, url, dir, o, progressWriter{o})
	if err != nil {
		return nil, fmt.Errorf("join %s: %w", dir, err)
	}
	root := r.Root()
	if err := r.Close(); err != nil {
		return nil, err
	}
	p, err := Open(ctx, root, o)
	if errors.Is(err, ErrNoPool) {
		if rmErr := os.RemoveAll(root); rmErr != nil {
			return nil, errors.Join(err, rmErr)
		}
	}
	if err == nil {
		p.tellShowsFiles()
		p.seeOwn(ctx)
	}
	return p, err
}

// progressWriter turns the transport's progress text into progress.
type progressWriter struct{ o Options }

func (w progressWriter) Write(b []byte) (int, error) {
	w.o.progress("joining", 0, 0)
	return len(b), nil
}
