package sqldump_test

import (
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer/sqldump"
)

func ExampleRows() {
	dump := "COPY public.topics (id, title) FROM stdin;\n1\tWho has the pager?\n2\t\\N\n\\.\n"
	for row, err := range sqldump.Rows(strings.NewReader(dump), func(table string) bool { return table == "topics" }) {
		fmt.Printf("%s %q %v\n", row.Get("id"), row.Get("title"), err)
	}
	// Output:
	// 1 "Who has the pager?" <nil>
	// 2 "" <nil>
}
