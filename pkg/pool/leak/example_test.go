package leak_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/pool/leak"
)

// What the others have already is not found again: nobody can take that back.
func ExampleFind() {
	const line = "the address is https://ana:xK7pQ2vRm9@example.org\n"
	for _, l := range leak.Find("practices/a.md", nil, []byte("# A\n\n"+line)) {
		fmt.Println(l.Position(), l.Kind)
	}
	fmt.Println(len(leak.Find("practices/a.md", []byte(line), []byte("# A\n\n"+line))))
	// Output:
	// practices/a.md:3 a password in an address
	// 0
}
