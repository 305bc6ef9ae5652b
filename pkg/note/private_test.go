package note

import "testing"

// Line 7 of issue 17: what keeps a note from being published, in the words of the tools that
// notes are written with.
func TestPrivateNotes(t *testing.T) {
	for front, want := range map[string]bool{
		"title: A":                            false,
		"publish: false":                      true,
		"publish: \"false\"":                  true,
		"publish: no":                         true,
		"publish: true":                       false,
		"publish:":                            true,
		"publish: later":                      true,
		"published: false":                    true,
		"published: 2024-05-01":               false,
		"published:":                          false,
		"draft: true":                         true,
		"draft: false":                        false,
		"draft:":                              false,
		"private: true":                       true,
		"private: false":                      false,
		"private: [a]":                        true,
		"title: Go: the good\npublish: false": true, // no YAML
		"title: Go: the good\npublish: true":  false,
		"Publish: false":                      true, // as any key
	} {
		n := Parse("practices/x.md", []byte("---\n"+front+"\n---\n\nText.\n"))
		if n.Private != want {
			t.Errorf("%q: private is %v", front, n.Private)
		}
	}
	for front, want := range map[string]bool{"": false, "publish: true\n": true, "publish: true\ndraft: true\n": false, "publish: 1\n": true} {
		if got := Parse("practices/people/ana.md", []byte("---\n"+front+"---\n")).Opted(); got != want {
			t.Errorf("%q: opted in is %v", front, got)
		}
	}
}

// What the charter says about the site; what cannot be understood is no permission.
func TestCharterOfASite(t *testing.T) {
	for front, want := range map[string]Site{
		"":                                 {},
		"site: {exclude: [hr, \"in/**\"]}": {Exclude: []string{"hr", "in/**"}},
		"site: {exclude: hr}":              {Exclude: []string{"hr"}},
		"site: {contact: us@example.org}":  {Contact: "us@example.org"},
		"site: {address: \"https://guild.example.org/x\"}": {Address: "https://guild.example.org/x/"},
		"site: {address: \"javascript:alert(1)\"}":         {},
		"site: {contact: \"us\"}":                          {},
		"site: {exclude: [\"[a\"]}":                        {Unclear: true},
		"site: public":                                     {Unclear: true},
		"title: a: b\nsite: {exclude: [hr]}":               {Unclear: true},
	} {
		got, _ := ReadCharter(Parse("practices/charter.md", []byte("---\n"+front+"\n---\n")))
		s := got.Site
		if s.Contact != want.Contact || s.Address != want.Address || s.Unclear != want.Unclear || len(s.Exclude) != len(want.Exclude) {
			t.Errorf("%q: %+v", front, s)
		}
	}
	c, _ := ReadCharter(Parse("practices/charter.md", []byte("---\nsite: {exclude: [hr, \"incidents/**\", practices/x.md]}\n---\n")))
	for a, want := range map[Address]bool{"hr": true, "hr/pay": true, "hrx": false, "incidents/2026/a": true, "oncall/hr": false, "x": true} {
		if c.Site.Excludes(a) != want {
			t.Errorf("%s: excluded is %v", a, !want)
		}
	}
}
