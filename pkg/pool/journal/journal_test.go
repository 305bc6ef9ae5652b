package journal

import (
	"errors"
	"os"
	"testing"
	"time"
)

// The newest comes first, the tenth of a day before the second; a name is enough as far as it
// is unambiguous; nobody else may read the files.
func TestEntriesNewestFirst(t *testing.T) {
	day := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	j := At(t.TempDir()+"/journal", func() time.Time { return day })
	if all, err := j.Entries(); all != nil || err != nil {
		t.Errorf("before the first: %v, %v", all, err)
	}
	for range 10 {
		if _, err := j.Add("# A day\n\nmy words"); err != nil {
			t.Fatal(err)
		}
	}
	day = day.AddDate(0, 0, 1)
	last, err := j.Add("\n<!-- what went well? -->\n- the next day")
	if err != nil {
		t.Fatal(err)
	}
	all, err := j.Entries()
	if err != nil || len(all) != 11 || all[0] != (Entry{"2026-11-25", "the next day", day.Truncate(24 * time.Hour), last.File}) ||
		all[1].Name != "2026-11-24-10" || all[9].Name != "2026-11-24-2" || all[10].Name != "2026-11-24" {
		t.Errorf("%v, %v", all, err)
	}
	for typed, want := range map[string]string{"2026-11-25": "2026-11-25", "2026-11-24": "2026-11-24", "2026-11-24-3.md": "2026-11-24-3"} {
		if e, text, err := j.Read(typed); err != nil || e.Name != want || text == "" {
			t.Errorf("%s: %v, %q, %v", typed, e, text, err)
		}
	}
	for _, typed := range []string{"2026-11", "", "2025"} {
		if _, _, err := j.Read(typed); !errors.Is(err, ErrNoEntry) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if fi, err := os.Stat(last.File); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", fi, err)
	}
}
