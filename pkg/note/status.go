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
	status = strings.ToLower(strings.Trim(written, "*_ "))
	for _, verb := range [...]string{"superseded by", "superceded by", "superseded in", "replaced by", "obsoleted by"} {
		if strings.HasPrefix(status, verb) {
			return "superseded", strings.TrimSpace(strings.Trim(written, "*_ ")[len(verb):])
		}
	}
	if isAccepted(status) {
		return "", ""
	}
	return status, ""
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
