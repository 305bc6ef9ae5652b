package repo

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Info reads a commit.
func (r *Repo) Info(h Hash) (CommitInfo, error) {
	k, data, err := r.store.Object(h)
	if err != nil {
		return CommitInfo{}, err
	}
	if k != commitKind {
		return CommitInfo{}, fmt.Errorf("read commit %s: it is a %s", h, k)
	}
	c := parseCommit(data)
	if !c.Tree.valid(r.format) {
		return CommitInfo{}, fmt.Errorf("read commit %s: malformed", h)
	}
	c.Hash = h
	return c, nil
}

// parseCommit reads a commit object; what it does not know it skips.
func parseCommit(data []byte) CommitInfo {
	head, message, _ := strings.Cut(string(data), "\n\n")
	c := CommitInfo{}
	encoding := ""
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "tree":
			c.Tree = Hash(value)
		case "parent":
			c.Parents = append(c.Parents, Hash(value))
		case "author":
			c.Author, c.Written = parseSignature(value)
		case "committer":
			c.Committer, c.When = parseSignature(value)
		case "gpgsig", "gpgsig-sha256":
			c.Signed = true
		case "encoding":
			encoding = value
		}
	}
	c.Message = inUTF8(message, encoding)
	c.Author.Name = inUTF8(c.Author.Name, encoding)
	return c
}

// inUTF8 makes text of old commits readable: Latin-1 is converted, what else is not UTF-8 is marked.
func inUTF8(s, encoding string) string {
	if utf8.ValidString(s) {
		return s
	}
	if !strings.EqualFold(encoding, "ISO-8859-1") && !strings.EqualFold(encoding, "latin1") {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// parseSignature reads "Name <email> seconds zone".
func parseSignature(s string) (Person, time.Time) {
	open, end := strings.IndexByte(s, '<'), strings.LastIndexByte(s, '>')
	if open < 0 || end < open {
		return Person{Name: s}, time.Time{}
	}
	p := Person{Name: strings.TrimSpace(s[:open]), Email: s[open+1 : end]}
	seconds, _, _ := strings.Cut(strings.TrimSpace(s[end+1:]), " ")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return p, time.Time{}
	}
	return p, time.Unix(n, 0).UTC()
}

// treeOf is the tree of a commit; "" for none.
func (r *Repo) treeOf(rev Hash) (Hash, error) {
	if rev == "" {
		return "", nil
	}
	c, err := r.Info(rev)
	return c.Tree, err
}

// peel follows annotated tags to the commit they name.
func (r *Repo) peel(h Hash) (Hash, error) {
	for range symDepth {
		k, data, err := r.store.Object(h)
		if err != nil || k == commitKind {
			return h, err
		}
		if k != tagKind {
			return "", fmt.Errorf("%s is a %s, not a commit: %w", h, k, errNoObject)
		}
		line, _, _ := strings.Cut(string(data), "\n")
		h = Hash(strings.TrimPrefix(line, "object "))
	}
	return "", fmt.Errorf("read tag: %w", errNoObject)
}
