package index

import (
	"context"
	"strings"
	"testing"
)

func TestMost(t *testing.T) {
	t.Parallel()
	db := indexed(t, samplePool())
	for _, tt := range []struct {
		query string
		want  string // address and what it lacks, best first
	}{
		{"retry kafka backoff", "oncall/retries -kafka"},
		{"how do we retry with zookeeper", "oncall/retries -zookeeper; oncall/rotate-the-pager -zookeeper; go/errors -zookeeper"},
		{"backoff zebra", "oncall/retries -zebra"},
		{"jitter exponential zebra backoff", "oncall/retries -zebra"},
		{"zebra quagga backoff", ""}, // a third is not most
		{"zebra", ""},
		{"the of and", ""},
		{"backoff zebra topic:go", ""},
		{"backoff zebra author:ben", "oncall/retries -zebra"},
		{`"hand over" zebra`, "oncall/rotate-the-pager -zebra"},
		{"", ""},
	} {
		q, err := ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		hits, err := db.Most(context.Background(), q, 3)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range hits {
			got = append(got, string(h.Address)+" -"+strings.Join(h.Missing, " -"))
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%q: got %q, want %q", tt.query, strings.Join(got, "; "), tt.want)
		}
	}
}
