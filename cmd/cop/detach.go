package main

import (
	"os"
	"os/exec"

	"github.com/breakfast-table/cop/pkg/pool"
)

// manyNotes is how many files a pool has whose notes are read in the background after a join:
// reading so many takes more than two seconds.
const manyNotes = 5000

// readAhead has another cop read the notes of a large pool that was just joined. Whoever
// searches meanwhile gets an answer from what is read so far, and so does nobody wait for all.
// When it cannot be started, the first search reads them.
func (c *cli) readAhead(p *pool.Pool) {
	if p.Files() < manyNotes {
		return
	}
	program, err := os.Executable()
	if err != nil {
		return
	}
	cmd := exec.Command(program, "-C", p.Root(), "list", "--limit", "1", "--quiet", "--no-input")
	cmd.Env = c.Environ
	cmd.SysProcAttr = ofItsOwn()
	if cmd.Start() == nil {
		_ = cmd.Process.Release() // it goes on after us
	}
}
