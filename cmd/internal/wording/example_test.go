package wording_test

import (
	"fmt"

	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/forge"
)

func ExampleOpinion() {
	fmt.Println(wording.Opinion(forge.ChangesRequested))
	fmt.Println(wording.Declined("ben", "It is on another page already."))
	// Output:
	// asked for changes
	// declined by ben: “It is on another page already.”
}
