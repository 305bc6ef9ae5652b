package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// words are what is searched for: words that really occur, as often as their names say.
type words struct {
	common string // in about a tenth of the notes
	rare   string // in about one of two thousand
	phrase string // two words that follow each other in several notes
	note   string // the address of some note
}

// survey counts notes, their bytes and their words. Of a large pool it counts the words
// of every n-th note, which is enough to say what is common.
func (b *bench) survey() error {
	root := filepath.Join(b.pool, "practices")
	notes, in, pairs := 0, map[string]int{}, map[string]int{}
	b.bytes = 0
	err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b.bytes += int64(len(text))
		if notes++; notes%5 == 0 {
			count(string(text), in, pairs)
			rel, _ := filepath.Rel(root, strings.TrimSuffix(path, ".md"))
			b.words.note = filepath.ToSlash(rel)
		}
		return nil
	})
	counted := max(1, notes/5)
	b.notes = notes
	b.words.common = nearest(in, counted/10)
	b.words.rare = nearest(in, max(1, counted/2000))
	b.words.phrase = nearest(pairs, max(1, counted/200))
	return err
}

// count adds each word and pair of words of a text once.
func count(text string, in, pairs map[string]int) {
	seen := map[string]bool{}
	before := ""
	for _, field := range strings.Fields(text) {
		if strings.Trim(field, "abcdefghijklmnopqrstuvwxyz") != "" || len(field) < 4 {
			before = ""
			continue
		}
		if !seen[field] {
			seen[field] = true
			in[field]++
		}
		if pair := before + " " + field; before != "" && !seen[pair] {
			seen[pair] = true
			pairs[pair]++
		}
		before = field
	}
}

// nearest is the word whose count is nearest to n, the first in the alphabet of several.
func nearest(counts map[string]int, n int) string {
	best, off := "", 0
	for w, c := range counts {
		d := max(c-n, n-c)
		if best == "" || d < off || d == off && cmp.Less(w, best) {
			best, off = w, d
		}
	}
	return best
}

// weight measures bytes instead of time and prints a line. It reports whether the bound
// holds, or that only asked for something else, and adds the ratio to now.
type weight func(only string, now ratios) bool

// indexSize compares the index on disk to the notes' own bytes.
func (b *bench) indexSize(only string, now ratios) bool {
	const name, bound = "index on disk", 0.6
	if !wanted(name, only) {
		return true
	}
	var bytes int64
	files, _ := filepath.Glob(filepath.Join(b.pool, ".git", "cop", "index*"))
	for _, f := range files {
		if fi, err := os.Stat(f); err == nil {
			bytes += fi.Size()
		}
	}
	return now.weigh(name, bytes, b.bytes, bound)
}

// binarySize compares the binary as it is released to 30 MB, a plain build's to 38.
func (b *bench) binarySize(only string, now ratios) bool {
	name, most := "binary, stripped", 30e6
	if b.plain {
		name, most = "binary, as go build makes it", 38e6
	}
	if !wanted(name, only) {
		return true
	}
	fi, err := os.Stat(b.cop)
	return err == nil && now.weigh(name, fi.Size(), int64(most), 1)
}

func (now ratios) weigh(name string, bytes, of int64, bound float64) bool {
	ratio := float64(bytes) / float64(of)
	now[name] = ratio
	mark := ""
	if ratio > bound {
		mark = "  ← not held"
	}
	fmt.Printf("%-44s %9s %9s %6.2f× %10s%s\n", name, size(bytes), size(of), ratio, fmt.Sprintf("%.1f×", bound), mark)
	return ratio <= bound
}

// some lists n notes of a pool.
func some(pool string, n int) []string {
	var out []string
	_ = filepath.WalkDir(filepath.Join(pool, "practices"), func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && filepath.Ext(path) == ".md" && filepath.Base(path) != "charter.md" {
			if out = append(out, path); len(out) == n {
				return filepath.SkipAll
			}
		}
		return err
	})
	return out
}
