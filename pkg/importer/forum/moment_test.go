package forum

import (
	"testing"
	"time"
)

// Sites count seconds or milliseconds, and write dates in several ways.
func TestMoment(t *testing.T) {
	want := time.Date(2023, 11, 14, 22, 13, 20, 0, time.UTC)
	for _, written := range []string{"1700000000", "1700000000000", "2023-11-14T22:13:20Z", "2023-11-14 22:13:20Z", "2023-11-14 22:13:20", "2023-11-14T23:13:20+01:00"} {
		if got := parseMoment(written); !got.Equal(want) {
			t.Errorf("%s: %v", written, got)
		}
	}
	for _, written := range []string{"", "0", "-1", "yesterday", "14.11.2023"} {
		if got := parseMoment(written); !got.IsZero() {
			t.Errorf("%q: %v", written, got)
		}
	}
}
