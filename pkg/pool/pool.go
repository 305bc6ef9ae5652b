// Package pool is the front door to a community's pool of practice notes: every
// use case – find, show, add, share, sync, resolve, check – is a method of [Pool].
//
// A pool is a git repository with a practices/ folder. The package joins four
// leaves that do not know each other: note (one note as a value), index (finding
// notes), repo (one clone) and forge (where contributions are reviewed). Faces such as
// the command line stand on it and never reach past it.
//
// State is derived, never recorded. What is a draft, what is in review, what waits
// to be sent and what is in conflict is computed from the working files, the trunk,
// contribution branches and git's own index. Three invariants follow:
//
//   - the working files belong to the user: an edit is only ever merged, never lost;
//   - the local trunk only moves to what the community accepted;
//   - a kill at any instant leaves something the next run completes.
//
// A Pool is not safe for concurrent use by several goroutines; several processes may
// work on one clone at once.
//
// # Contents
//
//   - a pool comes to be: [Open], [Found], [Join], [Pool.Close]
//   - read: [Pool.Find], [Pool.Show], [Pool.Cards], [Pool.Read], [Pool.Versions]
//   - write: [Pool.Save], [Pool.Replace], [Pool.Move], [Pool.Retire], [Pool.Remove], [Pool.Undo]
//   - say something: [Pool.Ask], [Pool.Answer], [Pool.Comment], [Pool.Tried], [Pool.Verify], [Pool.Accept]
//   - exchange: [Pool.Status], [Pool.Share], [Pool.Sync], [Pool.Settle], [Pool.Withdraw]
//   - review: [Pool.Reviews], [Pool.Review], [Pool.Submit], [Pool.ApplySuggestions], [Pool.Decline]
//   - people: [Pool.Me], [Pool.People], [Pool.Who], [Pool.Mentoring]
//   - what is new, and how the community is: [Pool.Breakfast], [Pool.Seen], [Pool.StaleNotes], [Pool.Health]
//   - meetings: [Pool.Meetings], [Pool.Calendar], [Pool.Actions]
//   - in and out: [Pool.Import], [Pool.Export], [Pool.Edition]
//   - check and mend: [Pool.Check], [Pool.CheckText], [Pool.Examine], [Pool.Mend]
//
// # Words of our own
//
// What users call something is called so here, too; these are the others.
//
//	place         where the pool is shared: git's remote, with its reviews
//	trunk         the branch that everybody shares, here and there
//	own           of this user; user commits are those made with git itself
//	contribution  a branch of the user's, with or without its review; it is offered, then sent
//	outbox        commits that wait for the next exchange
//	standing      how far a contribution is, by [Standing]
//	entry         one file of a note's thread
package pool

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Folders that make up a pool's tree.
const (
	practicesDir = "practices"
	templatesDir = "templates"
	charterPath  = "practices/charter.md"
	usualPlace   = "origin" // what the shared place is called where nobody called it otherwise
)

// ErrNoPool says that a folder is not inside a pool.
var ErrNoPool = errors.New("no pool here")

// Options says what a pool gets from the outside world. The zero value works: no git
// binary, the real clock, real randomness, silence.
type Options struct {
	Git      string                             // path of the git binary; "" works without
	Env      []string                           // environment of child processes and of git settings
	Handle   string                             // handle to use when git's settings name none ("cop.handle")
	Name     string                             // the user's name when git's settings say none
	Email    string                             // and e-mail address
	Now      func() time.Time                   // nil: time.Now
	Rand     io.Reader                          // nil: crypto/rand
	Idle     time.Duration                      // network silence before giving up; 0: 30 s
	Notice   func(msg string)                   // sentences for the user while waiting; may be nil
	Progress func(what string, done, total int) // long work; may be nil
	Prescan  bool                               // look at the files while the pool is opened: the first answer is as of then
	Keyring  credential.Keyring                 // tokens that cop keeps; nil: none
	Log      func(msg string)                   // every request to a host, for the most verbose setting; may be nil
}

func (o Options) repo() repo.Options {
	return repo.Options{Git: o.Git, Env: o.Env, Me: repo.Person{Name: o.Name, Email: o.Email}, Now: o.now, Idle: o.Idle, Notice: o.notice}
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now() //nolint:forbidigo // the zero Options
	}
	return o.Now()
}

func (o Options) notice(msg string) {
	if o.Notice != nil {
		o.Notice(msg)
	}
}

func (o Options) progress(what string, done, total int) {
	if o.Progress != nil {
		o.Progress(what, done, total)
	}
}

func (o Options) random() io.Reader {
	if o.Rand == nil {
		return rand.Reader
	}
	return o.Rand
}

// Pool is one member's clone of a community's pool.
type Pool struct {
	repo  *repo.Repo
	opt   Options
	trunk trunk
	db    *index.DB // nil until it is needed
	memo

	deed       *Deed         // what the user is doing to the working files; nil: nothing
	fold       *repo.Folding // names that are one on this disk, while they do; nil: none
	did        []Deed        // and what they did
	partly     bool          // it was said that an answer was made of a part of the notes
	tokenAdded bool          // the clone has the token that cop keeps
}

// memo is what a Pool found out and would find out again: nothing in it decides anything.
// The zero value knows nothing. What was seen of the working files is forgotten by rescan
// and outdated, all else that can change by trunkMoved.
type memo struct {
	working    *snapshotCache        // what was seen of the working files; nil: nothing was looked at
	looked     time.Time             // when the oldest look that still counts began; zero: nothing was looked at
	charter    *note.Charter         // as accepted
	whose      *whose                // whose word is whose, as of the last look
	whoseOld   bool                  // the trunk moved since that look
	identities *people.Identities    // which names are one person's, as of the last look
	ownNames   *ownNames             // which are the user's, by their card and .mailmap
	ancestry   map[[2]repo.Hash]bool // what includes found out; never changes
	conn       *forgeConn            // where contributions are reviewed; made when it matters
}

// trunkMoved forgets what was true of the accepted notes.
func (m *memo) trunkMoved() { m.charter, m.ownNames, m.whoseOld = nil, nil, true }

// Open opens the pool around dir, which may be any folder inside it. It returns
// [ErrNoPool] when there is none.
func Open(ctx context.Context, dir string, o Options) (*Pool, error) {
	r, err := repo.Open(dir, o.repo())
	if errors.Is(err, repo.ErrNotFound) {
		return nil, fmt.Errorf("open %s: %w", dir, ErrNoPool)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	p := &Pool{repo: r, opt: o}
	if o.Prescan {
		p.looked = repo.FileTime()
		r.Prescan()
	}
	if p.trunk, err = findTrunk(r); err != nil {
		r.Close()
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	if !p.recognised() {
		r.Close()
		return nil, fmt.Errorf("open %s: %w", dir, ErrNoPool)
	}
	r.ClearDeadLocks(p.trunk.local, p.trunk.tracking)
	if r.Foreign() {
		o.notice(r.Root() + " belongs to somebody else: it can be read, but nothing that it configures is obeyed. If you trust it: git config --global --add safe.directory " + r.Root())
	}
	return p, nil
}

// recognised reports whether the clone is a pool: it has a practices folder, or it had one until
// somebody shared its removal, or it is still as empty as the remote it was joined from.
func (p *Pool) recognised() bool {
	fi, err := os.Stat(filepath.Join(p.repo.Root(), practicesDir))
	if err == nil && fi.IsDir() {
		return true
	}
	if p.trunk.remote && p.repo.Scanned() {
		return true
	}
	head, err := p.repo.Head()
	return err == nil && head.Hash == "" && p.trunk.remote
}

// Close releases the index and the clone.
func (p *Pool) Close() error {
	p.working.wait()
	var err error
	if p.db != nil {
		err = p.db.Close()
	}
	return errors.Join(err, p.repo.Close())
}

// Root is the absolute path of the pool's folder.
func (p *Pool) Root() string { return p.repo.Root() }

// LocalDir is the folder for what cop remembers on this machine only: the index,
// drafts, marks of what was seen. It may be deleted at any time.
func (p *Pool) LocalDir() string { return p.repo.LocalDir() }

// Files is about how many files the pool has, told without looking at them.
func (p *Pool) Files() int { return p.repo.Tracked() }

// Name is the community's name from its charter, else the folder's name.
func (p *Pool) Name() string {
	if c := p.Charter(); c.Name != "" {
		return c.Name
	}
	return filepath.Base(p.repo.Root())
}

// Remote is the address of the shared pool and whether there is one.
func (p *Pool) Remote() (string, bool) { return p.repo.Remote(p.trunk.place) }

// GitConfig is a setting of the user's git, for the few the faces honour (core.editor).
func (p *Pool) GitConfig(key string) string {
	v, _ := p.repo.Config(key)
	return v
}

// File is the absolute path of a note's file.
func (p *Pool) File(a note.Address) string {
	return filepath.Join(p.repo.Root(), filepath.FromSlash(a.Path()))
}

// Charter is the accepted charter: the one on the trunk, not a draft of it. A
// pool without one has the defaults.
func (p *Pool) Charter() note.Charter {
	if p.charter == nil {
		c, _ := note.ReadCharter(p.acceptedCharter())
		p.charter = &c
	}
	return *p.charter
}

func (p *Pool) acceptedCharter() *note.Note {
	if tip := p.accepted(); tip != "" {
		if b, err := p.repo.ReadFile(tip, charterPath); err == nil {
			return note.Parse(charterPath, b)
		}
		return nil
	}
	b, err := p.readWorking(charterPath)
	if err != nil {
		return nil
	}
	return note.Parse(charterPath, b)
}

// readWorking reads a file of the working tree. It refuses to follow a symbolic link.
func (p *Pool) readWorking(path string) ([]byte, error) {
	b, err := readPlain(filepath.Join(p.repo.Root(), filepath.FromSlash(path)))
	if errors.Is(err, errNotPlain) {
		err = fmt.Errorf("read %s: %w", path, err)
	}
	return b, err
}

var errNotPlain = errors.New("not a plain file")

// Member is the person at this machine.
type Member struct {
	Handle note.Handle
	Name   string
	Email  string
	// Derived says that the handle was made from the e-mail address, not chosen.
	Derived bool
}

// ErrNoIdentity says that nothing tells who the user is.
var ErrNoIdentity = repo.ErrNoIdentity

// Me tells who the user is: cop.handle in git's settings, else the handle given in
// Options, else the one they were told, else one made from the e-mail address. Errors:
// [ErrNoIdentity].
func (p *Pool) Me() (Member, error) {
	who, err := p.repo.Author()
	if err != nil {
		return Member{}, err
	}
	m := Member{Name: who.Name, Email: who.Email}
	if h, ok := p.repo.Config("cop.handle"); ok {
		m.Handle = note.HandleFrom(h)
	}
	if m.Handle == "" {
		m.Handle = note.HandleFrom(p.opt.Handle)
	}
	if told, ok := p.repo.Config(toldHandle); ok && m.Handle == "" {
		m.Handle = note.HandleFrom(told)
	}
	if m.Handle == "" {
		m.Handle, m.Derived = note.HandleFrom(who.Email), true
	}
	if m.Handle == "" {
		m.Handle = note.HandleFrom(who.Name)
	}
	if m.Handle == "" {
		return Member{}, ErrNoIdentity
	}
	return m, nil
}

// toldHandle keeps the handle that was made for the user, so that it stays the same and is
// told once. It gives way to one that they choose.
const toldHandle = "cop.toldHandle"

// HandleTold remembers that the user was told their handle.
func (p *Pool) HandleTold(h note.Handle) error {
	if err := p.repo.SetConfig(toldHandle, string(h)); err != nil {
		return fmt.Errorf("remember your handle: %w", err)
	}
	return nil
}

// SetIdentity remembers the user's name, e-mail address and handle for this pool.
// Empty values stay as they are.
func (p *Pool) SetIdentity(m Member) error {
	for _, kv := range [][2]string{{"user.name", m.Name}, {"user.email", m.Email}, {"cop.handle", string(m.Handle)}} {
		if strings.TrimSpace(kv[1]) == "" {
			continue
		}
		if err := p.repo.SetConfig(kv[0], kv[1]); err != nil {
			return fmt.Errorf("remember %s: %w", kv[0], err)
		}
	}
	return nil
}
