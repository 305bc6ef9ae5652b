package index

import "testing"

// FuzzSegment: a damaged index is an error, no panic and no endless room.
func FuzzSegment(f *testing.F) {
	var g segment
	g[0] = &Card{Address: "t/a", Path: "practices/t/a.md", Title: "A", Tags: []string{"x", "y"}, Authors: []string{"ana"}}
	g[3] = &Card{Address: "b", Title: "B", Topic: "t"}
	f.Add(g.encode())
	f.Add([]byte{})
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(_ *testing.T, blob []byte) {
		var g segment
		_ = g.decode(blob)
		if o, err := openSegment(blob); err == nil {
			for i := range g {
				var c Card
				_, _ = o.card(i, &c)
			}
		}
		_, _ = decodeDocs(blob)
	})
}
