package main

import (
	"slices"
	"testing"
)

func TestCheckSaysWhatGotWorse(t *testing.T) {
	const before = `linux/amd64, 2 cores, go1.26, 10001 notes (21.6 MB), medians of 7 rounds

operation                                          cop reference   ratio      bound       RSS
first index (and one search)                  2372.3ms    73.9ms  32.08×      40.0×     170MB
version                                         27.8ms     5.9ms   4.71×  3.0×+20ms      20MB
sync, one note to send, http, without git       27.8ms     5.9ms   0.40×       1.5×      20MB
index on disk                                  14.6 MB   21.6 MB   0.68×       0.6×  ← not held
`
	was := readTable(before)
	if len(was) != 4 || was["index on disk"] != 0.68 || was["sync, one note to send, http, without git"] != 0.40 {
		t.Fatalf("read %v", was)
	}
	now := ratios{"first index (and one search)": 12, "version": 5.2, "index on disk": 0.7, "sync, one note to send, http, without git": 0.5, "new": 9}
	want := []string{"sync, one note to send, http, without git: 0.50×, was 0.40× (+25 %)", "version: 5.20×, was 4.71× (+10 %)"}
	if got := now.worse(was); !slices.Equal(got, want) {
		t.Errorf("worse: %q, want %q", got, want)
	}
	if got := was.worse(was); got != nil {
		t.Errorf("the same: %q", got)
	}
}
