// Command cop is a community of practice in the terminal, in git.
//
// It is the thinnest layer: one file per command, each an options struct, a
// function that does the work without seeing cobra, and a result that package
// term prints. root.go puts the commands together, explain.go alone turns
// errors into words and exit codes.
package main

import (
	"os"

	// First of all: nothing may ask the terminal for its colours.
	"github.com/breakfast-table/cop/cmd/internal/term"
	_ "github.com/breakfast-table/cop/cmd/internal/termcolor"
)

func main() {
	postponeCollection()
	os.Exit(Main(os.Args[1:], term.System()))
}
