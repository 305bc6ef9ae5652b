package main

import "testing"

func TestItsWords(t *testing.T) {
	for remote, want := range map[string]string{
		"":                                     "",
		"error:":                               "",
		"please add a title":                   "please add a title",
		"error: error: not on Fridays\nerror:": "not on Fridays",
		"GH006: Protected branch\n  error: ask ana\n": "GH006: Protected branch ask ana",
	} {
		if got := itsWords(remote); got != want {
			t.Errorf("%q: %q, want %q", remote, got, want)
		}
	}
}
