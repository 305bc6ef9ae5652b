package importer

import "regexp"

// What tools write into the name of an export tells it from the one of the day before; it is the
// same source. Names of files and archives lose both kinds of marks, those of folders the first.
const (
	// exportMarks: Notion's "Export-1b2c…", Slack's "Guild Slack export Nov 1 2023 - Nov 29 2023",
	// Confluence's "Confluence-space-export-101112-3.html".
	exportMarks = `[-_ ]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}.*$|(?:(?i:(slack export)) |(Confluence-(?:space-)?export)-).*$`
	// dayMarks: "answer_dump_data_2026-11-29", "guild-2026-11-29-101112-v2026", a second download.
	dayMarks = `[-_ .]*\b\d{4}-?\d{2}-?\d{2}(?:\D.*)?$|_\d{4}-?\d{2}-?\d{2}(?:\D.*)?$| ?\(\d+\)$`
)

// steady is a name without such marks, or as it is where nothing would be left.
func steady(name, marks string) string {
	if short := regexp.MustCompile(marks).ReplaceAllString(name, "$1$2"); short != "" {
		return short
	}
	return name
}
