package term_test

import (
	"fmt"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

type pools []string

func (p pools) Text(*term.Streams) string { return fmt.Sprintf("You know %d pools.\n", len(p)) }

// What a person reads as a sentence, a program that asks for it gets as JSON.
func ExampleStreams_Print() {
	s := term.Test(nil)
	for _, f := range []term.Format{{}, {JSON: true}} {
		s.Format = f
		if err := s.Print(pools{"nights", "ops"}); err != nil {
			panic(err)
		}
	}
	fmt.Print(s.Stdout)
	// Output:
	// You know 2 pools.
	// [
	//   "nights",
	//   "ops"
	// ]
}
