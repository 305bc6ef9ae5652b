package index

import (
	"strings"
)

// Expressions of FTS5's query language. Terms come from a lexer or from facet, so
// neither holds a quotation mark.

// expression is what a query asks of words.
type expression struct {
	words  string // clauses, "" for none
	facets string // facets that are terms, "" for none
}

// both is the whole expression; where a query asks for nothing that is a term, every
// note.
func (e expression) both() string {
	switch {
	case e.words == "":
		return e.facets
	case e.facets == "":
		return e.words
	}
	return "(" + e.words + ") AND (" + e.facets + ")"
}

// everyNote holds for each note and no entry: all have a type.
const everyNote = `facets : "type:" *`

// compile turns a query into expressions. widen proposes, for a clause, further words
// that will do as well; nil for none.
func compile(q *Query, x *lexer, widen func(clause) []string) expression {
	var must, mustNot []string
	for _, c := range q.clauses {
		e := c.expression(x)
		if c.not {
			mustNot = append(mustNot, e)
			continue
		}
		if widen != nil {
			for _, w := range widen(c) {
				e += " OR " + quote(w)
			}
		}
		must = append(must, "("+e+")")
	}
	e := expression{words: strings.Join(must, " AND "), facets: compileFacets(q)}
	if len(mustNot) > 0 {
		if e.words == "" {
			e.words = everyNote
		}
		e.words = "(" + e.words + ") NOT (" + strings.Join(mustNot, " OR ") + ")"
	}
	return e
}

func quote(terms ...string) string { return `"` + strings.Join(terms, " ") + `"` }

// expression is a clause as a phrase: one word may be several terms ("up-to-date",
// 数据库). The beginning of a word is also looked for as a stem, since "retries*" means
// "retries", which is stored as "retri".
func (c clause) expression(x *lexer) string {
	tokens := x.tokens(c.text)
	terms := make([]string, len(tokens))
	for i, t := range tokens {
		terms[i] = t.term
	}
	if !c.prefix {
		return quote(terms...)
	}
	last := tokens[len(tokens)-1]
	terms[len(terms)-1] = last.folded
	columns := "- facets : "
	if len(tokens) == 1 && len(last.folded) < 3 && !last.glyph {
		columns = "{headings names title} : "
	}
	e := columns + quote(terms...) + " *"
	if last.term != last.folded {
		terms[len(terms)-1] = last.term
		e = "(" + e + ") OR " + quote(terms...)
	}
	return e
}

// compileFacets covers the facets that are terms; filter covers the others.
func compileFacets(q *Query) string {
	var must, mustNot []string
	for _, k := range q.Facets.kinds() {
		if !isTerm(k.key) || len(*k.values) == 0 {
			continue
		}
		var each []string
		for _, v := range *k.values {
			each = append(each, anyOf(k.key, v, k.key == "author"))
		}
		op := " OR "
		if k.all {
			op = " AND "
		}
		must = append(must, "("+strings.Join(each, op)+")")
	}
	for _, k := range q.Not.kinds() {
		for _, v := range *k.values {
			if isTerm(k.key) {
				mustNot = append(mustNot, anyOf(k.key, v, false))
			}
		}
	}
	if len(mustNot) == 0 {
		return strings.Join(must, " AND ")
	}
	if len(must) == 0 {
		must = []string{everyNote}
	}
	return "(" + strings.Join(must, " AND ") + ") NOT (" + strings.Join(mustNot, " OR ") + ")"
}

// isTerm says that a facet is stored in words. The others change without the note.
func isTerm(key string) bool { return key != "maturity" && key != "is" }

// anyOf holds where one of the alternatives does, and where orNone is set also where
// the note names none (of authors git may know; filter looks).
func anyOf(key, value string, orNone bool) string {
	var out []string
	for _, v := range alternatives(value) {
		switch {
		case key == "topic":
			v = strings.Trim(v, "/")
		case key == "status" && v == accepted:
			orNone = true
		}
		out = append(out, "facets : "+quote(facet(key, v)))
	}
	if orNone || len(out) == 0 {
		out = append(out, "("+everyNote+" NOT facets : "+quote(key+":")+" *)")
	}
	return "(" + strings.Join(out, " OR ") + ")"
}
