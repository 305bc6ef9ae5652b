package pool

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/templates"
)

// foundingFiles are the first files of a pool.
func (p *Pool) foundingFiles(f Founding, me Member) map[string]string {
	files := map[string]string{
		charterPath:                             p.charterText(f, me),
		"practices/how-we-share/first-steps.md": firstSteps(p.nameOf(f), me, p.opt.now().UTC().Format("2006-01-02")),
		"README.md":                             readme(p.nameOf(f), f.Purpose),
		".github/workflows/cop.yml":             checkWorkflow,
	}
	if f.Site {
		pages := pagesFor(f.Remote)
		files[pages.path] = p.pagesText(pages)
	}
	for _, t := range []string{"practice", "story", "question", "decision", "event"} {
		if b, err := templates.FS.ReadFile(t + ".md"); err == nil {
			files["templates/"+t+".md"] = string(b)
		}
	}
	return files
}

// What a charter says until somebody says better.
const (
	purposeUnsaid  = "We do the same kind of work and learn from each other. This is where we keep what we find out."
	audienceUnsaid = "Everyone who does this work, whatever their title."
)

func (p *Pool) charterText(f Founding, me Member) string {
	lane, meetings, alone := "required", ", meetings: direct", ", alone: accept"
	if f.Direct {
		lane, meetings, alone = "direct", "", ""
	}
	who := f.Who
	if len(who) == 0 {
		who = []note.Handle{me.Handle}
	}
	stewards := make([]string, len(who))
	for i, h := range who {
		stewards[i] = string(h)
	}
	text := "---\n" +
		"title: " + yamlString("Charter of "+p.nameOf(f)) + "\n" +
		"type: charter\n" +
		"name: " + yamlString(p.nameOf(f)) + "\n" +
		"stage: prototype\n" +
		"review: {practices: " + lane + ", conversation: direct" + meetings + alone + "}\n" +
		"stewards: {\"**\": [" + strings.Join(stewards, ", ") + "]}\n" +
		"---\n\n# " + p.nameOf(f) + "\n\n"
	purpose := f.Purpose
	if purpose == "" {
		purpose = purposeUnsaid
	}
	audience := f.Audience
	if audience == "" {
		audience = audienceUnsaid
	}
	says := map[string]string{"purpose": purpose, "audience": audience}
	for name, said := range f.Says {
		if says[name] == "" {
			says[name] = said
		}
	}
	for _, part := range CharterParts() {
		if said := strings.TrimSpace(note.CleanText(says[part.Name])); said != "" {
			text += "## " + part.Heading + "\n\n" + said + "\n\n"
		}
	}
	return text +
		"## How we work\n\n" + howWeWork(f.Direct) +
		"\n## What we do not share\n\nSecrets, and anything that tells who a customer, patient or colleague is.\n"
}

// yamlString quotes a value so that any text is one YAML string.
func yamlString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(note.Clean(s)) + `"`
}

func howWeWork(direct bool) string {
	first := "- A practice is offered with `cop share`; one of the stewards reads it, kindly and soon.\n" +
		"- While there is only one of us, they let their own notes in; from the second member on a second pair of eyes does.\n"
	if direct {
		first = "- A practice goes to everyone with `cop share`. Whoever knows better improves it.\n"
	}
	return first +
		"- Questions, answers and reports go to everyone with `cop sync`.\n" +
		"- Whoever tried a practice says what happened, also when it failed.\n"
}

func firstSteps(name string, me Member, day string) string {
	return "---\n" +
		"title: First steps in this pool\n" +
		"description: What a new member does in the first ten minutes.\n" +
		"authors: [" + string(me.Handle) + "]\n" +
		"date: " + day + "\n" +
		"---\n\n# First steps in this pool\n\n" +
		"Welcome to " + name + ". Ten minutes, three steps:\n\n" +
		"1. Read the [charter](../charter.md): why we exist and what we do not share.\n" +
		"2. Look around: `cop list` shows everything, `cop find WORDS` finds it.\n" +
		"3. Write down one thing you had to find out the hard way: `cop til \"one line\"`, then `cop share`.\n\n" +
		"It need not be finished. A note that one other person can use is worth sharing; the rest comes with use.\n"
}

func readme(name, purpose string) string {
	if purpose == "" {
		purpose = "What we know about our work, kept by the people who do it."
	}
	return "# " + name + "\n\n" + purpose + "\n\n" +
		"The notes are in [practices](practices/). Start with the [charter](practices/charter.md)\n" +
		"and the [first steps](practices/how-we-share/first-steps.md).\n\n" +
		"Every note is plain markdown: read it here, in any editor, or in the terminal with\n" +
		"`cop join` and the address of this repository.\n"
}

const checkWorkflow = `# Checks notes, links and threads of this pool when somebody offers a change.
name: cop check
on: [pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with: {go-version: stable}
      - run: go run github.com/breakfast-table/cop/cmd/cop@latest check --format github
`
