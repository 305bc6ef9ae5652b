package repo

import (
	"fmt"
	"strings"
)

// configLine is one line of a git configuration: Key is
// "section.subsection.name" with section and name in lower case. Bare tells a
// name without "=", which git reads as true.
type configLine struct {
	Key, Value string
	Bare       bool
	// where the line is in its text, from the first byte of the name to behind
	// the last byte of the value, line break excluded
	start, end int
	// behind the section header this setting stands under
	header int
}

// configText reads git's configuration syntax.
type configText struct {
	src     string
	pos     int
	section string
	header  int
	// where each section's lines end, to add to it
	sections map[string]int
}

// parseConfig reads a configuration file. Sections maps each section, by the
// beginning of its keys, to the end of its last line.
func parseConfig(src string) (list []configLine, sections map[string]int, err error) {
	t := &configText{src: src, sections: map[string]int{}}
	if strings.HasPrefix(src, "\ufeff") {
		t.pos = len("\ufeff")
	}
	for t.pos < len(src) {
		switch c := src[t.pos]; {
		case c == '\n' || c == '\r' || c == ' ' || c == '\t':
			t.pos++
		case c == '#' || c == ';':
			t.skipLine()
		case c == '[':
			err = t.readHeader()
		default:
			var s configLine
			s, err = t.readSetting()
			list = append(list, s)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", 1+strings.Count(src[:t.pos], "\n"), err)
		}
	}
	return list, t.sections, nil
}

func (t *configText) skipLine() {
	if i := strings.IndexByte(t.src[t.pos:], '\n'); i >= 0 {
		t.pos += i
		return
	}
	t.pos = len(t.src)
}

// readHeader reads [section], [section "sub"] or the old [section.sub].
func (t *configText) readHeader() error {
	start := t.pos + 1
	i := start
	for i < len(t.src) && t.src[i] != ']' && t.src[i] != '"' && t.src[i] != '\n' {
		i++
	}
	name := strings.ToLower(strings.TrimSpace(t.src[min(start, len(t.src)):i]))
	if i < len(t.src) && t.src[i] == '"' {
		sub, next, ok := quotedName(t.src, i+1)
		if !ok {
			return fmt.Errorf("unfinished section name")
		}
		name += "." + sub
		i = next
	}
	if i >= len(t.src) || t.src[i] != ']' || name == "" {
		return fmt.Errorf("unreadable section name")
	}
	t.section, t.pos = name, i+1
	t.header = t.pos
	t.sections[name] = t.pos
	return nil
}

// quotedName reads a subsection up to its closing quote and returns where it ended.
func quotedName(src string, i int) (name string, next int, ok bool) {
	var b strings.Builder
	for ; i < len(src) && src[i] != '\n'; i++ {
		switch {
		case src[i] == '"':
			return b.String(), i + 1, true
		case src[i] == '\\' && i+1 < len(src):
			i++
		}
		b.WriteByte(src[i])
	}
	return "", i, false
}

// readSetting reads name [= value].
func (t *configText) readSetting() (configLine, error) {
	start := t.pos
	for t.pos < len(t.src) && isNameByte(t.src[t.pos]) {
		t.pos++
	}
	if t.pos == start || t.section == "" {
		return configLine{}, fmt.Errorf("unreadable setting")
	}
	s := configLine{Key: t.section + "." + strings.ToLower(t.src[start:t.pos]), start: start, header: t.header}
	t.skipBlanks()
	if t.pos < len(t.src) && t.src[t.pos] == '=' {
		t.pos++
		t.skipBlanks()
		var err error
		if s.Value, err = t.readValue(); err != nil {
			return s, err
		}
	} else {
		s.Bare, s.Value = true, "true"
		t.skipLine()
	}
	s.end = t.pos
	t.sections[t.section] = t.pos
	return s, nil
}

func isNameByte(c byte) bool {
	return c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func (t *configText) skipBlanks() {
	for t.pos < len(t.src) && (t.src[t.pos] == ' ' || t.src[t.pos] == '\t') {
		t.pos++
	}
}

// readValue reads a value: quotes, escapes, a comment behind it, lines
// continued with a backslash, and outer blanks dropped.
func (t *configText) readValue() (string, error) {
	var b strings.Builder
	keep, quoted := 0, false // keep: length up to the last byte that is no outer blank
	for ; t.pos < len(t.src); t.pos++ {
		c := t.src[t.pos]
		switch {
		case c == '\n':
			if quoted {
				return "", fmt.Errorf("unfinished quoted value")
			}
			return strings.TrimSuffix(b.String()[:keep], "\r"), nil
		case !quoted && (c == '#' || c == ';'):
			t.skipLine()
			return b.String()[:keep], nil
		case c == '"':
			quoted = !quoted
			keep = b.Len()
		case c == '\\':
			t.pos++
			if err := t.escape(&b); err != nil {
				return "", err
			}
			keep = b.Len()
		default:
			b.WriteByte(c)
			if quoted || c != ' ' && c != '\t' {
				keep = b.Len()
			}
		}
	}
	if quoted {
		return "", fmt.Errorf("unfinished quoted value")
	}
	return b.String()[:keep], nil
}

// escape reads what stands behind a backslash.
func (t *configText) escape(b *strings.Builder) error {
	rest := t.src[min(t.pos, len(t.src)):]
	switch {
	case strings.HasPrefix(rest, "\n"):
	case strings.HasPrefix(rest, "\r\n"):
		t.pos++
	case strings.HasPrefix(rest, "n"):
		b.WriteByte('\n')
	case strings.HasPrefix(rest, "t"):
		b.WriteByte('\t')
	case strings.HasPrefix(rest, "b"):
		b.WriteByte('\b')
	case strings.HasPrefix(rest, `"`), strings.HasPrefix(rest, `\`):
		b.WriteByte(rest[0])
	default:
		return fmt.Errorf("unknown escape in a value")
	}
	return nil
}

// editConfig returns src with the last value of key replaced, or a line added to
// its section, or the section added. Every other byte stays.
func editConfig(src, key, value string) (string, error) {
	list, sections, err := parseConfig(src)
	if err != nil {
		return "", err
	}
	section, name := key[:strings.LastIndexByte(key, '.')], key[strings.LastIndexByte(key, '.')+1:]
	line := name + " = " + quoteValue(value)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Key == key {
			return src[:list[i].start] + line + src[list[i].end:], nil
		}
	}
	if at, ok := sections[section]; ok {
		return src[:at] + "\n\t" + line + src[at:], nil
	}
	if src != "" && !strings.HasSuffix(src, "\n") {
		src += "\n"
	}
	return src + sectionHeader(section) + "\n\t" + line + "\n", nil
}

func sectionHeader(section string) string {
	name, sub, ok := strings.Cut(section, ".")
	if !ok {
		return "[" + name + "]"
	}
	return "[" + name + ` "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(sub) + `"]`
}

func quoteValue(v string) string {
	v = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(v)
	if strings.ContainsAny(v, "#;") || strings.TrimSpace(v) != v {
		return `"` + v + `"`
	}
	return v
}
