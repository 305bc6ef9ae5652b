package people

import (
	"slices"
	"testing"
)

func TestCodeOwners(t *testing.T) {
	const github = `# who answers for what
*                     @everybody @guild/team
*.png                 @painter
practices/oncall/     @ana ben@example.org # and nobody else
/practices/deploy/*   @cleo
practices/**/old.md   @dora
practices/nobody/
`
	const gitlab = `* @all
[Notes] @guild
practices/
practices/oncall/ @ana
^[Pictures][2] @painter
*.png
`
	const gitea = `practices/oncall/.* @ana
!practices/.* @others
practices/(a|b)\.md @ben @guild/team
practices/[ @broken
`
	// As the host's manual writes it; what it asks for was seen on Gitea 1.26.0.
	const giteaAll = `practices/.* @cleo
.*\\.md @ben # of all pages
/talks/.*\\.txt @dora
talks/to\ do @eve @eve
`
	for _, tt := range []struct {
		name, file  string
		expressions bool
		path        string
		want        []string
	}{
		{"the last rule counts", github, false, "practices/oncall/x/y.md", []string{"ana", "ben@example.org"}},
		{"anything", github, false, "templates/review.md", []string{"everybody"}},
		{"a name anywhere", github, false, "practices/kitchen/tea.png", []string{"painter"}},
		{"files of a folder", github, false, "practices/deploy/x.md", []string{"cleo"}},
		{"but not below", github, false, "practices/deploy/deep/x.md", []string{"everybody"}},
		{"any number of folders", github, false, "practices/a/b/old.md", []string{"dora"}},
		{"no folder", github, false, "practices/old.md", []string{"dora"}},
		{"nobody", github, false, "practices/nobody/x.md", nil},
		{"not a longer name", github, false, "practices/oncall-two/x.md", []string{"everybody"}},
		{"a section's own", gitlab, false, "practices/x.md", []string{"all", "guild"}},
		{"the last of each section", gitlab, false, "practices/oncall/x.png", []string{"all", "ana", "painter"}},
		{"expressions", gitea, true, "practices/oncall/x.md", []string{"ana"}},
		{"expressions of the whole path", gitea, true, "practices/a.md", []string{"ben"}},
		{"not", gitea, true, "README.md", []string{"others"}},
		{"each rule that matches counts", giteaAll, true, "practices/tea.md", []string{"cleo", "ben"}},
		{"from the root", giteaAll, true, "talks/tea.txt", []string{"dora"}},
		{"a backslash before each sign", giteaAll, true, "practices/teaXmd", []string{"cleo"}},
		{"a blank in a name", giteaAll, true, "talks/to do", []string{"eve"}},
		{"none", "", false, "practices/x.md", nil},
	} {
		if got := ReadCodeOwners([]byte(tt.file), tt.expressions).Of(tt.path); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s belongs to %q, want %q", tt.name, tt.path, got, tt.want)
		}
	}
}
