package pool

import "strings"

// Templates ask in HTML comments: "<!-- When does this help? -->". What is left
// unanswered is taken out before a note is written, together with headings that have
// nothing beneath them.

// prompts lists the HTML comments of a template.
func prompts(tmpl string) []string {
	var out []string
	for {
		start := strings.Index(tmpl, "<!--")
		if start < 0 {
			return out
		}
		end := strings.Index(tmpl[start:], "-->")
		if end < 0 {
			return out
		}
		out = append(out, tmpl[start:start+end+3])
		tmpl = tmpl[start+end+3:]
	}
}

// dropEmptySections removes headings that have neither text nor a deeper heading with
// text beneath them, and the blank lines they leave. Lines inside code fences are no
// headings.
//
// Example: "## Why\n\nBecause.\n\n## How\n\n" → "## Why\n\nBecause.\n".
func dropEmptySections(body string) string {
	lines := strings.Split(body, "\n")
	levels := headingLevels(lines)
	keep := make([]bool, len(lines))
	var open []int // headings above the current line, by index
	for i, line := range lines {
		if levels[i] > 0 {
			for len(open) > 0 && levels[open[len(open)-1]] >= levels[i] {
				open = open[:len(open)-1]
			}
			open = append(open, i)
			continue
		}
		keep[i] = true
		if strings.TrimSpace(line) != "" {
			for _, h := range open {
				keep[h] = true
			}
		}
	}
	return squeeze(lines, keep, levels)
}

// headingLevels gives the level of each line that is an ATX heading, else 0. The level
// one heading is the title and always stays.
func headingLevels(lines []string) []int {
	out := make([]int, len(lines))
	fence := ""
	for i, line := range lines {
		t := strings.TrimSpace(line)
		switch {
		case fence != "":
			if strings.HasPrefix(t, fence) {
				fence = ""
			}
		case strings.HasPrefix(t, "```"), strings.HasPrefix(t, "~~~"):
			fence = t[:3]
		default:
			n := len(t) - len(strings.TrimLeft(t, "#"))
			if n > 1 && n <= 6 && len(t) > n && t[n] == ' ' {
				out[i] = n
			}
		}
	}
	return out
}

// squeeze joins the kept lines; where a heading was dropped, one blank line remains of
// the blank lines around it.
func squeeze(lines []string, keep []bool, levels []int) string {
	var out []string
	dropped := false
	for i, line := range lines {
		if !keep[i] {
			dropped = dropped || levels[i] > 0
			continue
		}
		blank := strings.TrimSpace(line) == ""
		if blank && dropped && (len(out) == 0 || strings.TrimSpace(out[len(out)-1]) == "") {
			continue
		}
		if !blank {
			dropped = false
		}
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}
