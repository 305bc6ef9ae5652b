package main

import "testing"

// Half of the pools on a host are called pool: then whose it is says more.
func TestFollowName(t *testing.T) {
	for url, want := range map[string]string{
		"https://git.example.org/north/pool.git":      "north",
		"http://127.0.0.1:3000/south/pool":            "south",
		"git@git.example.org:north/pool.git":          "north",
		"ssh://git@git.example.org:22/a/b/notes.git/": "b",
		"https://git.example.org/pool.git":            "pool",
		"git@git.example.org:pool.git":                "pool",
		"https://git.example.org/north/ops.git":       "ops",
		"/srv/north/pool.git":                         "pool",
		"../north/pool.git":                           "pool",
	} {
		if got := followName(url); got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
}
