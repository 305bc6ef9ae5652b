package note

// Merge merges two versions of a note that were made from one, line by line. ok is false
// when both changed the same thing.
func Merge(base, mine, theirs []byte) (merged []byte, ok bool) {
	return MergeText(base, mine, theirs)
}

// MergeView shows an editor both versions where they differ, between marks that CheckNote
// finds. It is never written into a pool.
func MergeView(base, mine, theirs []byte, labels [2]string) []byte {
	if merged, ok := MergeText(base, mine, theirs); ok {
		return merged
	}
	out := append([]byte("<<<<<<< "+labels[0]+"\n"), mine...)
	out = append(append(out, "=======\n"...), theirs...)
	return append(out, ">>>>>>> "+labels[1]+"\n"...)
}
