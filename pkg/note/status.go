package note

import "strings"

// What a status says. cop has two: deprecated, and superseded with the note that replaces it;
// no status is accepted. Decision records and proposals have more words, and say a
// replacement in the same line: "superseded by [ADR-0005](0005-use-x.md)".

// isAccepted reports words for what counts, in MADR, Nygard's records, EIPs, KEPs and RFCs.
func isAccepted(status string) bool {
	switch status {
	case "accepted", "approved":
		return true
	}
	return false
}

// isCustomary reports words that decision records and proposals have for their states.
func isCustomary(status string) bool {
	switch status {
	case "active", "adopted", "archived", "cancelled", "complete", "completed", "current", "decided", "declined", "deferred",
		"discussion", "done", "experimental", "final", "implementable", "implemented", "in review", "last call", "living", "moved",
		"obsolete", "open", "pending", "postponed", "proposed", "provisional", "published", "rejected", "replaced", "retired",
		"review", "stable", "stagnant", "withdrawn":
		return true
	}
	return false
}

// readStatus splits a status as it is written into a word and what replaces the note.
func readStatus(written string) (status, replacement string) {
	written = strings.Trim(written, "*_ ")
	status = strings.ToLower(written)
	for _, verb := range [...]string{"superseded by", "superceded by", "superseded in", "replaced by", "obsoleted by"} {
		if i := strings.Index(status, verb); i == 0 || i > 0 && len(status) == len(written) && isState(firstState(status[:i])) {
			return "superseded", strings.TrimSpace(written[i+len(verb):])
		}
	}
	if first := firstState(status); isState(first) {
		status = first
	}
	if isAccepted(status) {
		return "", ""
	}
	return status, ""
}

// isState reports a word that stands for a state of a record or a proposal.
func isState(word string) bool {
	return isAccepted(word) || isCustomary(word) || word == "deprecated"
}

// firstState is a status without what is said about it behind it: when it came to be, why, by
// whom: "accepted on 2024-05-01", "deprecated (use the queue)", "approved, 3 of May".
func firstState(status string) string {
	end := len(status)
	for _, stop := range [...]string{" on ", " since ", " as of ", " at ", " in 2", " in 1", " (", ",", ";", ":", ".", " -", " –", " —", " 1", " 2"} {
		if i := strings.Index(status[:end], stop); i > 0 {
			end = i
		}
	}
	return strings.Trim(status[:end], "*_ ")
}

// Successor is the link to what replaces the note, as its front matter or its status says; ok is
// false where only words say it, or nothing does.
func (n *Note) Successor() (l Link, ok bool) {
	for _, l := range n.frontLinks() {
		if l.Key == "superseded_by" || l.Key == "status" {
			return l, true
		}
	}
	l.Dest, l.Wiki = replacementDest(n.Replacement)
	return l, l.Dest != ""
}

// replacementDest is where the words after "superseded by" lead: [[dest]] or [text](dest); ""
// when they are only words.
func replacementDest(words string) (dest string, wiki bool) {
	if strings.HasPrefix(words, "[[") {
		inner, _, ok := strings.Cut(words[2:], "]]")
		if dest, _ := cutWiki("[[" + inner + "]]"); ok {
			return dest, true
		}
	}
	if _, rest, ok := strings.Cut(words, "]("); ok && strings.HasPrefix(words, "[") {
		if dest, _, ok := strings.Cut(rest, ")"); ok {
			return dest, false
		}
	}
	return "", false
}
