package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Folders that hold notes but are no pool, and folders within a pool.

// adoptable looks for notes in the folder of a founding. On a terminal the founder is asked
// whether they belong in the pool.
func (c *cli) adoptable(ctx context.Context, dir string, o *initOptions) (pool.Adoptable, error) {
	have, err := pool.FindAdoptable(dir)
	switch {
	case err != nil:
		return have, err
	case o.adopt && have.Notes == 0:
		return have, &usageError{msg: "there are no notes here to take in: " + dir, hint: "cop add writes a note; cop init without --adopt founds an empty pool"}
	case have.Notes == 0 || o.adopt || !c.Prompting():
		return have, nil
	}
	o.adopt, err = c.Confirm(ctx, term.Question{Text: fmt.Sprintf("Take the %s of this folder into the pool? They move below practices/.", count(have.Notes, "note")), Default: "y", Flag: "--adopt"})
	return have, err
}

// sayAdopted tells where the notes of the folder are now.
func (c *cli) sayAdopted(have pool.Adoptable, adopted bool) {
	switch {
	case have.Notes == 0:
	case adopted:
		c.Say("Took %s into the pool; cop status says what the others do not have yet.", count(have.Notes, "note"))
	case have.Notes == 1:
		c.Say("1 note of this folder is not in the pool; cop init --adopt takes it in.")
	default:
		c.Say("%s of this folder are not in the pool; cop init --adopt takes them in.", count(have.Notes, "note"))
	}
}

// outside refuses a new pool inside of another.
func (c *cli) outside(ctx context.Context, dir string) error {
	p, err := pool.Open(ctx, standing(dir), c.poolOptions())
	if errors.Is(err, pool.ErrNoPool) {
		return nil
	}
	if err != nil {
		return err
	}
	defer p.Close()
	if sameFile(p.Root(), dir) {
		return nil
	}
	return &usageError{msg: fmt.Sprintf("%s is inside of the pool %s", dir, p.Name()), hint: "name a folder outside of " + p.Root()}
}

// standing is the folder, or the nearest one above it that is there.
func standing(dir string) string {
	for {
		if fi, err := os.Stat(dir); err == nil && fi.IsDir() {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return dir
		}
		dir = up
	}
}

func sameFile(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}
