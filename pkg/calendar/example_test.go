package calendar_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/calendar"
)

// People write how often; calendar programs read a rule.
func ExampleParseRule() {
	r, err := calendar.ParseRule("every 2 weeks")
	fmt.Println(r.Every, r.Unit, err)
	_, err = calendar.ParseRule("now and then")
	fmt.Println(err)
	// Output:
	// 2 WEEKLY <nil>
	// "now and then" says not how often
}
