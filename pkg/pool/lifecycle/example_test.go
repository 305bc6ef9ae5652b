package lifecycle_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/pool/lifecycle"
)

// Some of a checklist is counted, the rest somebody says.
func ExampleOf() {
	s := lifecycle.Of(lifecycle.Names()[0], lifecycle.Facts{Purpose: true, Audience: true}, nil)
	next, _ := s.Next()
	fmt.Printf("%s: %d of %d, next %s\n", s.Name, s.Done(), len(s.Checks), next.Name)
	s = lifecycle.Of(s.Name, lifecycle.Facts{Purpose: true, Audience: true}, []lifecycle.Tick{{Check: "interviews", Words: "seven people, in March"}})
	fmt.Printf("%s: %d of %d\n", s.Name, s.Done(), len(s.Checks))
	// Output:
	// inquire: 2 of 4, next interviews
	// inquire: 3 of 4
}
