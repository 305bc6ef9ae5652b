package people

import (
	"bufio"
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// CodeOwners are the rules of a CODEOWNERS file, in which hosts keep who is answerable
// for which files. The zero value has none.
type CodeOwners []ownerRule

type ownerRule struct {
	section string // every section has its own last word; on Gitea a rule is one
	paths   *regexp.Regexp
	owners  []string // logins without @, e-mail addresses; teams (org/team) are left out
	except  bool     // Gitea's "!": the files that do not match
}

// ReadCodeOwners reads the file as its host does: Gitea and Forgejo write regular
// expressions of whole paths, and all that match count; GitHub and GitLab patterns like those
// of .gitignore. Lines that cannot be understood are left out.
//
//	practices/oncall/  @ana ben@example.org     everything below that folder
//	*.md               @cleo                    the last rule that matches counts
//	[Guild][2] @dora                            GitLab: a section with its own owners
func ReadCodeOwners(src []byte, expressions bool) CodeOwners {
	var out CodeOwners
	section, byDefault := "", []string(nil)
	lines := bufio.NewScanner(bytes.NewReader(src))
	for lines.Scan() {
		l := strings.TrimSpace(lines.Text())
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		if name, owners, ok := ownerSection(l); ok && !expressions {
			section, byDefault = name, owners
			continue
		}
		fields := ownerFields(l)
		if expressions {
			fields, section = expressionFields(l), l
		}
		if len(fields) == 0 {
			continue
		}
		rule := ownerRule{section: section, owners: ownerNames(fields[1:])}
		if len(fields) == 1 {
			rule.owners = byDefault
		}
		pattern := ownerPattern(fields[0])
		if expressions {
			pattern, rule.except = strings.CutPrefix(fields[0], "!")
			pattern = "^(?:" + strings.TrimPrefix(pattern, "/") + ")$"
		}
		var err error
		if rule.paths, err = regexp.Compile(pattern); err == nil {
			out = append(out, rule)
		}
	}
	return out
}

// ownerFields splits a line at blanks that no backslash keeps, and ends at a comment.
func ownerFields(l string) []string {
	const blank = "\x00"
	var out []string
	for _, f := range strings.Fields(strings.ReplaceAll(l, `\ `, blank)) {
		if strings.HasPrefix(f, "#") {
			break
		}
		out = append(out, strings.ReplaceAll(f, blank, " "))
	}
	return out
}

// expressionFields splits a line as Gitea does: a backslash keeps the sign after it, itself as
// well, and a comment begins anywhere.
func expressionFields(l string) []string {
	var out []string
	var field strings.Builder
	escaped := false
	for _, sign := range l {
		switch {
		case !escaped && sign == '\\':
			escaped = true
			continue
		case !escaped && sign == '#':
			return appendField(out, field.String())
		case !escaped && (sign == ' ' || sign == '\t'):
			out = appendField(out, field.String())
			field.Reset()
		default:
			field.WriteRune(sign)
		}
		escaped = false
	}
	return appendField(out, field.String())
}

func appendField(to []string, field string) []string {
	if field == "" {
		return to
	}
	return append(to, field)
}

// ownerSection reads GitLab's "[Name]", "^[Optional]" and "[Name][2] @default".
func ownerSection(l string) (name string, owners []string, ok bool) {
	l = strings.TrimPrefix(l, "^")
	rest, ok := strings.CutPrefix(l, "[")
	if !ok {
		return "", nil, false
	}
	name, rest, ok = strings.Cut(rest, "]")
	if _, after, counted := strings.Cut(rest, "]"); counted && strings.HasPrefix(rest, "[") {
		rest = after
	}
	return strings.ToLower(name), ownerNames(strings.Fields(rest)), ok
}

func ownerNames(fields []string) []string {
	var out []string
	for _, f := range fields {
		name, login := strings.CutPrefix(f, "@")
		if login && strings.Contains(name, "/") || !strings.Contains(f, "@") {
			continue
		}
		out = append(out, name)
	}
	return out
}

// ownerPattern makes a regular expression of a pattern: a slash before its end ties it to
// the root, * stays within a folder, ** does not, and what it names includes all below –
// except with * as the last part, which means the files of that folder only.
func ownerPattern(pattern string) string {
	var b strings.Builder
	if strings.Contains(strings.TrimSuffix(pattern, "/"), "/") {
		b.WriteString("^")
	} else {
		b.WriteString("(?:^|/)")
	}
	pattern = strings.TrimPrefix(pattern, "/")
	for i := 0; i < len(pattern); i++ {
		switch {
		case strings.HasPrefix(pattern[i:], "**/"):
			b.WriteString("(?:.*/)?")
			i += 2
		case strings.HasPrefix(pattern[i:], "**"):
			b.WriteString(".*")
			i++
		case pattern[i] == '*':
			b.WriteString("[^/]*")
		case pattern[i] == '?':
			b.WriteString("[^/]")
		default:
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		}
	}
	switch {
	case strings.HasSuffix(pattern, "/"):
	case strings.HasSuffix(pattern, "/*"):
		b.WriteString("$")
	default:
		b.WriteString("(?:/|$)")
	}
	return b.String()
}

// Of lists the owners of a file: those of the last rule that matches, in every section.
func (c CodeOwners) Of(path string) []string {
	last := map[string][]string{}
	var sections []string
	for _, r := range c {
		if r.paths.MatchString(path) == r.except {
			continue
		}
		if _, known := last[r.section]; !known {
			sections = append(sections, r.section)
		}
		last[r.section] = r.owners
	}
	var out []string
	for _, s := range sections {
		for _, owner := range last[s] {
			if !slices.Contains(out, owner) {
				out = append(out, owner)
			}
		}
	}
	return out
}
