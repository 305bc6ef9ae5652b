package importer_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/importer"
)

type member struct{ name, text string }

func zipped(t *testing.T, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err == nil {
			_, err = w.Write([]byte(m.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarred(t *testing.T, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := tar.NewWriter(&b)
	for _, m := range members {
		err := z.WriteHeader(&tar.Header{Name: m.name, Size: int64(len(m.text)), Mode: 0o644, Typeflag: tar.TypeReg})
		if err == nil {
			_, err = z.Write([]byte(m.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is wrong with an archive is one clear line, and nothing of it is listed. The limits are
// small ones.
func TestArchivesAreBounded(t *testing.T) {
	small := importer.Limits{Files: 3, Bytes: 4 << 20, File: 1 << 20, Ratio: 10, Deep: 1}
	inner := zipped(t, member{"a.md", "x"})
	twice := zipped(t, member{"in.zip", string(inner)})
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"up.zip", zipped(t, member{"../a.md", "x"}), "../a.md: it leads outside of the archive"},
		{"root.zip", zipped(t, member{"/a.md", "x"}), "/a.md: it leads outside"},
		{"drive.zip", zipped(t, member{`c:\a.md`, "x"}), "it leads outside"},
		{"up.tar", tarred(t, member{"x/../../a.md", "x"}), "it leads outside"},
		{"many.zip", zipped(t, member{"a", ""}, member{"b", ""}, member{"c", ""}, member{"d", ""}), "the source has more than 3 files"},
		{"ratio.zip", zipped(t, member{"a.md", strings.Repeat("a", 3<<20)}), "it unpacks to more than 10 times its size"},
		{"large.tar", tarred(t, member{"a.md", strings.Repeat("a", 5<<20)}), "the archive unpacks to more than 4 MB"},
		{"deep.zip", zipped(t, member{"x.zip", string(twice)}), "archives within archives more than 1 deep"},
		{"cut.zip", inner[:len(inner)-10], "it is cut off or no archive at all"},
		{"cut.jex", tarred(t, member{"a.md", strings.Repeat("a", 2000)})[:1000], "it is cut off or no archive at all"},
		{"text.zip", []byte("just text, and some more of it"), "it is cut off or no archive at all"},
		{"dump.7z", []byte("7z"), "cop does not unpack 7z"},
		{"dump.TAR.XZ", []byte("x"), "cop does not unpack tar.xz"},
		{"empty.zip", nil, "it is cut off or no archive at all"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), c.name)
			if err := os.WriteFile(file, c.file, 0o644); err != nil {
				t.Fatal(err)
			}
			tree, err := importer.OpenTree(file, small)
			if err == nil {
				tree.Close()
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("says %q", err)
			}
		})
	}
}

// An archive within an archive counts as its folder, and the one folder around all is none.
func TestArchivesWithinArchives(t *testing.T) {
	file := filepath.Join(t.TempDir(), "Export.zip")
	inner := zipped(t, member{"Top/a.md", "one"}, member{"Top/b/c.md", "two"})
	if err := os.WriteFile(file, zipped(t, member{"part-1.zip", string(inner)}), 0o644); err != nil {
		t.Fatal(err)
	}
	tree, err := importer.OpenTree(file, importer.Usual)
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	f, ok := tree.Find("b/c.md")
	if text, err := f.Read(); !ok || err != nil || string(text) != "two" {
		t.Errorf("%q %v %v", text, ok, err)
	}
}

// A file that an import wrote is known as such until somebody edits it; line endings do not
// count.
func TestMarks(t *testing.T) {
	text := "---\ntitle: A\nsource: \"zk:a: b@0123456789\"\n---\n\nText\n"
	m, ok := importer.ReadMark([]byte(text))
	if !ok || m != (importer.Mark{Kind: "zk", ID: "a: b", Version: "0123456789"}) {
		t.Fatal(m, ok)
	}
	m.Version = importer.Version([]byte(text))
	if !m.Untouched([]byte(strings.ReplaceAll(text, "\n", "\r\n"))) || m.Untouched([]byte(text+"x")) {
		t.Error("edits are not told apart")
	}
	for _, none := range []string{"", "source: zk:a@0123456789", "---\nsource: a book\n---\n", "---\ntitle: x\n---\nsource: zk:a@0123456789\n"} {
		if m, ok := importer.ReadMark([]byte(none)); ok {
			t.Errorf("%q has %v", none, m)
		}
	}
}

// An export is known again by its name, whatever day its tool wrote into it (N1: a second import of
// the next day's dump is the same site).
func TestNameIsThatOfTheSource(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"answer_dump_data_2026-11-29.sql", "answer_dump_data"},
		{"guild-2026-11-29-101112-v20261101.tar.gz", "guild"},
		{"Guild Slack export Nov 1 2023 - Nov 29 2023.zip", "Guild Slack export"},
		{"Export-1b2c3d4e-0000-4000-8000-0123456789ab.zip", "Export"},
		{"Confluence-space-export-101112-3.html.zip", "Confluence-space-export"},
		{"vault (1).zip", "vault"},
		{"2026-11-29.jex", "2026-11-29"},
		{"backup20261129.zip", "backup20261129"},
		{"Team vault.zip", "Team vault"},
	} {
		if got := importer.NameOf(tt.name); got != tt.want {
			t.Errorf("%s: %q, not %q", tt.name, got, tt.want)
		}
	}
}
