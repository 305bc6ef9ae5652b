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
		{"zebra quagga backoff", "oncall/retries -zebra -quagga"}, // nearest, as it says what it lacks
		{`"zebra" "quagga" backoff`, "oncall/retries -zebra -quagga"},
		{`"pager the rotate"`, "oncall/rotate-the-pager -"}, // all there, but apart
		{`"quagga of zebra"`, ""},
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

// The nearest note is told by what it has and what it lacks.
func TestNearness(t *testing.T) {
	t.Parallel()
	db := indexed(t, samplePool())
	for words, want := range map[string]string{
		"backoff holidays":                "has backoff, not holidays",
		"exponential backoff kafka":       "has exponential and backoff, not kafka",
		"zebra quagga backoff":            "has backoff, not zebra and quagga",
		`"pager the rotate"`:              "has pager and rotate, but not side by side",
		"retry a b1 c1 d1 e1 f1 g1 h1 i1": "has retry, not b1, c1, d1, e1, f1, g1 and 2 more",
	} {
		hits, err := db.Most(t.Context(), query(t, words), 1)
		if err != nil || len(hits) == 0 {
			t.Errorf("%s: %v %v", words, hits, err)
			continue
		}
		if got := hits[0].Nearness(); got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
}
