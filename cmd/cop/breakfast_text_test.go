package main

import "testing"

// Nobody is thanked by themselves.
func TestBreakfastThanksOthers(t *testing.T) {
	r := breakfastResult{For: "ana"}
	for want, authors := range map[string][]string{
		"":               {"ana"},
		"ben":            {"Ana", "ben"},
		"ben and cy":     {"ben", "cy"},
		"ben and others": {"ben", "ana", "cy", "dee"},
	} {
		if got := r.others(authors); got != want {
			t.Errorf("%v: %q, want %q", authors, got, want)
		}
	}
}
