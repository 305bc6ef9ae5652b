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
