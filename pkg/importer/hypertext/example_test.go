package hypertext_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/importer/hypertext"
)

func ExampleConverter() {
	text, _ := hypertext.New().Markdown(`<p>Ask <em>first</em>, see <a href="https://example.org">why</a>.</p><ul><li>who<li>when</ul>`)
	fmt.Println(text)
	// Output:
	// Ask *first*, see [why](https://example.org).
	//
	// - who
	// - when
}
