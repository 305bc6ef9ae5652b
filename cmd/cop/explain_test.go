package main

import (
	"strings"
	"testing"
)

func TestItsWords(t *testing.T) {
	for remote, want := range map[string]string{
		"":                                     "",
		"error:":                               "",
		"please add a title":                   "please add a title",
		"error: error: not on Fridays\nerror:": "not on Fridays",
		"GH006: Protected branch\n  error: ask ana\n": "GH006: Protected branch ask ana",
	} {
		if got := strings.Join(itsLines(remote), " "); got != want {
			t.Errorf("%q: %q, want %q", remote, got, want)
		}
	}
}

// U40: a full disk is told as what it is, the server's lines apart and once.
func TestServersLinesStandApartAndOnce(t *testing.T) {
	e := explanation{Message: "no"}.saying("fatal: write error: No space left on device\nerror: write error: No space left on device\nask carl\n====\n")
	if got := strings.Join(e.wordsBelow(), "|"); e.Message != "no" || got != "  write error: No space left on device|  ask carl" {
		t.Errorf("%q %q", e.Message, got)
	}
}
