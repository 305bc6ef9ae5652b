package note

import (
	"bytes"
	"slices"
	"strings"
)

// Prose is what changed between two versions of a note as a reader sees it: block by
// block, and within a block word by word. How lines are wrapped, how lists are indented
// and which line endings a file has makes no difference to a reader and so none here.
//
// Idea. Each version is cut into blocks (fields of the front matter, headings, paragraphs,
// list items, rows of tables, code). Blocks with the same words are matched by the line
// difference of this package, with blocks in the place of lines; what is left in between
// is moved (the same block stands elsewhere), changed (a block is like another) or new and
// gone. Changed blocks are compared by words in the same way.
//
// Cost. Linear in the size of both texts but for the difference itself, which is bounded
// (see diff). Texts of more than wholeProse bytes are compared line by line only.
type Prose struct {
	// Blocks are in the order of the new text; what was removed stands where it stood.
	Blocks []ProseBlock
	// Layout says that the files differ although no block does.
	Layout bool
}

// ProseKind says what a block is.
type ProseKind uint8

// The kinds of blocks.
const (
	ProseParagraph ProseKind = iota
	ProseHeading             // Label is "##"
	ProseItem                // the first block of a list item; Label is "-" or "2."
	ProseRow                 // a line of a table
	ProseCode                // and HTML: line by line; Label is the language
	ProseRule                // a line across
	ProseField               // of the front matter; Label is its key
)

// Change says what became of a block or of words.
type Change uint8

// The changes. Pieces are Same, Added or Removed.
const (
	Same Change = iota
	Added
	Removed
	Changed
	Moved // the same words as in another place before; Old says where
)

// Span is a run of lines of a file, counted from 1, the last one included. The zero value
// is none.
type Span struct{ First, Last int }

// and is the span that holds both.
func (s Span) and(t Span) Span {
	if s == (Span{}) {
		return t
	}
	if t == (Span{}) {
		return s
	}
	return Span{min(s.First, t.First), max(s.Last, t.Last)}
}

// ProseBlock is a block of either version, or of both.
type ProseBlock struct {
	Kind   ProseKind
	Change Change
	Label  string
	Depth  int // of lists around it; 0: none
	Quoted bool
	// Old and New are its lines in the two files; zero where it is not there.
	Old, New Span
	Pieces   []Piece
}

// Piece is a run of words of one sentence with the same fate. In code and tables each
// piece is a line.
type Piece struct {
	Change   Change
	Text     string // begins with a space where one stands before it
	Style    TextStyle
	Markup   bool // only says how other words look, or where a link leads
	Sentence int  // of the block, counted from 0
	At       Span // in the new file; of what was removed: in the old one
}

// TextStyle is how words stand out: a set.
type TextStyle uint8

// The looks.
const (
	Strong TextStyle = 1 << iota
	Emphasis
	Code
	Linked
)

// Place is where the sentence of piece i stands, of code its line: in the new file, or,
// when nothing of it is left, in the old one.
func (b *ProseBlock) Place(i int) (at Span, gone bool) {
	if b.Kind == ProseCode {
		return b.Pieces[i].At, b.Pieces[i].Change == Removed
	}
	var old Span
	for _, p := range b.Pieces {
		switch {
		case p.Sentence != b.Pieces[i].Sentence:
		case p.Change == Removed:
			old = old.and(p.At)
		default:
			at = at.and(p.At)
		}
	}
	if at == (Span{}) {
		return old, true
	}
	return at, false
}

// Changes counts the blocks that are not the same.
func (p Prose) Changes() int {
	n := 0
	for i := range p.Blocks {
		if p.Blocks[i].Change != Same {
			n++
		}
	}
	return n
}

const wholeProse = 1 << 20 // bytes of both texts that are understood

// CompareProse compares two versions of the note at path; nil stands for no note.
func CompareProse(path string, old, new []byte) Prose {
	a, b := proseSide(path, old), proseSide(path, new)
	if len(old)+len(new) > wholeProse {
		a.lineByLine()
		b.lineByLine()
	} else {
		a.read()
		b.read()
	}
	p := Prose{Blocks: compareFields(a.fields, b.fields)}
	p.Blocks = append(p.Blocks, compareBlocks(a.blocks, b.blocks)...)
	p.Layout = p.Changes() == 0 && !bytes.Equal(old, new)
	return p
}

// compareFields pairs the fields of the front matter by their keys.
func compareFields(old, fresh []block) []ProseBlock {
	var out []ProseBlock
	same := func(key string) func(block) bool { return func(b block) bool { return b.label == key } }
	for i := range fresh {
		if k := slices.IndexFunc(old, same(fresh[i].label)); k >= 0 {
			out = append(out, fresh[i].against(&old[k]))
			continue
		}
		if len(fresh[i].words) > 0 { // an empty field says nothing
			out = append(out, fresh[i].alone(Added))
		}
	}
	for i := range old {
		if len(old[i].words) > 0 && !slices.ContainsFunc(fresh, same(old[i].label)) {
			out = append(out, old[i].alone(Removed))
		}
	}
	return out
}

// block is a block of one version.
type block struct {
	kind   ProseKind
	label  string
	depth  int
	quoted bool
	at     Span
	words  []word // of code: a word per line
}

// key is the same for blocks that read the same.
func (b *block) key() string {
	var s strings.Builder
	s.WriteByte(byte(b.kind))
	s.WriteByte(byte(b.depth))
	if b.quoted {
		s.WriteByte('>')
	}
	if b.kind != ProseItem {
		s.WriteString(b.label)
	}
	for i := range b.words {
		s.WriteByte(0)
		s.WriteString(b.words[i].key())
	}
	return s.String()
}

// alone is a block that has no partner.
func (b *block) alone(c Change) ProseBlock {
	out := ProseBlock{Kind: b.kind, Change: c, Label: b.label, Depth: b.depth, Quoted: b.quoted, New: b.at}
	if c == Removed {
		out.Old, out.New = b.at, Span{}
	}
	out.Pieces = pieces(b.words, c, b.lineWise())
	return out
}

// against is a block with what became of its older version.
func (b *block) against(old *block) ProseBlock {
	out := ProseBlock{Kind: b.kind, Label: b.label, Depth: b.depth, Quoted: b.quoted, Old: old.at, New: b.at}
	out.Pieces = compareWords(old.words, b.words, b.lineWise())
	for i := range out.Pieces {
		if out.Pieces[i].Change != Same {
			out.Change = Changed
		}
	}
	if old.kind != b.kind || old.label != b.label && b.kind != ProseItem || old.depth != b.depth || old.quoted != b.quoted {
		out.Change = Changed
	}
	return out
}

func (b *block) lineWise() bool { return b.kind == ProseCode }
