package repo

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/signature"
)

// SignedBy is the key whose signature of ssh a commit carries, as ssh prints its fingerprint:
// "SHA256:…"; "" for a commit without one that is good. Whose key that is nobody says here. A
// signature of gpg says nothing without the keys of this machine: it is none.
func (r *Repo) SignedBy(h Hash) (string, error) {
	k, data, err := r.store.Object(h)
	if err != nil || k != commitKind {
		return "", err
	}
	payload, signed := splitSigned(string(data))
	if signed == "" {
		return "", nil
	}
	key, err := signature.Check(signed, payload)
	if err != nil {
		return "", nil //nolint:nilerr // not a good one: as if there were none
	}
	return key, nil
}

// splitSigned takes the signature out of a commit: what is left is what was signed. Of a commit
// with two nobody could say which one is meant: it has none.
func splitSigned(text string) (payload, signed string) {
	head, message, ok := strings.Cut(text, "\n\n")
	if !ok {
		return text, ""
	}
	var kept, lines []string
	within, signatures := false, 0
	for line := range strings.SplitSeq(head, "\n") {
		_, value, _ := strings.Cut(line, " ")
		switch {
		case strings.HasPrefix(line, "gpgsig ") || strings.HasPrefix(line, "gpgsig-sha256 "):
			within, lines = true, append(lines, value)
			signatures++
		case within && strings.HasPrefix(line, " "):
			lines = append(lines, value)
		default:
			within, kept = false, append(kept, line)
		}
	}
	if signatures != 1 {
		lines = nil
	}
	return strings.Join(kept, "\n") + "\n\n" + message, strings.Join(lines, "\n")
}
