package repo

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/signature"
)

// SignedBy is the key whose signature of ssh a commit carries, as ssh prints its fingerprint:
// "SHA256:…"; "" for a commit without one that is good. Whose key that is nobody says here. Of a
// signature of gpg it is what it claims, "openpgp:…"; whether that is true says Made.
func (r *Repo) SignedBy(h Hash) (string, error) {
	payload, signed, err := r.signature(h)
	if err != nil || signed == "" {
		return "", err
	}
	key, err := signature.Check(signed, payload)
	if err != nil {
		return "", nil //nolint:nilerr // not a good one: as if there were none
	}
	return key, nil
}

// Made reports whether a commit carries a signature of gpg that a key made.
func (r *Repo) Made(h Hash, by signature.Key) (bool, error) {
	payload, signed, err := r.signature(h)
	return err == nil && by.Made(signed, payload), err
}

// signature is a commit's signature and what it signs; "" for what has none or is no commit.
func (r *Repo) signature(h Hash) (payload, signed string, err error) {
	k, data, err := r.store.Object(h)
	if err != nil || k != commitKind {
		return "", "", err
	}
	payload, signed = splitSigned(string(data))
	return payload, signed, nil
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
