package forum

import (
	"cmp"

	"github.com/breakfast-table/cop/pkg/importer"
)

// scores are what a site only counted, as numbers in text; "" and "0" say nothing.
type scores struct {
	question string
	answers  string // ", answer by Ben 7"
}

func (s *scores) add(by importer.Person, n string) {
	if n != "" && n != "0" {
		s.answers += ", answer by " + cmp.Or(by.Name, by.Login, "somebody") + " " + n
	}
}

// line says them for the note; "" when there are none.
func (s *scores) line() string {
	if s.answers == "" && (s.question == "" || s.question == "0") {
		return ""
	}
	return "Score there: " + cmp.Or(s.question, "0") + s.answers
}
