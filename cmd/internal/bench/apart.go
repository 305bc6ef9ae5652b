package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// parts is in how many pools the notes are cut to be searched together.
const parts = 3

func (b *bench) part(i int) string { return filepath.Join(b.dir, fmt.Sprintf("part-%d", i)) }

// apart searches the same notes as one pool and as three: what it costs to ask them together.
func (b *bench) apart() []operation {
	question := "how do I " + strings.Join([]string{b.words.common, b.words.phrase, b.words.rare}, " before ")
	settings := filepath.Join(b.dir, "parts.toml")
	ask := func(name, words string) operation {
		return operation{
			name:      "find in three pools, " + name,
			cop:       [][]string{{b.cop, "-C", b.part(0), "find", words, "--everywhere"}},
			reference: [][]string{{b.cop, "-C", b.pool, "find", words}},
			before:    func() error { return b.cut(settings) },
			environ:   []string{"COP_CONFIG=" + settings},
			bound:     [2]float64{1.3, 1.3},
			processor: true, // both use two cores, if there are two to have
		}
	}
	return []operation{ask("a common word", b.words.common), ask("a question", question)}
}

// cut deals the notes out to three pools that know each other, unless that was done.
func (b *bench) cut(settings string) error {
	if _, err := os.Stat(settings); err == nil {
		return nil
	}
	if err := b.deal(); err != nil {
		return err
	}
	known := "[follows]\n"
	for i := range parts {
		if err := b.git("init", "-q", "-b", "main", b.part(i)); err != nil {
			return err
		}
		for _, args := range [][]string{{"add", "-A"}, {"commit", "-q", "-m", "Add notes"}, {"repack", "-adq"}} {
			if err := b.git(append([]string{"-C", b.part(i)}, args...)...); err != nil {
				return err
			}
		}
		if i > 0 {
			known += fmt.Sprintf("part%d = %q\n", i, b.part(i))
		}
	}
	return os.WriteFile(settings, []byte(known), 0o600)
}

// deal writes the folders of the pool into the parts in turn: communities share no topics.
func (b *bench) deal() error {
	folders, last := 0, ""
	return filepath.WalkDir(filepath.Join(b.pool, "practices"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		if dir := filepath.Dir(path); dir != last {
			folders, last = folders+1, dir
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(b.pool, path)
		if err != nil {
			return err
		}
		return write(b.part(folders%parts), rel, string(text))
	})
}
