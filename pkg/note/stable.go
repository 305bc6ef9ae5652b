package note

import (
	"bytes"
	"slices"
	"strings"
)

// mergeStable is [MergeText] made to stay as it is when it is repeated. Repeating alone is
// not enough for that: where changes of both sides stand side by side, the merged text and
// theirs differ from base in the same place, which by itself is a conflict. So before a
// conflict is reported, a text that has their changes already is recognised and left alone.
func mergeStable(base, mine, theirs []byte) ([]byte, bool) {
	merged, ok := MergeText(base, mine, theirs)
	if !ok {
		if !holds(base, mine, theirs) {
			return nil, false
		}
		return slices.Clone(notNil(mine)), true
	}
	if again, ok := MergeText(base, merged, theirs); ok {
		return merged, bytes.Equal(again, merged)
	}
	return merged, holds(base, merged, theirs)
}

// holds reports whether a text has the changes from base to theirs in it: taking them back
// leaves something that, merged with theirs, gives the text again, and the lines add up.
//
//	base  theirs  text   taken back
//	a     a       A      A
//	b     B       B      b
func holds(base, text, theirs []byte) bool {
	without, ok := MergeText(theirs, text, base)
	if !ok {
		return false
	}
	merged, ok := MergeText(base, without, theirs)
	return ok && bytes.Equal(merged, text) && addsUp(countLines(base), countLines(text), countLines(without), countLines(theirs))
}

// addsUp compares how often each line occurs. What theirs has more or less of than base,
// the text must have more or less of than what is left without their changes; and of a
// line that they removed the text may have no more than they do, of one that they added no
// less. Blank lines are too many to say that of them.
func addsUp(base, text, without, theirs map[string]int) bool {
	for _, side := range []map[string]int{base, text, without, theirs} {
		for line := range side {
			b, t := base[line], theirs[line]
			if text[line]-without[line] != t-b {
				return false
			}
			if strings.TrimSpace(line) != "" && (t < b && text[line] > t || t > b && text[line] < t) {
				return false
			}
		}
	}
	return true
}

func countLines(text []byte) map[string]int {
	out := map[string]int{}
	for _, line := range splitLines(text) {
		out[string(line)]++
	}
	return out
}
