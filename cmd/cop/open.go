package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/pkg/credential"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Which pool a command is about: -C DIR, else --pool NAME, else COP_POOL, else the
// pool around the current folder, else the default one.

// noPoolError says that no pool was found anywhere.
type noPoolError struct {
	dir   string
	notes int // that the folder has, all the same
}

func (e *noPoolError) Error() string { return fmt.Sprintf("there is no pool in %s", e.dir) }
func (e *noPoolError) Unwrap() error { return pool.ErrNoPool }

// withPool adapts a use case on the pool at hand to cobra.
func (c *cli) withPool(run func(ctx context.Context, p *pool.Pool, args []string) (any, error)) func(*cobra.Command, []string) error {
	return c.printing(func(ctx context.Context, args []string) (any, error) {
		p, err := c.openPool(ctx)
		if err != nil {
			return nil, err
		}
		defer p.Close()
		defer c.working()()
		result, err := run(ctx, p, args)
		if result == nil && err == nil && c.Format.Structured() {
			result = doneOf(p)
		}
		return result, err
	})
}

// openPool opens the pool that the command line, the environment, the current folder
// or the settings mean.
func (c *cli) openPool(ctx context.Context) (*pool.Pool, error) {
	dir, named, err := c.poolDir()
	if err != nil {
		return nil, err
	}
	p, err := pool.Open(ctx, dir, c.poolOptions())
	if !errors.Is(err, pool.ErrNoPool) {
		return p, err
	}
	if named {
		return nil, &noPoolError{dir: dir}
	}
	fallback, ok := c.settings.Pools[c.settings.Pool]
	if !ok {
		have, _ := pool.FindAdoptable(dir) // only the hint depends on it
		return nil, &noPoolError{dir, have.Notes}
	}
	if p, err = pool.Open(ctx, fallback, c.poolOptions()); errors.Is(err, pool.ErrNoPool) {
		return nil, &noPoolError{dir: fallback}
	}
	c.elsewhere = dir
	return p, err
}

// sayWhere tells which pool a command writes to, where the current folder is in none.
func (c *cli) sayWhere(p *pool.Pool) {
	if c.elsewhere == "" {
		return
	}
	c.Say("%s is in no pool; this goes into %s in %s.", c.elsewhere, p.Name(), p.Root())
	c.elsewhere = ""
}

// poolDir is where to look for the pool; named says that it was asked for, so that
// nothing else will do.
func (c *cli) poolDir() (dir string, named bool, err error) {
	if c.dir != "" {
		return c.dir, true, nil
	}
	name, from := c.pool, "--pool"
	if name == "" {
		name, from = c.Env("COP_POOL"), "COP_POOL"
	}
	if name == "" {
		dir, err := os.Getwd()
		return dir, false, err
	}
	if known, ok := c.knownPool(name); ok {
		return known.Dir, true, nil
	}
	if strings.ContainsRune(name, filepath.Separator) {
		return name, true, nil
	}
	return "", true, &usageError{msg: fmt.Sprintf("%s: no pool is called %q", from, name), hint: knownPools}
}

func (c *cli) poolOptions() pool.Options {
	handle := c.Env("COP_HANDLE")
	if handle == "" {
		handle = c.settings.Handle
	}
	return pool.Options{
		Git: c.git(), Env: c.Environ, Handle: handle, Name: c.settings.Name, Email: c.settings.Email, Now: c.now, Idle: c.idle(),
		Notice:   func(msg string) { c.Say("%s", msg) },
		Progress: c.step,
		Keyring:  c.keyring(),
		Prescan:  true,
	}
}

// keyring keeps tokens: in the system's keyring, or where there is none, or COP_KEYRING is
// "file", in a file that only the user can read.
func (c *cli) keyring() credential.MachineStore {
	k := credential.MachineStore{File: filepath.Join(filepath.Dir(settingsPath(c.Env)), "tokens.json")}
	if c.Env("COP_KEYRING") == "file" {
		k.System = credential.NoKeyring()
	}
	return k
}

// git is the path of the user's git, "" when there is none.
func (c *cli) git() string { return c.Program("git") }

// idle is how long a silent shared place is waited for: COP_TIMEOUT ("20s"), else as
// package repo has it.
func (c *cli) idle() time.Duration {
	d, err := time.ParseDuration(c.Env("COP_TIMEOUT"))
	if err != nil || d < 0 {
		return 0
	}
	return d
}

// working shows progress for as long as a command works.
func (c *cli) working() (done func()) {
	c.progress = c.Progress("working")
	return func() {
		c.progress.Done()
		c.progress = nil
	}
}

func (c *cli) step(what string, done, total int) {
	c.progress.Label(what)
	c.progress.Step(done, total)
}

// pause takes the progress line away for as long as somebody else has the terminal.
func (c *cli) pause() (again func()) {
	if c.progress == nil {
		return func() {}
	}
	c.progress.Done()
	return func() { c.progress = c.Progress("working") }
}

// note finds the note that an argument means, asking when it could be several.
func (c *cli) note(ctx context.Context, p *pool.Pool, typed string) (note.Address, error) {
	if strings.HasSuffix(typed, ".md") && !filepath.IsAbs(typed) {
		if abs, err := filepath.Abs(typed); err == nil {
			if _, err := os.Lstat(abs); err == nil {
				typed = abs
			}
		}
	}
	a, err := p.Address(ctx, typed)
	if errors.Is(err, pool.ErrNoNote) { // the user removed it, and somebody else changed it meanwhile
		if st, unknown := p.Status(ctx); unknown == nil {
			if clash, ok := clashingNote(st, typed); ok {
				return "", &pool.ConflictError{Notes: []note.Address{clash}}
			}
		}
	}
	return a, err
}

// notes finds several.
func (c *cli) notes(ctx context.Context, p *pool.Pool, typed []string) ([]note.Address, error) {
	var out []note.Address
	for _, t := range typed {
		a, err := c.note(ctx, p, t)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}
