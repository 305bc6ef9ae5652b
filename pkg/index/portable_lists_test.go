package index

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"testing"
)

// Line 8 of issue 17: lists that are changed where documents changed are those that are made of
// all documents anew, whatever was written, taken out, added or removed.
func TestPatchedListsAreThoseOfAFirstBuild(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 8))
	texts := make([]string, 30)
	for i := range texts {
		texts[i] = randomNote(r)
	}
	var kept, more []byte
	patched := 0
	for round := range 60 {
		for range r.IntN(3) + 1 {
			texts[r.IntN(len(texts))] = randomNote(r)
		}
		switch round % 20 {
		case 9:
			texts = append(texts, randomNote(r))
		case 19:
			texts = texts[1:]
		}
		p := portableOf(t, texts, kept, more)
		got, ok := p.Patched()
		var b bytes.Buffer
		if ok {
			patched++
			if err := p.KeepMore(&b); err != nil {
				t.Fatal(err)
			}
			more = b.Bytes()
		} else {
			var err error
			if got, err = p.Terms(&b); err != nil {
				t.Fatal(err)
			}
			kept = b.Bytes()
		}
		fresh := portableOf(t, texts, nil, nil)
		want, err := fresh.Terms(io.Discard)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("round %d, patched %v: the lists are\n%v\nand not\n%v (%v)", round, ok, got, want, err)
		}
		if !reflect.DeepEqual(p.PackedWords(), fresh.PackedWords()) {
			t.Fatalf("round %d: other words", round)
		}
	}
	if patched < 20 {
		t.Errorf("only %d of 60 times lists were patched: that proves little", patched)
	}
}

func randomNote(r *rand.Rand) string {
	words := []string{"pager", "desk", "night", "quiet", "the", "rota", "KubePod", "12", "schön", "日本"}
	text := "# " + words[r.IntN(len(words))] + " " + words[r.IntN(len(words))] + "\n\n"
	for range r.IntN(12) {
		text += words[r.IntN(len(words))] + " "
	}
	return text + fmt.Sprintf("only%d\n", r.IntN(40))
}

// portableOf are notes, and an entry for each fifth.
func portableOf(t *testing.T, texts []string, kept, more []byte) *Portable {
	t.Helper()
	p := NewPortable(false, "", kept, more)
	add := func(path, text string) PortableSource {
		return PortableSource{Path: path, Hash: text, Read: func() ([]byte, error) { return []byte(text), nil }}
	}
	for i, text := range texts {
		path := fmt.Sprintf("practices/n%02d.md", i)
		if err := p.Note(add(path, text), &Card{Path: path}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range len(texts) / 5 {
		if err := p.Entry(add(fmt.Sprintf("practices/threads/n%02d/2026-01-02-ana-comment-ab23.md", i), texts[i*5]), i); err != nil {
			t.Fatal(err)
		}
	}
	return p
}
