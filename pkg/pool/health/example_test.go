package health_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/pool/health"
)

// A series of weeks as a line; nothing was to be measured in the third.
func ExampleSpark() {
	week := func(n int) health.Point { return health.Point{Value: n, Known: true} }
	fmt.Println(health.Spark([]health.Point{week(1), week(3), {}, week(5), week(2)}))
	// Output: ▂▅·█▃
}
