package pool

import "testing"

// H2: what of an address is the repository's name, and changes with it.
func TestRenamedAddress(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"https://git.example.org/guild/pool.git", "https://git.example.org/guild/notes.git"},
		{"https://ana@git.example.org:3000/guild/pool", "https://ana@git.example.org:3000/guild/notes"},
		{"https://git.example.org/sub/guild/pool.git/", "https://git.example.org/sub/guild/notes.git/"},
		{"git@git.example.org:guild/pool.git", "git@git.example.org:guild/notes.git"},
		{"ssh://git@git.example.org/guild/pool", "ssh://git@git.example.org/guild/notes"},
		{"work:guild/pool", "work:guild/notes"},
		{"https://git.example.org/myguild/pool", ""},
		{"https://git.example.org/guild/pool2", ""},
		{"guild/pool", ""},
		{"", ""},
	} {
		got, ok := renamedAddress(c.address, "guild/pool", "guild/notes")
		if ok != (c.want != "") || ok && got != c.want || !ok && got != c.address {
			t.Errorf("%s: %q, %v", c.address, got, ok)
		}
	}
}
