package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// The pages of a pool are measured against Hugo making pages of the same notes with the
// smallest theme there can be: a title and the text of each note, and lists of titles. cop's
// pages have threads, evidence, links back, outlines, feeds and what a search needs besides.

// hugoFiles are that theme. Raw HTML is passed on, as cop reads it, too.
var hugoFiles = map[string]string{
	"config.toml":                  "baseURL = \"https://example.org/\"\ntitle = \"Pool\"\ndisableKinds = [\"RSS\", \"sitemap\"]\n[markup.goldmark.renderer]\nunsafe = true\n",
	"layouts/_default/baseof.html": `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>{{ block "main" . }}{{ end }}</body></html>`,
	"layouts/_default/single.html": `{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}`,
	"layouts/_default/list.html":   hugoList,
	"layouts/index.html":           hugoList,
}

const hugoList = `{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}`

// pages are the operations that need Hugo; none without it.
func (b *bench) pages() []operation {
	if _, err := exec.LookPath("hugo"); err != nil {
		return nil
	}
	theirs := filepath.Join(b.dir, "hugo")
	site := [][]string{{b.cop, "-C", b.pool, "site", "", "--drafts"}}
	hugo := [][]string{{"hugo", "--quiet", "--source", theirs, "--destination", ""}}
	into, round := func(place *string, name string, round int) {
		*place = filepath.Join(b.dir, fmt.Sprintf("%s-%d", name, round))
	}, 0
	into(&site[0][4], "site", 0)
	into(&hugo[0][5], "hugo-site", 0)
	// Each round has new folders: some file systems look long for a place where many files were
	// removed a moment ago.
	anew := func() error {
		round++
		into(&site[0][4], "site", round)
		into(&hugo[0][5], "hugo-site", round)
		for _, dir := range []string{filepath.Join(theirs, "resources"), filepath.Join(b.pool, ".git", "cop", "site")} {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
		return b.hugoSource(theirs)
	}
	changed := func() error {
		if err := b.hugoSource(theirs); err != nil {
			return err
		}
		return b.touch()
	}
	return []operation{
		{name: "make web pages (Hugo, smallest theme)", cop: site, reference: hugo, before: anew, bound: [2]float64{0.5, 0.5}, most: [2]int64{200, 400}},
		{name: "make web pages after one note changed", cop: site, reference: hugo, before: changed, bound: [2]float64{0.05, 0.05}, most: [2]int64{200, 400}},
	}
}

// hugoSource gives Hugo the same notes, once.
func (b *bench) hugoSource(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	for file, text := range hugoFiles {
		full := filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return os.CopyFS(filepath.Join(dir, "content"), os.DirFS(filepath.Join(b.pool, "practices")))
}
