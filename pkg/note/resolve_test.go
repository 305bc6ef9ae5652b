package note_test

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// someFiles are the files of a pool, and what is on its shelf.
type someFiles map[string]string

func (s someFiles) File(p string) bool { _, ok := s[p]; return ok }

func (s someFiles) Folder(p string) bool {
	for file := range s {
		if strings.HasPrefix(file, p+"/") {
			return true
		}
	}
	return false
}

func (s someFiles) Called(name string) bool {
	for file := range s {
		if path.Base(file) == name {
			return true
		}
	}
	return false
}

func (s someFiles) resolver() note.Resolver {
	names := &note.Names{}
	for file, text := range s {
		if n, ok := note.NamesOf(note.Parse(file, []byte(text))); ok {
			names.Add(n)
		}
	}
	return note.Resolver{Shelf: names, Files: s}
}

// says is where a link leads in a few words.
func says(p note.Place) string {
	out := ""
	switch p.Leads {
	case note.Here:
		out = "here"
	case note.ToNote:
		out = string(p.Note)
	case note.ToFile:
		out = "file " + p.File
	case note.Nowhere:
		out = "nowhere"
	}
	if len(p.Others) > 0 {
		out += fmt.Sprint(" not ", p.Others)
	}
	return out
}

// L1, L2, L11, L14, L16, N2, N3, N9: the one rule that says where a link leads.
func TestResolve(t *testing.T) {
	r := someFiles{
		"README.md":                        "# Of the repository",
		"practices/README.md":              "# Home",
		"practices/ops/closure.md":         "# Close the valve",
		"practices/ops/uses.md":            "# Uses",
		"practices/net/closure.md":         "# Closure of nets",
		"practices/net/README.md":          "# Nets",
		"practices/net/deep/knot.md":       "---\naliases: [/net/old-knot, Gordian]\n---\n# Knots",
		"practices/net/deep/index.md":      "# Deep",
		"practices/faq.de.md":              "# Häufiges",
		"practices/faq.md":                 "# Often",
		"practices/ops/plan.de.md":         "# Der Plan",
		"practices/ops/plan.en.md":         "# The plan",
		"practices/ops/pic.png":            "x",
		"practices/ops/Über uns.md":        "# Team",
		"practices/shared/uber.md":         "# Über alles",
		"practices/moved.md":               "---\naliases: [w3, ops/oldname]\n---\n# Moved",
		"practices/pages/Board___Arrow.md": "- x",
		"practices/pages/Why so%3F.md":     "- x",
		"practices/lib/Books.base":         "x",
		"practices/lib/plan.png":           "x",
		"static/img/a.png":                 "x",
	}.resolver()
	for _, tt := range [][3]string{
		{"ops/uses", "[[closure]]", "ops/closure not [net/closure]"},
		{"net/deep/knot", "[[closure]]", "net/closure not [ops/closure]"},
		{"faq", "[[closure]]", "net/closure not [ops/closure]"},
		{"ops/uses", "[[net/closure]]", "net/closure"},
		{"ops/uses", "[[NET/Closure.md#x|y]]", "net/closure"},
		{"ops/uses", "[[deep/knot]]", "net/deep/knot"},
		{"ops/uses", "[[./closure]]", "ops/closure"},
		{"ops/uses", "[[../net/closure]]", "net/closure"},
		{"ops/uses", "[[README]]", "README"},
		{"net/closure", "[[net]]", "net/README"},
		{"ops/uses", "[[Close the valve]]", "ops/closure"},
		{"ops/uses", "[[w3]]", "moved"},
		{"ops/uses", "[[ops/oldname]]", "moved"},
		{"ops/uses", "[[oldname]]", "moved"},
		{"ops/uses", "[a](oldname.md)", "moved"},
		{"ops/uses", "[[net/old-knot]]", "net/deep/knot"},
		{"ops/uses", "[[gordian]]", "net/deep/knot"},
		{"ops/uses", "[[über uns]]", "ops/Über uns"},
		{"ops/uses", "[[u\u0308ber uns]]", "ops/Über uns"},
		{"ops/uses", "[[Über alles]]", "shared/uber"},
		{"ops/uses", "[[plan]]", "ops/plan.de not [ops/plan.en]"},
		{"faq.de", "[[plan]]", "ops/plan.de not [ops/plan.en]"},
		{"ops/uses", "[[faq]]", "faq"},
		{"ops/uses", "[x](../faq.de.md)", "faq.de"},
		{"ops/uses", "[x](../faq.md)", "faq"},
		{"ops/uses", "[x](plan.md)", "ops/plan.de"},
		{"ops/plan.en", "[x](plan.md)", "ops/plan.en"},
		{"ops/uses", "[x](closure.md?plain=1#a)", "ops/closure"},
		{"ops/uses", "[x](Closure.md)", "ops/closure"},
		{"ops/uses", "[x](knot.md)", "nowhere"},
		{"ops/uses", "[x](net/closure.md)", "net/closure"},
		{"ops/uses", "[x](closure)", "ops/closure"},
		{"ops/uses", "[x](closure.html)", "ops/closure"},
		{"ops/uses", "[x](../net/)", "net/README"},
		{"ops/uses", "[x](../net)", "net/README"},
		{"ops/uses", "[x](..)", "README"},
		{"net/deep/knot", "[x](.)", "net/deep/index"},
		{"ops/uses", "[x](../shared/)", "file practices/shared"},
		{"ops/uses", "[x](../closure/)", "ops/closure"},
		{"ops/uses", "[x](/ops/closure/)", "ops/closure"},
		{"ops/uses", "[x](/docs/ops/closure/#a)", "ops/closure"},
		{"ops/uses", "[x](/deep/knot)", "net/deep/knot"},
		{"ops/uses", "[x](/practices/ops/closure.md)", "ops/closure"},
		{"ops/uses", "[x](/net/old-knot/)", "net/deep/knot"},
		{"ops/uses", "[x](/net/nothing/)", "nowhere"},
		{"ops/uses", "[x](/about/us/)", ""},
		{"ops/uses", "![x](/img/a.png)", "file static/img/a.png"},
		{"ops/uses", "![x](pic.png?raw=true)", "file practices/ops/pic.png"},
		{"ops/uses", "![x](none.png)", "nowhere"},
		{"ops/uses", "![[pic.png|200]]", "file practices/ops/pic.png"},
		{"faq", "![[pic.png]]", "file practices/pic.png"},
		{"faq", "![[none.png]]", "nowhere"},
		{"faq", "![[Books.base#Genre]] [[Books.base]] [[None.base]]", "file practices/Books.base file practices/Books.base nowhere"},
		{"faq", "![p](plan.png#interface) ![q](ops/plan.png) [[plan.png]]", "file practices/plan.png nowhere file practices/plan.png"},
		{"faq", "[[2023-09-12]] [[May 10th, 2022]] [[2023-08]] [[2023-W05]] [[daily/2022_05_10]] [[2023 plan]]", "     nowhere"},
		{"faq", "[[Board/Arrow]] [[Why so?]] [[Board/Bow]]", "pages/Board___Arrow pages/Why so%3F nowhere"},
		{"faq", "[[全文]]（https://example.org/a）", ""},
		{"faq", "[x](../README.md)", ""},
		{"faq", "<ana@example.org> [m](ana@example.org) [t](tel:+49.30) [u](mailto:a@b.org) [d](//x.org/y.md)", "    "},
		{"faq", "[h]({{site.url}}/x.md) [v](v1.2) [n](nosuch)", "  "},
		{"faq", "[[#x]] [y](#y)", "here here"},
		{"faq", "---\nauthor: \"[[Carl]]\"\nAttendees: [\"[[Über uns]]\", \"[[Ben|B]]\"]\nrelated: \"[[Carl]]\"\ngenre: \"[[Poetry]]\"\nowner: \"[[ops/none]]\"\n---\n", " ops/Über uns  nowhere  nowhere"},
		{"ops/closure/2026-01-02-ana-comment-abcd", "[x](closure.md) [[uses]] [y](../uses.md)", "ops/closure ops/uses ops/uses"},
	} {
		n := note.Parse("practices/"+tt[0]+".md", []byte(tt[1]))
		var got []string
		for _, l := range n.Links() {
			got = append(got, says(r.Resolve(n.Path, l)))
		}
		if g := strings.Join(got, " "); g != tt[2] {
			t.Errorf("from %s %s leads to %q, want %q", tt[0], tt[1], g, tt[2])
		}
	}
}

// What an index keeps of a link always leads to what it keeps of the note.
func checkKeys(t *testing.T, r note.Resolver, n *note.Note, l note.Link) {
	t.Helper()
	p := r.Resolve(n.Path, l)
	if p.Leads != note.ToNote {
		return
	}
	for _, key := range l.Keys(n.Path) {
		for _, named := range r.Shelf.Named(key) {
			if named.Address == p.Note {
				return
			}
		}
	}
	t.Fatalf("%s: %q leads to %s, which no key of %q finds", n.Path, l.Dest, p.Note, l.Keys(n.Path))
}

// L1: after any mv every link that led to a note leads to it, and every picture is still
// shown.
func TestFollowKeepsEveryLinkL1(t *testing.T) {
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 1))
		files := somePool(r)
		from, to := someMove(r, files)
		if to == "" {
			continue
		}
		checkMove(t, seed, files, from, to)
	}
}

func checkMove(t *testing.T, seed uint64, files someFiles, from, to note.Address) {
	t.Helper()
	before := files.resolver()
	there := note.Parse(to.Path(), []byte(files[from.Path()]))
	if err := there.Set("aliases", append(slices.Clone(there.Aliases), note.AliasOf(from))); err != nil {
		t.Fatal(err)
	}
	named, _ := note.NamesOf(there)
	after := someFiles{}
	f := note.Follow{Before: before, From: from, To: to, Now: note.Resolver{Shelf: note.WithMoved(before.Shelf, from, named), Files: after}}
	for file := range files {
		after[newPath(file, from, to)] = ""
	}
	for file, text := range files {
		f.OldPath, f.Path = file, newPath(file, from, to)
		n := note.Parse(f.Path, []byte(text))
		if f.Path == to.Path() {
			n = there
		}
		n.Retarget(f.Dest)
		after[f.Path] = string(n.Bytes())
	}
	now := after.resolver()
	for file, text := range files {
		old, new := note.Parse(file, []byte(text)), note.Parse(newPath(file, from, to), []byte(after[newPath(file, from, to)]))
		was, is := old.Links(), new.Links()
		if len(was) != len(is) {
			t.Fatalf("seed %d: %s had %d links, %s has %d\n%s\n%s", seed, file, len(was), new.Path, len(is), text, new.Bytes())
		}
		for i := range was {
			checkKeys(t, before, old, was[i])
			a, b := before.Resolve(file, was[i]), now.Resolve(new.Path, is[i])
			if a.Anchor != b.Anchor {
				t.Fatalf("seed %d: in %s %q became %q in %s", seed, file, was[i].Dest, is[i].Dest, new.Path)
			}
			if a.Leads == note.ToNote {
				a.Note, _ = note.AddressOf(newPath(a.Note.Path(), from, to))
			}
			if a.Leads == note.ToNote && (b.Leads != note.ToNote || a.Note != b.Note) || a.Leads == note.ToFile && files.File(a.File) && a.File != b.File && was[i].Dest[0] != '/' {
				t.Fatalf("seed %d: mv %s %s: in %s %q led to %q, now in %s %q leads to %q", seed, from, to, file, was[i].Dest, says(a), new.Path, is[i].Dest, says(b))
			}
		}
	}
}

func newPath(file string, from, to note.Address) string {
	if file == from.Path() {
		return to.Path()
	}
	if e, ok := note.EntryOf(file); ok && e.Note == from {
		e.Note = to
		return e.Path()
	}
	return file
}

var someSlugs = []string{"closure", "pump", "README", "index", "Some Note", "faq", "faq.de", "faq.en", "über", "x"}

func somePool(r *rand.Rand) someFiles {
	files := someFiles{}
	folders := []string{"", "ops/", "ops/deep/", "net/", "docs/ops/", "x/"}
	for range 8 + r.IntN(8) {
		folder := folders[r.IntN(len(folders))]
		files["practices/"+folder+someSlugs[r.IntN(len(someSlugs))]+".md"] = ""
		if r.IntN(4) == 0 {
			files["practices/"+folder+"pic.png"] = "x"
		}
	}
	var all []string
	for file := range files {
		all = append(all, file)
	}
	slices.Sort(all)
	for _, file := range all {
		if !strings.HasSuffix(file, ".md") {
			continue
		}
		files[file] = someNote(r, all, file)
		if a, _ := note.AddressOf(file); r.IntN(4) == 0 && !strings.Contains(string(a), " ") {
			entry := "practices/" + string(a) + "/2026-01-02-ana-comment-abcd.md"
			files[entry] = someNote(r, all, entry)
		}
	}
	return files
}

// someNote links to some of the files in every way there is.
func someNote(r *rand.Rand, all []string, own string) string {
	var head, body strings.Builder
	head.WriteString("---\n")
	if r.IntN(3) == 0 {
		fmt.Fprintf(&head, "aliases: [%s]\n", []string{"/ops/former", "nick", "former", "faq"}[r.IntN(4)])
	}
	if _, entry := note.EntryOf(own); entry {
		head.Reset()
		head.WriteString("---\n")
	}
	title := []string{"Some Note", "Über", "Pump it", "Closure", "X y z"}[r.IntN(5)]
	fmt.Fprintf(&body, "# %s\n\n", title)
	for range 1 + r.IntN(6) {
		to := all[r.IntN(len(all))]
		fmt.Fprintln(&body, someLink(r, own, to))
	}
	if a, ok := note.AddressOf(all[r.IntN(len(all))]); ok {
		fmt.Fprintf(&head, "related: [\"[[%s]]\", '[[%s|t]]']\nsupersedes: %s\n", a, a.Slug(), a)
	}
	return head.String() + "---\n" + body.String() + "\n[ref]: ./x.md\n"
}

func someLink(r *rand.Rand, own, to string) string {
	rel := relative(own, to)
	enc := strings.ReplaceAll(rel, " ", "%20")
	a, ok := note.AddressOf(to)
	if !ok {
		return []string{"![p](" + enc + ")", "![[pic.png]]", "![p](" + enc + "?raw=true)"}[r.IntN(3)]
	}
	address := string(a)
	return []string{
		"[[" + address + "]]", "![[" + a.Slug() + "#h]]", "[[" + strings.ToUpper(a.Slug()) + "|t]]", "[[" + address + ".md#^b]]",
		"[[/" + address + "]]", "[[practices/" + address + "]]", "[[./" + strings.TrimSuffix(rel, ".md") + "]]",
		"[t](" + enc + ")", "[t](./" + enc + "#h)", "[t](<" + rel + ">)", "[t](" + strings.TrimSuffix(enc, ".md") + ")", "[t](" + strings.TrimSuffix(enc, ".md") + "/)",
		"[t](" + strings.TrimSuffix(enc, ".md") + ".html#q)", "[t](/docs/" + strings.ReplaceAll(address, " ", "%20") + "/)", "[t](/" + strings.ReplaceAll(address, " ", "%20") + ")",
		"[t](" + enc + "?plain=1)", "[[Some Note]]", "[[closure]]", "[[former]]", "[[nick]]", "[t][ref]", "[t](../)", "[t](" + path.Dir(enc) + "/)", "[[faq]]", "[[Pump it]]",
		"[t](/practices/" + strings.ReplaceAll(address, " ", "%20") + ".md)", "[[ops]]", "[[none]] [n](none.md)",
		"<a class=x href=\"" + enc + "#h\">t</a>", "<div>\n<A HREF='/" + strings.ReplaceAll(address, " ", "%20") + "#h'>t</A></div>\n", "[t](/docs/" + strings.ReplaceAll(address, " ", "%20") + "/?q#h)",
	}[r.IntN(31)]
}

func relative(from, to string) string {
	up := strings.Count(from, "/") - 1
	return strings.Repeat("../", up) + strings.TrimPrefix(to, "practices/")
}

func someMove(r *rand.Rand, files someFiles) (from, to note.Address) {
	var all []note.Address
	for file := range files {
		_, entry := note.EntryOf(file)
		if a, ok := note.AddressOf(file); ok && !entry {
			all = append(all, a)
		}
	}
	slices.Sort(all)
	from = all[r.IntN(len(all))]
	to = note.Address([]string{"", "ops/", "net/", "new/", "ops/deep/"}[r.IntN(5)] + someSlugs[r.IntN(len(someSlugs))])
	if r.IntN(5) == 0 {
		to = note.Address(strings.ToUpper(string(from)))
	}
	for _, a := range all {
		if a != from && strings.EqualFold(string(a), string(to)) {
			return from, ""
		}
	}
	if from == to {
		return from, ""
	}
	return from, to
}
