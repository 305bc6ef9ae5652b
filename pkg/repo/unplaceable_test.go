package repo

import (
	"strings"
	"testing"
)

func TestUnplaceable(t *testing.T) {
	long := strings.Repeat("a", 256)
	for path, want := range map[string]string{
		"practices/a.md": "", "practices/ä ü.md": "", "practices/a/" + long[:255]: "", "practices/\xff.md": "",
		".git/config": reasonLeads, "practices/.GIT/hooks/x": reasonLeads, "practices/git~1": reasonLeads, "../x": reasonLeads, "a//b": reasonLeads, "practices/.gi\u200ct": reasonLeads,
		`practices/a\b.md`: reasonName, "practices/" + long: reasonLong, strings.Repeat("a/", 1800) + "x": reasonLong,
	} {
		if got := unplaceable(path, false); got != want {
			t.Errorf("%.40q: %q, want %q", path, got, want)
		}
	}
	for name, ok := range map[string]bool{
		"a.md": true, "con.md": false, "CON": false, "nul .txt": false, "com1.md": false, "lpt9": false, "com0": true, "com10.md": true, "command.md": true, "console.md": true,
		"a:b.md": false, "what?.md": false, "a. ": false, "a.": false, "a\tb": false, "a<b": false, "ä.md": true, "port.md": true,
	} {
		if got := unplaceable("practices/"+name, true) == ""; got != ok {
			t.Errorf("%q on Windows: %v", name, got)
		}
	}
}
