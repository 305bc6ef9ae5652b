package note

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// What a charter may hold of words that mean the same; each is looked for in every search.
const (
	mostGroups  = 500
	mostMeaning = 12 // words of one group
	longestWord = 60 // bytes
)

// words reads words: {folder: [directory]}: groups of words, or of a few words in a row, that
// mean the same in this community. Groups and the words within keep the charter's order.
func (r *charterReader) words() [][]string {
	v := r.front.value("words")
	if v == nil || v.Kind == yaml.ScalarNode && textOf(v) == "" {
		return nil
	}
	if v.Kind != yaml.MappingNode {
		r.problem("words", "words is no list of words and what they mean", "write it as {folder: [directory]}")
		return nil
	}
	var out [][]string
	for i := 0; i+1 < len(v.Content); i += 2 {
		if group := r.group(v.Content[i], resolve(v.Content[i+1])); group != nil {
			out = append(out, group)
		}
	}
	if len(out) > mostGroups {
		r.problem("words", fmt.Sprintf("words holds %d words", len(out)), fmt.Sprintf("keep at most %d; those after are not read", mostGroups))
		out = out[:mostGroups]
	}
	return out
}

// group is a word and what means the same, nil for fewer than two.
func (r *charterReader) group(key, v *yaml.Node) []string {
	said := Clean(oneLine(key.Value))
	nodes := []*yaml.Node{key}
	switch v.Kind {
	case yaml.SequenceNode:
		nodes = append(nodes, v.Content...)
	default:
		nodes = append(nodes, v)
	}
	var out []string
	for _, n := range nodes {
		word, ok := searchable(resolve(n))
		switch {
		case word == "":
		case !ok:
			r.problemAt("words", n, fmt.Sprintf("%q cannot be looked for", Clean(word)), "use a word or a few, without signs around them")
		case !slices.ContainsFunc(out, func(w string) bool { return strings.EqualFold(w, word) }):
			out = append(out, word)
		}
	}
	if len(out) < 2 {
		r.problemAt("words", key, fmt.Sprintf("%q stands for no other word", said), "write what means the same beside it: {folder: [directory]}")
		return nil
	}
	if len(out) > mostMeaning {
		r.problemAt("words", key, fmt.Sprintf("%q stands for %d words", said, len(out)-1), fmt.Sprintf("keep at most %d; those after are not read", mostMeaning-1))
		out = out[:mostMeaning]
	}
	return out
}

// searchable is a word as it stands in the charter, and whether a search could meet it. A
// map is no word, and told as one.
func searchable(n *yaml.Node) (string, bool) {
	if n == nil || n.Kind != yaml.ScalarNode {
		return "{…}", false
	}
	word := textOf(n)
	return word, len(word) <= longestWord && strings.ContainsFunc(word, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
}
