package lsp

import (
	"context"
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/pool"
)

var benchPool = flag.String("pool", "", "the pool to type in, for BenchmarkKeystroke")

// BenchmarkKeystroke is what one more letter in a link costs: the change, and the answer
// to the completion the editor asks for. It reports the median and the slowest of a
// hundred, in milliseconds.
//
//	go test ./cmd/internal/lsp -run '^$' -bench Keystroke -benchtime 1x -pool POOL
func BenchmarkKeystroke(b *testing.B) {
	if *benchPool == "" {
		b.Skip("give -pool POOL")
	}
	d, err := takeSnapshot(b.Context(), Host{Open: func(ctx context.Context, dir string) (*pool.Pool, error) {
		return pool.Open(ctx, dir, pool.Options{})
	}}, *benchPool)
	if err != nil {
		b.Fatal(err)
	}
	defer d.pool.Close()
	doc := &document{text: newText("---\ntitle: x\n---\n\nSee [[", utf16Units), uri: uriOf(*benchPool + "/practices/x.md")}
	var took []time.Duration
	for b.Loop() {
		for i := range 100 {
			from := time.Now()
			doc.text = doc.apply([]change{{Range: &span{position{4, 6 + i%20}, position{4, 99}}, Text: string(rune('a' + i%26))}})
			before := doc.line(4)
			d.offer(&server{}, doc, before, "", 4).list(doc, len(doc.s))
			took = append(took, time.Since(from))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/key")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms/slowest")
}
