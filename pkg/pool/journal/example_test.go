package journal_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/pool/journal"
)

func ExamplePublic() {
	public, lines := journal.Public("The deploy went well. %%Ben was late again.%%\n\n## Private\n\nI was nervous.\n")
	fmt.Print(public)
	for _, l := range lines {
		fmt.Printf("%t %q\n", l.Private, l.Text)
	}
	// Output:
	// The deploy went well.
	// true "The deploy went well. %%Ben was late again.%%"
	// false "The deploy went well."
	// false ""
	// true "## Private"
	// true ""
	// true "I was nervous."
}
