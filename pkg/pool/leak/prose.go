package leak

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// The guesses below follow what people write rather than what issuers document: the words
// of OWASP's "Secrets Management Cheat Sheet" and of gitleaks' rule generic-api-key, with
// those of other languages; gitleaks' curl-auth-user and curl-auth-header for commands that
// were pasted. What counts as a value is decided by the functions here and measured on the
// shapes of prose_test.go and on folders of ordinary notes.
const (
	passwordWords = `pass ?words?|passw(?:or)?t|passwd|pass ?phrase|pwd|pw|kennwort|mot de passe|contrase[ñn]a|senha|wachtwoord|lösenord|hasło|пароль|密码|口令|パスワード|비밀번호`
	tokenWords    = `secret|token|api[ _-]?key|access[ _-]?key|client[ _-]?secret|auth[ _-]?key|credentials?`
	joins         = `["'` + "`" + `*_]*\s*(?:=>|:=|[:=：]|\|)[*_]*\s*["'` + "`" + `*_]*`
	says          = `(?: (?:for|of|to|für|von|pour|de|para) [\pL\pN ._-]{1,30})? +(?:is|ist|lautet|est|es|is now|ist jetzt):? +["'` + "`" + `*_]*`
	value         = `([^\s|"'<>` + "`" + `\[\](){},;*]+)(.?)`
	before        = `(?i)(?:^|[^\pL])(?:`
)

// spoken is a guess made by words around a value.
type spoken struct {
	kind    string
	pattern string
	accepts func(value string) bool
}

// spokenRules are in the order in which they are tried on a line.
var spokenRules = [...]spoken{
	{"a password", before + passwordWords + `)` + joins + value, likePassword},
	{"a password", before + passwordWords + `)` + says + value, likePassword},
	{"a key or token", before + tokenWords + `)` + joins + value, likeToken},
	{"a password in a command", `\bcurl\b[^\n]*?\s(?:-u|--user)[ =]["']?[^\s:"']+:([^\s"'@]{6,})(.?)`, likePassword},
	{"a token in a command", `(?i)\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+([\w.~+/=-]{12,})(.?)`, likeToken},
}

var compiledSpoken = sync.OnceValue(func() []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, r := range spokenRules {
		out = append(out, regexp.MustCompile(r.pattern))
	}
	return out
})

// mayMatch reports, for lines of ASCII, whether a spoken rule has any of its words on a line in
// lower case; what it says of the rules is what their patterns say.
func mayMatch(rule int, low string) bool {
	switch rule {
	case 0:
		return hasAny(low, passwordHints) && strings.ContainsAny(low, ":=|")
	case 1:
		return hasAny(low, passwordHints) && hasAny(low, []string{" is", " lautet", " est", " es"})
	case 2:
		return hasAny(low, tokenHints) && strings.ContainsAny(low, ":=|")
	case 3:
		return strings.Contains(low, "curl") && strings.Contains(low, "-u")
	}
	return strings.Contains(low, "authorization")
}

var (
	passwordHints = []string{"pass", "pwd", "pw", "kennwort", "mot de", "contrase", "senha", "wachtwoord"}
	tokenHints    = []string{"secret", "token", "key", "credential"}
)

func hasAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// speaks finds the first value on a line that its words call a secret.
func speaks(line string) (kind, value string, ok bool) {
	ascii, low := isASCII(line), strings.ToLower(line)
	for i := range spokenRules {
		if ascii && !mayMatch(i, low) {
			continue
		}
		for _, m := range compiledSpoken()[i].FindAllStringSubmatch(line, -1) {
			v := strings.TrimRight(m[1], ".:!?")
			if len(v) < len(m[1])-1 || strings.HasSuffix(m[1], "!") {
				v = m[1] // "Summer2024!" is one, "hunter22." is the end of a sentence
			}
			if !strings.ContainsAny(m[2], "([{") && !isPlaceholder(v) && spokenRules[i].accepts(v) {
				return spokenRules[i].kind, v, true
			}
		}
	}
	return "", "", false
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// likePassword accepts what a person would make up: six characters or more, with letters
// and something that is none, that is not the name of a thing.
func likePassword(v string) bool {
	if len(v) < 6 || len(v) > 128 || isExpression(v) || isName(v) {
		return false
	}
	letters := strings.ContainsFunc(v, unicode.IsLetter)
	digits := strings.ContainsFunc(withoutTerms(v), unicode.IsDigit)
	signs := strings.ContainsAny(strings.TrimRight(v, "!?"), "!@#^&+~$")
	return letters && (digits || signs)
}

// likeToken accepts what a machine would make up, if shorter than what issuers document.
func likeToken(v string) bool {
	return len(v) >= 10 && likePassword(v) && !strings.ContainsAny(v, "@#&$") && looksMixed(withoutTerms(v)) && entropy(v) >= 2.8
}

// looksMixed reports digits among letters, not just after them: "abc123def456", not "node12".
func looksMixed(v string) bool {
	changes := 0
	for i := 1; i < len(v); i++ {
		if isDigit(v[i]) != isDigit(v[i-1]) {
			changes++
		}
	}
	return changes >= 3
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// shapes of values that stand for something else.
var (
	expression = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^[$%{<(/~.&\\#@-]|://|\$\(|\$\{|\{\{|%[sdv]|::|->|\bos\.|\benv\b|^\d+[a-z]+$|^\d|^v?\d+(?:\.\d+)+|^[\w.+-]+@[\w-]+\.[\w.]+$`)
	})
	// name is words, numbers and dots joined by lines: prod-db-2, secret.yaml, API_KEY_2.
	name = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d+)(?:[-_./:\\](?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d+))+$|^[\w-]+\.[a-z]{2,5}\d?$|^[A-Za-z_][\w]*\.[A-Za-z_][\w.]*$|^[A-Z][A-Z0-9_]+$|^[\w.-]+(?:/[\w.-]+)+(?:#\w+)?$`)
	})
	// terms are words of the trade with a digit in them.
	terms = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)base64|base32|sha-?\d+|md5|utf-?\d+|oauth2?|bcrypt2?|argon2i?d?|pbkdf2|ed25519|secp\w+|rsa-?\d*|aes-?\d+|k8s|x509|es\d{3}|hs\d{3}|rs\d{3}|1password|2fa|mfa|ec2|s3|i18n|a11y|l10n|http2?|ipv[46]|python[23]?|php\d?|win32|x86|log4j|neo4j|h2|v\d+|e2e|p12|pkcs\d*`)
	})
)

// reference is a value of a program: config.db2.password.
var reference = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-z_]\w*(?:\.[a-z_]\w*)+$`)
})

// isExpression recognises code, paths, addresses, numbers with a unit and mail addresses.
// A value that begins with a digit is one only when nothing else is left of it.
func isExpression(v string) bool {
	if isDigit(v[0]) && looksMixed(v) && !strings.ContainsAny(v, "./:-") {
		return false
	}
	return expression().MatchString(v)
}

func isName(v string) bool { return name().MatchString(v) }

func withoutTerms(v string) string { return terms().ReplaceAllString(v, "") }
