package note

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"
)

// private reports front matter that keeps a note out of what is published, in the words of
// the tools that notes are written with: publish: false (Obsidian, Quartz), published: false
// (Jekyll), draft: true (Hugo, Quartz), private: true. What is neither yes nor no keeps it
// out, too: who wrote the key meant something by it. Front matter that is no YAML is read
// line by line.
func (n *Note) private() bool {
	for _, rule := range []struct {
		key    string
		public reply
		empty  bool // what an empty value means: private
	}{{"publish", yes, true}, {"published", yes, false}, {"draft", no, false}, {"private", no, false}} {
		said, there := n.written(rule.key)
		switch {
		case !there, said == "" && !rule.empty, rule.key == "published" && isDate(said):
		case answer(said) != rule.public:
			return true
		}
	}
	return false
}

// written is the value of a key on one line, also of front matter that cannot be read.
func (n *Note) written(key string) (string, bool) {
	if n.front.err != nil {
		s := n.salvage(key)
		return s, s != ""
	}
	v := n.front.value(key)
	if v != nil && v.Kind != yaml.ScalarNode {
		return "several", true // neither yes nor no
	}
	return n.front.line(key), v != nil
}

// Opted reports whether the front matter says in so many words that the note may be
// published: publish: true. A member's card needs it.
func (n *Note) Opted() bool {
	said, _ := n.written("publish")
	return answer(said) == yes && !n.Private
}

// reply is what a value says.
type reply int

const (
	unclear reply = iota
	yes
	no
)

func answer(said string) reply {
	switch strings.ToLower(said) {
	case "true", "yes", "on", "1", "y":
		return yes
	case "false", "no", "off", "0", "n":
		return no
	}
	return unclear
}

func isDate(s string) bool { // published: 2024-05-01, in Hugo's and Joplin's words
	_, ok := ParseTime(s)
	return ok
}

// Site is what the charter says about the pool's web pages.
type Site struct {
	Exclude []string // patterns of addresses, as of stewards, that are not published
	Contact string   // mail address for those who have something to say; "" for none
	Address string   // where the pages are: "https://guild.example.org/practices/"; "" when nobody said
	Unclear bool     // what is private cannot be understood
}

// Excludes reports whether an address is kept out.
func (s Site) Excludes(a Address) bool {
	for _, pattern := range s.Exclude {
		if matches(pattern, a) {
			return true
		}
	}
	return false
}

// site reads site: {exclude: [hr, "incidents/**"], contact: us@example.org, address: https://…}.
func (r *charterReader) site() Site {
	v := r.front.value("site")
	if v == nil {
		return Site{}
	}
	if v.Kind != yaml.MappingNode {
		r.problem("site", "site holds no keys", `write it as {exclude: [topic], contact: us@example.org, address: "https://…"}`)
		return Site{Unclear: true}
	}
	s := Site{Contact: textOf(child(v, "contact")), Address: textOf(child(v, "address"))}
	for _, pattern := range addressPatterns(child(v, "exclude")) {
		pattern = strings.Trim(strings.TrimSuffix(strings.TrimPrefix(pattern, Root), dotMD), "/")
		if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
			r.problem("site", fmt.Sprintf("site: exclude holds %q, which matches no note", Clean(pattern)), `use a topic and stars: "incidents/**"`)
			s.Unclear = true
			continue
		}
		s.Exclude = append(s.Exclude, pattern)
	}
	if s.Contact = strings.TrimPrefix(s.Contact, "mailto:"); s.Contact != "" && !isMailAddress(s.Contact) {
		r.problem("site", "site: contact is no mail address", "write it like us@example.org")
		s.Contact = ""
	}
	if s.Address != "" && !IsWebAddress(s.Address) {
		r.problem("site", "site: address is no address of a web page", "write it like https://guild.example.org/practices/")
		s.Address = ""
	}
	if s.Address != "" {
		s.Address = strings.TrimRight(s.Address, "/") + "/"
	}
	return s
}

// IsWebAddress reports an address at which web pages can be: http or https with a host, and
// without a user, a query or a place in a page.
func IsWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

// addressPatterns is a list of patterns, or one of them.
func addressPatterns(v *yaml.Node) []string {
	if v == nil {
		return nil
	}
	if v.Kind != yaml.SequenceNode {
		return appendWord(nil, textOf(v))
	}
	var out []string
	for _, c := range v.Content {
		out = appendWord(out, textOf(resolve(c)))
	}
	return out
}
