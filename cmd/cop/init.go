package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// person is how a user says who they are where git does not know.
type person struct{ name, email, handle string }

func (w *person) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&w.name, "my-name", "", "your `NAME`, where it is not known yet")
	f.StringVar(&w.email, "my-email", "", "your `EMAIL` address, where it is not known yet")
	f.StringVar(&w.handle, "my-handle", "", "your short `HANDLE` in the community")
}

func (w person) member() pool.Member {
	return pool.Member{Name: w.name, Email: w.email, Handle: note.HandleFrom(w.handle)}
}

type initOptions struct {
	person
	name, who, review, remote string
	says                      charterWords

	reviewGiven bool

	adopt bool
	site  bool // write what the host needs to publish web pages
}

func newInit(c *cli) *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Found a pool for a community",
		Long: `Found a pool: asks what a founder answers – its name, purpose, audience, goals, what
you do together, who looks after it, how you will know that it works – each with an
example, and writes the charter, first notes, templates and a check for your git host.
An empty answer is for later: cop charter --edit asks again, and only for what is not
said yet. With --remote the pool is sent there; that place may be empty. Run it again
with --remote to share a pool that was on this machine only.

A folder that has notes already becomes a pool of them with --adopt: markdown files,
and folders that are mostly notes, move below practices/ as they are and are drafts
of yours. What belongs to the repository stays (README.md, LICENSE.md, hidden files).`,
		Example: "cop init reliability --name \"Reliability guild\" --purpose \"Fewer nights awake.\"\n" +
			"cop init . --remote git@git.example.org:guild/pool.git\n" +
			"cop init --adopt",
		GroupID: "start",
		Args:    takes(0, 1),
	}
	f := cmd.Flags()
	cmd.RunE = c.printing(func(ctx context.Context, args []string) (any, error) {
		o.reviewGiven = f.Changed("review")
		return c.runInit(ctx, args, o)
	})
	f.StringVar(&o.name, "name", "", "what the community is called")
	o.says = charterFlags(f)
	f.StringVar(&o.who, "who", "", "handles of its stewards, with commas")
	f.StringVar(&o.review, "review", "required", "how practices change: required or direct")
	f.StringVar(&o.remote, "remote", "", "share the pool at `URL`, which may be empty")
	f.BoolVar(&o.adopt, "adopt", false, "take the notes of the folder into the pool")
	f.BoolVar(&o.site, "site", false, "also what the host needs to publish the pool as web pages")
	o.flags(cmd)
	return cmd
}

func (c *cli) runInit(ctx context.Context, args []string, o initOptions) (any, error) {
	if o.review != "required" && o.review != "direct" {
		return nil, &usageError{msg: fmt.Sprintf("--review cannot be %q", o.review), hint: "values: required, direct"}
	}
	if err := noHandles(o.who); err != nil {
		return nil, err
	}
	dir, err := c.target(args)
	if err != nil {
		return nil, err
	}
	if err := c.outside(ctx, dir); err != nil {
		return nil, err
	}
	before := founded(dir)
	if !isPool(dir) {
		if err := c.askFounding(ctx, dir, &o); err != nil {
			return nil, err
		}
	}
	have, err := c.adoptable(ctx, dir, &o)
	if err != nil {
		return nil, err
	}
	defer c.working()()
	p, err := c.found(ctx, dir, o, have)
	if errors.Is(err, pool.ErrNoIdentity) && c.Prompting() {
		c.pause()
		if err := c.askPerson(ctx, &o.person); err != nil {
			return nil, err
		}
		p, err = c.found(ctx, dir, o, have)
	}
	if err != nil {
		return nil, err
	}
	defer p.Close()
	c.sayAdopted(have, o.adopt)
	c.sayUnknown(p, handles(o.who))
	if before {
		return c.foundAgain(ctx, p, dir, o)
	}
	r, err := c.welcome(ctx, p, dir, "Founded")
	r.Alone = p.Alone(ctx)
	return r, err
}

// founded reports whether a folder has the charter of a pool.
func founded(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "practices", "charter.md"))
	return err == nil
}

// foundAgain is what a second init did to a pool that was there before it.
func (c *cli) foundAgain(ctx context.Context, p *pool.Pool, dir string, o initOptions) (place, error) {
	did := "Completed"
	if o.adopt {
		did = "Took notes into"
	}
	if o.remote != "" {
		did = "Connected"
	}
	r, err := c.welcome(ctx, p, dir, did)
	r.old, r.connected = true, o.remote != ""
	return r, err
}

func (c *cli) found(ctx context.Context, dir string, o initOptions, have pool.Adoptable) (*pool.Pool, error) {
	if !o.adopt {
		have = pool.Adoptable{}
	}
	return pool.Found(ctx, dir, pool.Founding{
		Name: o.name, Purpose: o.says.of("purpose"), Audience: o.says.of("audience"), Says: o.says.all(), Who: handles(o.who),
		Direct: o.review == "direct", Remote: fromHere(o.remote), Me: o.member(), Adopt: have.Entries, Site: o.site,
	}, c.poolOptions())
}

// noHandles refuses a name that is no handle: nobody would answer to it.
func noHandles(list string) error {
	for _, typed := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		h := note.HandleFrom(typed)
		if h == "" || !strings.EqualFold(string(h), strings.TrimPrefix(typed, "@")) {
			hint := "handles are letters, digits and hyphens: --who ana,ben"
			if h != "" {
				hint = "did you mean " + string(h) + "? " + hint
			}
			return &usageError{msg: fmt.Sprintf("%q is no handle", note.Clean(typed)), hint: hint}
		}
	}
	return nil
}

// sayUnknown names stewards that nobody here is called yet.
func (c *cli) sayUnknown(p *pool.Pool, who []note.Handle) {
	me, err := p.Me()
	for _, h := range who {
		if err == nil && h != me.Handle {
			c.Say("note: nobody here is called %s yet; they are asked to look after the pool once they join as %s.", h, h)
		}
	}
}

func handles(list string) []note.Handle {
	var out []note.Handle
	for _, h := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		if h := note.HandleFrom(h); h != "" {
			out = append(out, h)
		}
	}
	return out
}

// target is the folder that a founding or joining command is about.
func (c *cli) target(args []string) (string, error) {
	dir := c.dir
	if dir == "" {
		wd, err := os.Getwd()
		if err != nil {
			return "", err
		}
		dir = wd
	}
	if len(args) == 0 {
		return filepath.Abs(dir)
	}
	if filepath.IsAbs(args[0]) {
		return args[0], nil
	}
	return filepath.Abs(filepath.Join(dir, args[0]))
}

func isPool(dir string) bool {
	fi, err := os.Stat(filepath.Join(dir, "practices"))
	return err == nil && fi.IsDir()
}

// askFounding asks for what the flags do not say. Nobody there to answer: the folder's
// name and good defaults do. Where notes wait to be taken in, that comes first, and what is not
// needed for it is for later.
func (c *cli) askFounding(ctx context.Context, dir string, o *initOptions) error {
	if !c.Prompting() {
		return nil
	}
	var err error
	if o.name == "" {
		if o.name, err = c.Ask(ctx, term.Question{Text: "What is the community called", Default: filepath.Base(dir), Flag: "--name NAME"}); err != nil {
			return err
		}
	}
	found, err := pool.FindAdoptable(dir)
	short := err == nil && found.Notes > 0
	said := map[string]string{}
	if short {
		for _, part := range pool.CharterParts()[2:] {
			said[part.Name] = "later"
		}
	}
	if err := c.askCharter(ctx, o.says, said, "cop init "+quoted(dir)+" --name "+quoted(o.name)); err != nil {
		return err
	}
	if o.who == "" {
		o.who, err = c.Ask(ctx, term.Question{Text: "Who looks after it (handles, with commas; nothing: you)", Flag: "--who HANDLES", Check: noHandles})
	}
	if err != nil || short || o.reviewGiven {
		return err
	}
	c.Tell(c.ErrPalette().Paint(term.Muted, "For example: required, when a mistake in a practice costs more than a day."))
	o.review, err = c.Ask(ctx, term.Question{Text: "How do practices change: required (somebody reads them first) or direct", Default: "required", Flag: "--review", Check: oneOfLanes})
	return err
}

func oneOfLanes(s string) error {
	if s != string(note.LaneRequired) && s != string(note.LaneDirect) {
		return errors.New("please write required or direct")
	}
	return nil
}

// askPerson asks who the user is; git did not know.
func (c *cli) askPerson(ctx context.Context, w *person) error {
	var err error
	if w.name == "" {
		if w.name, err = c.Ask(ctx, term.Question{Text: "Your name", Flag: "--my-name NAME", Check: notEmpty}); err != nil {
			return err
		}
	}
	if w.email == "" {
		w.email, err = c.Ask(ctx, term.Question{Text: "Your e-mail address", Flag: "--my-email EMAIL", Check: notEmpty})
	}
	return err
}

func notEmpty(s string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New("please write something")
	}
	return nil
}

// place is the result of init and join: where the pool is.
type place struct {
	Name   string `json:"name"`
	Dir    string `json:"dir"`
	Remote string `json:"remote"`
	Handle string `json:"handle"`
	Alone  bool   `json:"alone"` // nobody else is there yet to accept anything

	did   string
	start []string

	maybe   []note.Handle // names that may be the user's, who claims them on their card
	follows []string      // pools that the charter learns from and that are not on this machine

	old       bool // the pool was there before
	connected bool // to the others, just now
}

// Text says where the pool is and what to do first.
func (r place) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	line := func(text string) { b.WriteString(term.Hang("", "  ", text, s.LineWidth()) + "\n") }
	line(p.Paint(term.Good, r.did) + " " + p.Paint(term.Title, r.Name) + " in " + p.Paint(term.Topic, r.Dir))
	if r.connected {
		line("It is shared at " + p.Paint(term.Topic, r.Remote) + ". Others come in with: " + p.Paint(term.Accent, "cop join "+quoted(r.Remote)))
	}
	if r.old {
		return b.String()
	}
	if len(r.start) > 0 {
		line("Good to read first:")
		for _, a := range r.start {
			line("  " + p.Paint(term.Accent, "cop show "+a))
		}
	}
	then := "Then write down"
	if len(r.start) == 0 {
		line("It has no charter yet. Whoever founds it says: " + p.Paint(term.Accent, "cop init "+quoted(r.Dir)))
		then = "Write down"
	}
	line(then + " one thing you learned: " + p.Paint(term.Accent, `cop til "one line"`))
	if len(r.maybe) > 0 {
		line(claimHint(r.maybe, nil))
	}
	if len(r.follows) > 0 {
		line("This community learns from " + strings.Join(r.follows, ", ") + ": " + p.Paint(term.Accent, "cop pool add") + p.Paint(term.Muted, " follows them"))
	}
	if r.Alone {
		line(p.Paint(term.Muted, "What you share asks for a review, and nobody else is here yet. Until the second member comes you let it in yourself, as the charter says: cop review NAME --merge"))
	}
	return b.String()
}

// welcome remembers the pool and says what comes first.
func (c *cli) welcome(ctx context.Context, p *pool.Pool, dir, did string) (place, error) {
	remote, _ := p.Remote()
	r := place{Name: p.Name(), Dir: dir, Remote: pool.Redact(remote), did: did}
	if me, err := p.Me(); err == nil {
		r.Handle = string(me.Handle)
	}
	for _, a := range []note.Address{"charter", "how-we-share/first-steps"} {
		if _, err := p.Read(a); err == nil {
			r.start = append(r.start, string(a))
		}
	}
	if maybe, err := p.MaybeMe(ctx, false); err == nil {
		r.maybe = maybe
	}
	if err := c.followNoMore(ctx, remote); err != nil {
		return r, err
	}
	for _, up := range p.Charter().Upstreams {
		if _, known := c.knownPool(note.Slug(up.Name)); !known {
			r.follows = append(r.follows, note.Clean(up.Name))
		}
	}
	if c.dir == "" && c.Env("COP_POOL") == "" {
		switch err := c.remember(p.Name(), dir); {
		case unwritable(err): // the pool is whole without
			c.Say("%s; so cop does not know it by name. It works in %s.", explain(err).Message, dir)
		case err != nil:
			return r, err
		}
	}
	return r, nil
}

// remember keeps the pool under its name; the first one becomes the default.
func (c *cli) remember(name, dir string) error {
	key := note.Slug(name)
	for n := 2; ; n++ {
		known, taken := c.settings.Pools[key]
		_, followed := c.settings.Follows[key]
		if known == dir || !taken && !followed {
			break
		}
		key = fmt.Sprintf("%s-%d", note.Slug(name), n)
	}
	path := settingsPath(c.Env)
	if err := changeSetting(path, "pools", key, &dir); err != nil {
		return err
	}
	if c.settings.Pool != "" {
		return nil
	}
	return changeSetting(path, "", "pool", &key)
}
