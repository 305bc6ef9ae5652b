package index

import (
	"io"
	"maps"
	"slices"
	"testing"
)

// Line 2: the texts of a small pool say all that its lists say, and what notes speak of, the words
// of links among it, which stand in no list.
func TestTextsSayWhatListsSay(t *testing.T) {
	p := NewPortable(true, "", nil, nil)
	add := func(path, text string) PortableSource {
		return PortableSource{Path: path, Read: func() ([]byte, error) { return []byte(text), nil }}
	}
	notes := map[string]string{
		"practices/a.md": "---\ntags: [night, pager]\naliases: [Shift]\n---\n# Pager duty 12\n\nThe pager, the [desk](https://unlisted.example.org/x) and the pager.\n\n## KubePod shifts\n\n日本 pager\n",
		"practices/b.md": "---\ntitle: Quiet nights\ndescription: Sleep.\n---\nNobody calls. The pager sleeps.\n",
		"practices/c.md": "",
	}
	for _, path := range slices.Sorted(maps.Keys(notes)) {
		if err := p.Note(add(path, notes[path]), &Card{Path: path}); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Entry(add("practices/threads/a/2026-01-02-ana-comment-ab23.md", "---\nkind: comment\n---\nThe desk was closed.\n"), 0); err != nil {
		t.Fatal(err)
	}
	terms, _ := p.Terms(io.Discard)
	texts, speaks := p.Texts(slices.Clone(terms))
	names, docs := readTexts(texts)
	if len(docs) != 4 {
		t.Fatalf("%d documents", len(docs))
	}
	got := map[string][][2]uint32{}
	for doc, d := range docs {
		for _, s := range d {
			got[names[s.term]] = append(got[names[s.term]], [2]uint32{uint32(doc), s.at})
		}
	}
	want := map[string][][2]uint32{}
	for _, term := range terms {
		for l := (list{b: term.List}); l.next(); {
			at := l.post.positions(nil)
			if l.post.mask == 0 {
				at = []uint32{fields << 28}
			}
			for _, a := range at {
				want[term.Text] = append(want[term.Text], [2]uint32{l.doc, a})
			}
		}
	}
	if !maps.EqualFunc(got, want, slices.Equal) || len(want) < 20 {
		t.Errorf("the lists are\n%v\nand not\n%v", got, want)
	}
	for i, says := range readSpeaks(speaks, docs[:3]) {
		said := map[string]int32{}
		for number, n := range says {
			if n > 0 {
				said[names[number]] = n
			}
		}
		if !maps.Equal(said, p.Notes[i].Speaks) {
			t.Errorf("note %d speaks of\n%v\nand not\n%v", i, said, p.Notes[i].Speaks)
		}
	}
	if p.Notes[0].Speaks["unlist"] == 0 || want["unlist"] != nil {
		t.Error("no word of a link is spoken of: that proves little")
	}
}

func readTexts(b []byte) (names []string, docs [][]standing) {
	p, last := packed{b}, ""
	for n := p.n(); len(names) < n; {
		last = last[:p.n()] + string(p.take(p.n()))
		names = append(names, last)
	}
	for len(p.b) > 0 {
		var d []standing
		for f := range uint32(fields + 1) {
			at := uint32(0)
			for c := p.n(); c > 0; c = p.n() {
				if c == 1 {
					at += uint32(p.n())
					continue
				}
				d = append(d, standing{f<<28 | at, c - 2})
				if f < fields {
					at++
				}
			}
		}
		docs = append(docs, d)
	}
	return names, docs
}

func readSpeaks(b []byte, docs [][]standing) []map[int]int32 {
	p := packed{b}
	silent := make([]bool, 1<<16)
	at := 0
	for range p.n() {
		at += p.n()
		silent[at] = true
	}
	var out []map[int]int32
	for _, d := range docs {
		says := saidIn(d, silent, p.n()&1 == 1)
		at := 0
		for range p.n() {
			at += p.n()
			says[at] = int32(p.n())
		}
		out = append(out, says)
	}
	return out
}
