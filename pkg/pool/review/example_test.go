package review_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool/review"
)

// What becomes of an edited note depends on what a contribution has of it, and on where that stands.
func ExampleFileFacts() {
	at := review.Facts{Sent: true, Review: &forge.Contribution{State: forge.Open}}.Standing()
	f := review.FileFacts{Offered: true, Stands: at}
	fmt.Println(at, f.Disposition() == review.InReview)

	f.Crossed = true // and was settled since: the contribution has to learn of it
	fmt.Println(f.Disposition() == review.AsDraft)
	// Output:
	// in_review true
	// true
}
