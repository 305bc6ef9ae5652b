package index

import "slices"

// synonymWeight is that of another word for a word of the question: who typed "folder" and
// finds "directory" is served, but "folder" is what was typed.
const synonymWeight = 0.5

// synonyms has plain words of a question looked for by what means the same, too. A group may
// hold several words in a row: they are met where they stand side by side in the question.
func (s *search) synonyms(ask []*claim) {
	for _, group := range s.q.Synonyms {
		var members [][][]string // for each place the terms that will do
		for _, member := range group {
			members = append(members, s.variants(member))
		}
		for i, terms := range members {
			for _, run := range runs(ask, terms) {
				s.mean(run, i, members)
			}
		}
	}
}

func (s *search) variants(text string) [][]string {
	var out [][]string
	for _, t := range s.x.tokens(text) {
		out = append(out, s.x.variants(t))
	}
	return out
}

// mean adds the members of a group beside the one that was typed to the claims it was typed as.
func (s *search) mean(run []*claim, typed int, members [][][]string) {
	for i, terms := range members {
		if i == typed || len(terms) == 0 {
			continue
		}
		for _, m := range run {
			m.units = append(m.units, unit{tokens: terms, weight: synonymWeight / float32(len(run)), means: true})
			m.content = true
		}
	}
}

// runs are the claims, side by side, that together are what a member of a group is looked for by.
func runs(ask []*claim, terms [][]string) [][]*claim {
	var out [][]*claim
	for start := range ask {
		var got [][]string
		end := start
		for ; end < len(ask) && len(got) < len(terms) && !ask[end].must; end++ {
			got = append(got, ask[end].units[0].tokens...)
		}
		if len(terms) > 0 && slices.EqualFunc(got, terms, overlap) {
			out = append(out, ask[start:end])
		}
	}
	return out
}

// overlap says that one of the terms will do for both.
func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(t string) bool { return slices.Contains(b, t) })
}
