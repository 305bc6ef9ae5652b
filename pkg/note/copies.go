package note

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// copyNames are how programs that keep folders the same name the second version of a file
// that was changed in two places.
var copyNames = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		// Dropbox, Nextcloud: "x (conflicted copy 2026-07-10)", "x (Ana's conflicted copy 2026-07-10)"
		// Obsidian Sync: "x (Conflicted copy laptop 202603121129)"
		regexp.MustCompile(`(?i)^(.+) \((?:[^()]*\s)?(?:conflicted copy|case conflict)[^()]*\)$`),
		regexp.MustCompile(`^(.+)\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]+)?$`), // Syncthing
		regexp.MustCompile(`^(.+)_conflict-\d{8}-\d{6}$`),                      // ownCloud
		regexp.MustCompile(`^(.+) \(SFConflict [^()]*\)$`),                     // Seafile
		regexp.MustCompile(`^(.+)\.[Cc]onflict(?:ed)?$`),                       // Resilio
	}
})

// CopyOf is the note whose second version a synchroniser put at an address. ok is false for
// every other address.
func CopyOf(a Address) (of Address, ok bool) {
	slug := a.Slug()
	if !strings.Contains(strings.ToLower(slug), "conflict") {
		return "", false
	}
	for _, name := range copyNames() {
		if m := name.FindStringSubmatch(slug); m != nil {
			return Address(strings.TrimPrefix(a.Topic()+"/"+m[1], "/")), true
		}
	}
	return "", false
}

// longestName is how many bytes a part of a path may have nearly everywhere.
const longestName = 255

// longestPath is how many characters of a path Windows takes, less what leads to a clone.
const longestPath = 200

// Unholdable says why some members' systems cannot hold a file of that path; "" when all can.
// What Windows refuses is the most: names of its devices, some characters, a dot or a space at
// the end, long paths.
func Unholdable(file string) string {
	for part := range strings.SplitSeq(file, "/") {
		switch stem, _, _ := strings.Cut(strings.ToLower(part), "."); {
		case strings.ContainsAny(part, `<>:"\|?*`) || strings.IndexFunc(part, func(r rune) bool { return r < ' ' }) >= 0:
			return `Windows takes none of < > : " \ | ? * in a name`
		case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
			return "Windows takes no name that ends in a dot or a space"
		case isDevice(stem):
			return "Windows has a device of that name"
		case len(part) > longestName:
			return "no system takes so long a name"
		case !utf8.ValidString(part):
			return "the name is not UTF-8"
		}
	}
	if utf8.RuneCountInString(file) > longestPath {
		return "the path is too long for Windows"
	}
	return ""
}

func isDevice(stem string) bool {
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (stem[:3] == "com" || stem[:3] == "lpt") && stem[3] >= '1' && stem[3] <= '9'
}

// SameName folds a path to what systems that do not tell case, or the two ways to write é,
// have of it: two files with one are one file there.
func SameName(file string) string {
	return strings.ToLower(composed(file))
}
