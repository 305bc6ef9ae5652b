package vault

import (
	"encoding/base64"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// decisions are records as Nygard, MADR and log4brains have them: numbered, with a status.
var decisions = tool{
	kind: "adr", about: "decision records (MADR, Nygard, log4brains)",
	recognise: func(t *importer.Tree) int {
		if has(t, ".log4brains.yml") {
			return 90
		}
		records := 0
		for _, f := range first(t, 200) {
			if isRecord(f.Path, string(f.Head(8192))) {
				records++
			}
		}
		return sure(60, records > 0 && records*2 >= len(first(t, 200)))
	},
	describe: func(v *vault, p *page) {
		it := &p.item
		text := string(p.note.Bytes())
		if !isRecord(p.file, text) {
			return
		}
		it.Type = note.Decision
		if number, rest, ok := strings.Cut(it.Title, ". "); ok && strings.Trim(number, "0123456789") == "" {
			it.Title = rest
		}
		it.Title = strings.TrimPrefix(it.Title, "ADR: ")
		v.recordStatus(p, text)
		for _, key := range []string{"Date", "date"} {
			if t, ok := note.ParseTime(lineValue(text, key)); ok && it.Date.IsZero() {
				it.Date = t
			}
		}
		for _, key := range []string{"Deciders", "decision-makers", "deciders"} {
			for _, name := range decidersOf(p.note, text, key) {
				if who := personOf(name); !slices.Contains(it.Authors, who) && who.Key() != "" {
					it.Authors = append(it.Authors, who)
				}
			}
		}
		if tags := lineValue(text, "Tags"); tags != "" && len(it.Tags) == 0 {
			for tag := range strings.SplitSeq(tags, ",") {
				it.Tags = append(it.Tags, strings.TrimSpace(tag))
			}
		}
	},
}

// isRecord reports a decision record by its name or its sections.
func isRecord(file, text string) bool {
	lower := strings.ToLower(text)
	sections := 0
	for _, s := range []string{"\n## status", "\n## context", "\n## decision", "\n## consequences", "\n## considered options", "\n# context and problem", "\n* status:", "\n- status:", "\nstatus:"} {
		if strings.Contains(lower, s) {
			sections++
		}
	}
	return sections >= 2 && (sections >= 3 || strings.Trim(path.Base(file)[:min(4, len(path.Base(file)))], "0123456789") == "" || strings.Contains(file, "adr") || strings.Contains(file, "decision"))
}

// lineValue is what a line "Key: value" says, with or without a bullet.
func lineValue(text, key string) string {
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimLeft(line, "*- ")
		if value, ok := strings.CutPrefix(line, key+":"); ok {
			return strings.Trim(strings.TrimSpace(value), "\"'*")
		}
	}
	return ""
}

func decidersOf(n *note.Note, text, key string) []string {
	v, _ := n.Value(key)
	switch v := v.(type) {
	case string:
		return strings.Split(strings.Trim(v, "{}"), ",")
	case []any:
		var out []string
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	if line := lineValue(text, key); line != "" && !strings.HasPrefix(line, "[") && n.Body() != nil {
		return strings.Split(line, ",")
	}
	return nil
}

// recordStatus reads the status: accepted needs no word, what was superseded names its
// replacement.
func (v *vault) recordStatus(p *page, text string) {
	status := firstOf(sectionLine(text, "## status"), lineValue(text, "Status"), p.note.Status)
	lower := strings.ToLower(strings.Trim(status, "*_ ."))
	switch {
	case strings.HasPrefix(lower, "superseded"), strings.HasPrefix(lower, "superceded"), strings.HasPrefix(lower, "replaced"):
		p.item.Status = "superseded"
		if q := v.recordNamed(p, status); q != "" {
			p.item.Replacement = q
		}
	case strings.HasPrefix(lower, "deprecated"):
		p.item.Status = "deprecated"
	case lower == "" || strings.HasPrefix(lower, "accepted") || strings.Contains(lower, "|"):
	default:
		p.item.Status, _, _ = strings.Cut(lower, " ")
	}
	// Nygard's tools write "Superceded by [5. …](0005-….md)" on a line of its own below Accepted.
	for line := range strings.SplitSeq(text, "\n") {
		if lower := strings.ToLower(strings.TrimLeft(line, "*- ")); strings.HasPrefix(lower, "superceded by") || strings.HasPrefix(lower, "superseded by") {
			p.item.Status, p.item.Replacement = "superseded", firstOf(p.item.Replacement, v.recordNamed(p, line))
		}
	}
}

// sectionLine is the first line with words below a heading.
func sectionLine(text, heading string) string {
	_, rest, ok := strings.Cut("\n"+strings.ToLower(text), "\n"+heading)
	if !ok {
		return ""
	}
	rest = text[len(text)-len(rest):]
	for i, line := range strings.Split(rest, "\n") {
		if line = strings.TrimSpace(line); i > 0 && line != "" {
			if strings.HasPrefix(line, "#") {
				return ""
			}
			return line
		}
	}
	return ""
}

// recordNamed is the id of the record that a text names, by a link or as ADR-5.
func (v *vault) recordNamed(p *page, text string) string {
	if _, rest, ok := strings.Cut(text, "]("); ok {
		dest, _, _ := strings.Cut(rest, ")")
		at := path.Join(path.Dir(p.file), unescaped(dest))
		if f, ok := v.tree.Find(at); ok {
			return v.tree.Name + "/" + stem(f.Path)
		}
	}
	digits := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	for _, d := range digits {
		for _, f := range v.tree.Files() {
			name := strings.TrimPrefix(strings.ToLower(path.Base(f.Path)), "adr-")
			number := name[:len(name)-len(strings.TrimLeft(name, "0123456789"))]
			if isMarkdown(f.Path) && number != "" && strings.TrimLeft(number, "0") == strings.TrimLeft(d, "0") && path.Dir(f.Path) == path.Dir(p.file) {
				return v.tree.Name + "/" + stem(f.Path)
			}
		}
	}
	return ""
}

// proposals are those of Kubernetes (title in kep.yaml), Rust (bullets), Ethereum (front matter).
var proposals = tool{
	kind: "proposals", about: "proposals (KEP, Rust RFC, EIP)",
	recognise: func(t *importer.Tree) int {
		if anyFile(t, func(f string) bool { return path.Base(f) == "kep.yaml" }) {
			return 90
		}
		for _, f := range first(t, 20) {
			if head := string(f.Head(1024)); isEIP(head) || isRFC(head) {
				return 85
			}
		}
		return 0
	},
	describe: func(v *vault, p *page) {
		text := string(p.note.Bytes())
		kep, ok := v.tree.Find(path.Join(path.Dir(p.file), "kep.yaml"))
		switch {
		case ok && path.Base(p.file) == "README.md":
			v.describeKEP(p, string(kep.Head(1<<16)))
		case isRFC(text[:min(len(text), 1024)]):
			describeRFC(p, text)
		case isEIP(text[:min(len(text), 1024)]):
			p.item.Type = note.Decision
		}
	},
	rewrite: func(_ *vault, p *page, text []byte) ([]byte, []importer.Loss) {
		if p.item.Type != note.Decision || !isEIP(string(text[:min(len(text), 1024)])) {
			return text, nil
		}
		// What an EIP calls its type is no type of a note.
		return []byte(strings.Replace(string(text), "\ntype: ", "\nproposal_type: ", 1)), nil
	},
}

func isEIP(head string) bool {
	return strings.HasPrefix(head, "---") && (strings.Contains(head, "\neip: ") || strings.Contains(head, "\nerc: "))
}

func isRFC(head string) bool {
	return strings.Contains(head, "- Feature Name:") || strings.Contains(head, "- Start Date:") || strings.Contains(head, "- RFC PR:")
}

func describeRFC(p *page, text string) {
	it := &p.item
	it.Type = note.Decision
	name := path.Base(p.id)
	number := name[:len(name)-len(strings.TrimLeft(name, "0123456789"))]
	it.Title = inWords(strings.TrimLeft(strings.TrimPrefix(name, number), "-"))
	if t, ok := note.ParseTime(lineValue(text, "Start Date")); ok {
		it.Date = t
	}
}

func (v *vault) describeKEP(p *page, yaml string) {
	it := &p.item
	n := note.Parse(note.Root+"kep.md", []byte("---\n"+yaml+"\n---\n"))
	it.Type, it.Title, it.Path = note.Decision, firstOf(n.Title, it.Title), path.Dir(p.id)
	it.Authors = nil
	for _, who := range n.Authors {
		it.Authors = append(it.Authors, personOf(who))
	}
	if t, ok := stringOf(n, "creation-date"); ok {
		it.Date, _ = note.ParseTime(t)
	}
	if t, ok := stringOf(n, "last-updated"); ok {
		it.Modified, _ = note.ParseTime(t)
	}
	if sig, ok := stringOf(n, "owning-sig"); ok && !slices.Contains(it.Tags, sig) {
		it.Tags = append(it.Tags, sig)
	}
	for _, key := range []string{"kep-number", "stage", "latest-milestone"} {
		if s, ok := stringOf(n, key); ok {
			it.Fields = append(it.Fields, note.Field{Key: key, Value: s})
		}
	}
	switch status := n.Status; status {
	case "implemented", "implementable":
		it.Fields = append(it.Fields, note.Field{Key: "kep-status", Value: status})
	case "replaced":
		it.Status = "superseded"
	default:
		it.Status = status
	}
}

func stringOf(n *note.Note, key string) (string, bool) {
	v, ok := n.Value(key)
	if !ok || v == nil {
		return "", false
	}
	s, isText := v.(string)
	return s, isText && s != ""
}

// tldr: folders of languages and platforms.
var tldr = tool{
	kind: "tldr", about: "tldr pages",
	recognise: func(t *importer.Tree) int {
		return sure(85, has(t, "pages/common", "common") && anyFile(t, func(f string) bool {
			return strings.HasSuffix(f, "common/tar.md") || strings.Contains(f, "pages/common/")
		}))
	},
	holds: func(file string) bool {
		top, _, _ := strings.Cut(file, "/")
		return isMarkdown(file) && (top == "pages" || strings.HasPrefix(top, "pages.") || path.Dir(file) == "common")
	},
	describe: func(_ *vault, p *page) {
		it := &p.item
		top, rest, _ := strings.Cut(it.Path, "/")
		if top == "pages" || strings.HasPrefix(top, "pages.") {
			it.Path = rest
			it.Lang = strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(top, "pages"), "."), "_", "-")
		}
		if platform := path.Dir(it.Path); platform != "." {
			it.Tags = []string{platform}
		}
		for line := range strings.SplitSeq(string(p.note.Body()), "\n") {
			if says, ok := strings.CutPrefix(line, "> "); ok {
				it.Description = strings.TrimSuffix(says, ".")
				break
			}
		}
	},
}

// googleDocs escapes more than it must, and carries pictures in the text.
var googleDocs = tool{
	kind: "google-docs", about: "Google Docs (markdown)",
	recognise: func(t *importer.Tree) int {
		for _, f := range first(t, 5) {
			text := f.Head(4 << 20)
			if strings.Contains(string(text), "\n[image1]: <data:image/") {
				return 60
			}
		}
		return 0
	},
	rewrite: func(v *vault, p *page, text []byte) ([]byte, []importer.Loss) {
		return lines(text, func(line string) (string, bool) {
			if label, data, ok := dataPicture(line); ok {
				return label + "<" + v.picture(p, label, data) + ">", true
			}
			return unescape(line), true
		}), nil
	},
	follow: func(v *vault, p *page, l note.Link) importer.Target {
		if strings.HasPrefix(l.Dest, inTextPrefix) {
			return importer.Target{File: l.Dest}
		}
		return v.followPath(p, l)
	},
}

// inTextPrefix begins the name of a picture that is in the text of a page.
const inTextPrefix = "pictures-in-the-text/"

// dataPicture reads "[image1]: <data:image/png;base64,…>".
func dataPicture(line string) (label, data string, ok bool) {
	i := strings.Index(line, "]: <data:image/")
	if i < 0 || line[0] != '[' {
		return "", "", false
	}
	return line[:i+3], strings.TrimSuffix(line[i+4:], ">"), true
}

// picture keeps where a picture of a page is.
func (v *vault) picture(p *page, label, data string) string {
	kind, _, _ := strings.Cut(strings.TrimPrefix(data, "data:image/"), ";")
	if kind == "jpeg" {
		kind = "jpg"
	}
	name := inTextPrefix + p.id + "/" + strings.Trim(label, "[]: ") + "." + strings.TrimSuffix(kind, "+xml")
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.inText == nil {
		v.inText = map[string]*page{}
	}
	v.inText[name] = p
	return name
}

// openInText reads a picture out of the text of its page.
func (v *vault) openInText(name string) (io.ReadCloser, error) {
	v.mu.Lock()
	p := v.inText[name]
	v.mu.Unlock()
	if p == nil {
		return nil, &importer.BadFileError{File: name, Why: "it is gone"}
	}
	f, _ := v.tree.Find(p.file)
	src, err := f.Read()
	if err != nil {
		return nil, err
	}
	label := "[" + stem(path.Base(name)) + "]: "
	for line := range strings.SplitSeq(string(src), "\n") {
		if l, data, ok := dataPicture(strings.TrimRight(line, "\r ")); ok && l == label {
			_, packed, _ := strings.Cut(data, "base64,")
			return io.NopCloser(base64.NewDecoder(base64.StdEncoding, strings.NewReader(packed))), nil
		}
	}
	return nil, &importer.BadFileError{File: name, Why: "it is gone"}
}

// unescape takes away backslashes that markdown has no need of: before what cannot begin
// anything where it stands.
func unescape(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' && i+1 < len(line) && i > 0 && needless(line, i+1) {
			continue
		}
		b.WriteByte(line[i])
		if line[i] == '\\' && i+1 < len(line) {
			i++
			b.WriteByte(line[i])
		}
	}
	return b.String()
}

// needless reports that the character at i means itself also without a backslash.
func needless(line string, i int) bool {
	before, after := line[:i-1], line[i+1:]
	words := strings.TrimLeft(before, " \t") != ""
	switch line[i] {
	case '-', '+', '=':
		return words
	case '.', ')':
		return strings.Trim(before, " \t0123456789") != ""
	case '!':
		return !strings.HasPrefix(after, "[") && !strings.HasPrefix(after, `\[`)
	case '#':
		return words && strings.Trim(before, "# ") != ""
	case '&':
		return !strings.Contains(after, ";")
	}
	return false
}
