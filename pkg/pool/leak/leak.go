// Package leak finds in a text what looks like a secret that nobody should share: keys and
// tokens in the forms that their issuers document, and passwords by the look of them.
//
// It is pure: bytes in, findings out. It must not know what a pool is, nor what becomes of
// a finding.
package leak

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Leak is something in a file that looks like what nobody should share.
type Leak struct {
	Path string
	Line int    // 1-based
	Kind string // in words: "a private key"
	Hint string // its beginning, enough to find it, too little to use it
}

// Position is how the user names it: "practices/x.md:12".
func (s Leak) Position() string { return fmt.Sprintf("%s:%d", s.Path, s.Line) }

// rule recognises one kind of secret. When there is a group, it is the secret.
type rule struct {
	kind    string
	pattern string
	needs   []string // one of these is in all that the pattern matches, so that most texts cost one look
	guess   bool     // by the look of it: only what is random enough counts
	// gitleaks names the rules of gitleaks 8 that look for the same: what a community that
	// runs both need not look for twice. The services that only gitleaks knows, some 150, are
	// left to it.
	gitleaks string
}

// rules are the forms that issuers document, so that nothing has to be guessed, and
// two guesses. They follow the vendors' own pages, as of 2025: GitHub "About
// authentication", GitLab "Token overview", AWS IAM "unique identifiers", Slack "Token
// types", Stripe "API keys", Google Cloud "API keys", npm and PyPI "About access tokens",
// SendGrid "API keys", DigitalOcean "API tokens", Hugging Face "User access tokens",
// Anthropic and OpenAI "API keys", RFC 7468 (PEM), RFC 7519 (JWT), RFC 3986 (user
// information in an address).
var rules = [...]rule{
	{kind: "a private key", needs: []string{"PRIVATE KEY"}, gitleaks: "private-key", pattern: `-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----`},
	{kind: "an age key", needs: []string{"AGE-SECRET-KEY-1"}, gitleaks: "age-secret-key", pattern: `\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b`},
	{kind: "a GitHub token", needs: []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}, gitleaks: "github-pat github-oauth github-app-token github-refresh-token github-fine-grained-pat", pattern: `\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{60,})\b`},
	{kind: "a GitLab token", needs: []string{"glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "gloas-", "glagent-", "glimt-"}, gitleaks: "gitlab-pat gitlab-deploy-token gitlab-rrt gitlab-cicd-job-token gitlab-ptt gitlab-feed-token gitlab-scim-token gitlab-oauth-app-secret gitlab-kubernetes-agent-token gitlab-incoming-mail-token", pattern: `\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|oas|agent|imt)-[0-9A-Za-z_\-]{20,}`},
	{kind: "an AWS key id", needs: []string{"AKIA", "ASIA"}, gitleaks: "aws-access-token", pattern: `\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`},
	{kind: "a Slack token", needs: []string{"xox"}, gitleaks: "slack-bot-token slack-user-token slack-app-token slack-legacy-token slack-config-access-token", pattern: `\bxox[abeoprs]-[0-9A-Za-z\-]{10,}`},
	{kind: "a Slack webhook", needs: []string{"hooks.slack.com"}, gitleaks: "slack-webhook-url", pattern: `https://hooks\.slack\.com/services/T[0-9A-Z]+/B[0-9A-Z]+/[0-9A-Za-z]{20,}`},
	{kind: "a Stripe key", needs: []string{"_live_"}, gitleaks: "stripe-access-token", pattern: `\b(?:sk|rk)_live_[0-9A-Za-z]{20,}`},
	{kind: "a Google API key", needs: []string{"AIza"}, gitleaks: "gcp-api-key", pattern: `\bAIza[0-9A-Za-z_\-]{35}\b`},
	{kind: "an npm token", needs: []string{"npm_"}, gitleaks: "npm-access-token", pattern: `\bnpm_[0-9A-Za-z]{36}\b`},
	{kind: "a PyPI token", needs: []string{"pypi-AgE"}, gitleaks: "pypi-upload-token", pattern: `\bpypi-AgE[0-9A-Za-z_\-]{50,}`},
	{kind: "a SendGrid key", needs: []string{"SG."}, gitleaks: "sendgrid-api-token", pattern: `\bSG\.[0-9A-Za-z_\-]{22}\.[0-9A-Za-z_\-]{43}\b`},
	{kind: "a DigitalOcean token", needs: []string{"_v1_"}, gitleaks: "digitalocean-access-token digitalocean-pat digitalocean-refresh-token", pattern: `\bdo[opr]_v1_[0-9a-f]{64}\b`},
	{kind: "a Hugging Face token", needs: []string{"hf_"}, gitleaks: "huggingface-access-token huggingface-organization-api-token", pattern: `\bhf_[0-9A-Za-z]{34,}\b`},
	{kind: "an Anthropic key", needs: []string{"sk-ant-"}, gitleaks: "anthropic-api-key anthropic-admin-api-key", pattern: `\bsk-ant-[0-9A-Za-z_\-]{24,}`},
	{kind: "an OpenAI key", needs: []string{"sk-"}, gitleaks: "openai-api-key", pattern: `\bsk-(?:proj-|svcacct-)?[0-9A-Za-z_\-]{40,}`},
	{kind: "a web token", needs: []string{"eyJ"}, gitleaks: "jwt", pattern: `\beyJ[0-9A-Za-z_\-]{10,}\.eyJ[0-9A-Za-z_\-]{10,}\.[0-9A-Za-z_\-]{16,}`},
	{kind: "a password in an address", needs: []string{"://"}, pattern: `\b[a-zA-Z][a-zA-Z0-9+.\-]*://[^\s/:@"'<>]+:([^\s/@"'<>]{6,})@[0-9A-Za-z]`, guess: true},
	{kind: "a password or key", gitleaks: "generic-api-key", pattern: `(?i)\b[a-z0-9_\-]*(?:passw(?:or)?d|passwd|secret|token|api[_\-]?key|access[_\-]?key|private[_\-]?key|client[_\-]?secret)["']?\s*(?::=|=>|[:=])\s*["']?([0-9A-Za-z+/_.~\-]{16,}={0,2})`, guess: true},
}

var compiled = sync.OnceValue(func() []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, r := range rules {
		out = append(out, regexp.MustCompile(r.pattern))
	}
	return out
})

// mostScanned is how much of a file is looked at: secrets are pasted into notes, not into
// big files.
const mostScanned = 4 << 20

// Find lists what looks like a secret in the text now and is on no line of before, which is
// what others have already. There is one finding a line at most, in the order of lines.
// Files with a NUL byte are pictures and the like, and have none; of others the first 4 MiB
// are looked at.
func Find(path string, before, now []byte) []Leak {
	now = now[:min(len(now), mostScanned)]
	if bytes.IndexByte(now, 0) >= 0 {
		return nil
	}
	var out []Leak
	for i, re := range compiled() {
		for _, m := range rules[i].matches(re, now) {
			from, to := m[0], m[1]
			if len(m) > 2 && m[2] >= 0 {
				from, to = m[2], m[3]
			}
			value := string(now[from:to])
			if isPlaceholder(value) || rules[i].guess && (!looksRandom(value) || reference().MatchString(value)) || isKnownLine(before, now, from) {
				continue
			}
			s := Leak{Path: path, Line: 1 + bytes.Count(now[:from], []byte("\n")), Kind: rules[i].kind, Hint: masked(value)}
			if !slices.ContainsFunc(out, func(o Leak) bool { return o.Line == s.Line }) {
				out = append(out, s)
			}
		}
	}
	out = append(out, spokenOf(path, before, now, out)...)
	slices.SortFunc(out, func(a, b Leak) int { return a.Line - b.Line })
	return out
}

// matches are those of a rule. A guess is only tried where its words stand: its pattern can
// begin anywhere, which makes it the dearest of all by far.
func (r *rule) matches(re *regexp.Regexp, text []byte) [][]int {
	switch {
	case r.needs != nil && !slices.ContainsFunc(r.needs, func(s string) bool { return bytes.Contains(text, []byte(s)) }):
		return nil
	case !r.guess:
		return re.FindAllSubmatchIndex(text, -1)
	}
	var out [][]int
	places := named(text)
	if r.needs != nil {
		places = logins(text)
	}
	done := 0
	for _, at := range places {
		if at < done {
			continue
		}
		from := bytes.LastIndexByte(text[:max(at-mostGap, 0)], '\n') + 1
		to := len(text)
		if end := bytes.IndexByte(text[min(at+mostValue, len(text)):], '\n'); end >= 0 {
			to = min(at+mostValue, len(text)) + end
		}
		for _, m := range re.FindAllSubmatchIndex(text[from:to], -1) {
			for k := range m {
				if m[k] >= 0 {
					m[k] += from
				}
			}
			out = append(out, m)
		}
		done = to
	}
	return out
}

// mostGap is how far before a colon its word may begin.
const mostGap = 96

// mostValue is how far behind its name, at least, a value is looked for: as far as a key is
// long, and over the end of the line.
const mostValue = 512

// logins are the places of :// in front of what has an @ before it ends.
func logins(text []byte) []int {
	var out []int
	for at := 0; ; at += len("://") {
		i := bytes.Index(text[at:], []byte("://"))
		if i < 0 {
			return out
		}
		at += i
		rest := text[at+len("://"):]
		end := bytes.IndexAny(rest, " \t\r\n\f\v\"'<>/")
		if end < 0 {
			end = len(rest)
		}
		if bytes.IndexByte(rest[:end], '@') >= 0 {
			out = append(out, at)
		}
	}
}

// named are the places at which something that is called a secret is given a value: the end
// of such a word, perhaps a quote and space, and then a colon or an equals sign.
func named(text []byte) []int {
	var out []int
	for at, c := range text {
		if c != ':' && c != '=' {
			continue
		}
		before := bytes.TrimRight(text[max(at-64, 0):at], " \t\r\n\f\v")
		before = bytes.TrimRight(before[max(len(before)-8, 0):], `"'`)
		for _, word := range []string{"password", "passwd", "secret", "token", "key"} {
			if n := len(before) - len(word); n >= 0 && bytes.EqualFold(before[n:], []byte(word)) {
				out = append(out, at)
			}
		}
	}
	return out
}

// spokenOf lists what words call a secret, on lines that have no finding yet.
func spokenOf(path string, before, now []byte, known []Leak) []Leak {
	var out []Leak
	n, at := 0, 0
	for line := range bytes.Lines(now) {
		n++
		from := at
		at += len(line)
		kind, value, ok := speaks(strings.TrimRight(string(line[:min(len(line), longestLine)]), "\r\n"))
		if !ok || isKnownLine(before, now, from) || slices.ContainsFunc(known, func(l Leak) bool { return l.Line == n }) {
			continue
		}
		out = append(out, Leak{Path: path, Line: n, Kind: kind, Hint: masked(value)})
	}
	return out
}

// longestLine is how much of a line is read for words: people write shorter ones.
const longestLine = 4 << 10

// isKnownLine reports whether the line at an offset is in the other text, too.
func isKnownLine(before, now []byte, at int) bool {
	from := bytes.LastIndexByte(now[:at], '\n') + 1
	line, _, _ := bytes.Cut(now[from:], []byte("\n"))
	return len(before) > 0 && bytes.Contains(before, line)
}

// masked is the beginning of a secret.
func masked(s string) string {
	if strings.HasPrefix(s, "-----") {
		return strings.Trim(s, "-")
	}
	return strings.ToValidUTF8(s[:min(len(s)/4, 6)], "") + "…"
}

// isPlaceholder recognises what stands for a secret in instructions: EXAMPLE, xxxx,
// your-token, $TOKEN.
func isPlaceholder(s string) bool {
	low := strings.ToLower(s)
	for _, word := range []string{"example", "xxxx", "your-", "your_", "yourtoken", "changeme", "change-me", "placeholder", "redacted", "dummy", "supersecure", "supersecret", "super_s3cr3t", "****", "...", "123456789"} {
		if strings.Contains(low, word) {
			return true
		}
	}
	if plain, err := base64.StdEncoding.DecodeString(s); err == nil && bytes.Contains(plain, []byte(":password")) {
		return true // of HTTP's basic authentication, in instructions
	}
	return entropy(s) < 2.5 && !strings.HasPrefix(s, "-----")
}

// looksRandom tells a generated secret from words: it mixes letters and digits and its
// entropy (Shannon, in bits a character, over the string itself) is that of no word. Example:
// "correct-horse-battery" has 3.4 bits but no digit; "9fK2mQ7xLp0RvT3z" has 4.0 and both.
func looksRandom(s string) bool {
	letters := strings.ContainsFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
	digits := strings.ContainsFunc(s, func(r rune) bool { return r >= '0' && r <= '9' })
	if !letters || !digits {
		return false
	}
	return entropy(s) >= 3
}

func entropy(s string) float64 {
	counts := map[byte]int{}
	for i := range len(s) {
		counts[s[i]]++
	}
	var bits float64
	for _, n := range counts {
		share := float64(n) / float64(len(s))
		bits -= share * math.Log2(share)
	}
	return bits
}
