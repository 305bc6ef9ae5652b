package site

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Colouring is most of what a page of code costs: chroma tries some twenty patterns at every
// place. What most code is written in is told apart by comments, strings, numbers and the
// words of the language, which one walk over the text finds; chroma reads all else.

// dialect is what one walk has to know about a language. The zero value knows nothing.
type dialect struct {
	line     []string    // what begins a comment up to the end of the line
	block    [][2]string // what begins and ends a comment
	quotes   string      // one each; a backslash escapes, and a line ends them, but not `
	triple   bool        // """ and ''' begin strings over several lines
	words    string      // keywords
	types    string      // types, constants and what is built in
	keys     bool        // name: and name = are told apart
	variable bool        // $name and ${name}
	anyCase  bool        // of words
}

var cLike = dialect{line: []string{"//"}, block: [][2]string{{"/*", "*/"}}, quotes: "\"'"}

func (d dialect) with(words, types string) dialect {
	d.words, d.types = words, types
	return d
}

func (d dialect) quoted(quotes string) dialect {
	d.quotes = quotes
	return d
}

var dialects = map[string]dialect{
	"go": cLike.quoted("\"'`").with("break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var",
		"any bool byte comparable complex64 complex128 error false float32 float64 int int8 int16 int32 int64 iota nil rune string true uint uint8 uint16 uint32 uint64 uintptr append cap clear close copy delete len make max min new panic print println recover"),
	"c": cLike.with("break case const continue default do else enum extern for goto if inline register restrict return sizeof static struct switch typedef union volatile while #include #define #if #ifdef #ifndef #else #endif #pragma",
		"bool char double float int long short signed unsigned void size_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t NULL true false"),
	"cpp": cLike.with("auto break case catch class const constexpr continue default delete do else enum explicit extern for friend goto if inline namespace new noexcept operator private protected public return sizeof static struct switch template this throw try typedef typename union using virtual volatile while #include #define #if #ifdef #ifndef #else #endif #pragma",
		"bool char double float int long short signed unsigned void size_t nullptr true false std string vector"),
	"java": cLike.with("abstract assert break case catch class const continue default do else enum extends final finally for if implements import instanceof interface native new package private protected public record return static super switch synchronized this throw throws transient try var void volatile while",
		"boolean byte char double float int long short true false null String Object Integer List Map"),
	"javascript": cLike.quoted("\"'`").with("async await break case catch class const continue debugger default delete do else export extends finally for from function get if import in instanceof let new of return set static super switch this throw try typeof var void while with yield",
		"true false null undefined NaN Infinity Array Boolean Date Error JSON Map Math Number Object Promise RegExp Set String console document window"),
	"typescript": cLike.quoted("\"'`").with("abstract as async await break case catch class const continue declare default delete do else enum export extends finally for from function get if implements import in infer instanceof interface is keyof let namespace new of private protected public readonly return satisfies set static super switch this throw try type typeof var void while yield",
		"any bigint boolean never null number object string symbol true false undefined unknown Array Map Promise Record Set"),
	"rust": cLike.quoted("\"").with("as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return self static struct super trait type unsafe use where while",
		"bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize String Vec Option Some None Result Ok Err Box true false Self"),
	"python": {line: []string{"#"}, quotes: "\"'", triple: true, words: "and as assert async await break class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield",
		types: "False None True bool bytes dict float int list object self set str tuple type len range print open super"},
	"ruby": {line: []string{"#"}, quotes: "\"'", words: "alias and begin break case class def defined? do else elsif end ensure for if in module next not or redo require rescue retry return self super then undef unless until when while yield",
		types: "nil true false puts attr_reader attr_writer attr_accessor Array Hash String"},
	"bash": {line: []string{"#"}, quotes: "\"'`", variable: true, words: "if then else elif fi for while until do done case esac in function select time return exit local export readonly declare set unset shift trap source",
		types: "alias cat cd chmod chown cp curl cut date echo env eval exec find git grep head kill ls mkdir mv printf read rm sed sleep sort ssh sudo tail tar tee test touch tr true false wc xargs"},
	"sql": {line: []string{"--"}, block: [][2]string{{"/*", "*/"}}, quotes: "\"'", anyCase: true,
		words: "add all alter and as asc begin between by case check column commit constraint create cross database default delete desc distinct drop else end exists explain foreign from full group having if in index inner insert into is join key left like limit not null offset on or order outer primary references returning right rollback select set table then to transaction trigger union unique update using values view when where with",
		types: "bigint boolean bytea char date decimal double float int integer json jsonb numeric real serial smallint text time timestamp timestamptz uuid varchar true false count sum avg min max coalesce now"},
	"json": {quotes: "\"", types: "true false null"},
	"yaml": {line: []string{"#"}, quotes: "\"'", keys: true, types: "true false null yes no on off"},
	"toml": {line: []string{"#"}, quotes: "\"'", triple: true, keys: true, types: "true false"},
}

// other names of languages.
var dialectNames = map[string]string{
	"golang": "go", "h": "c", "c++": "cpp", "cc": "cpp", "cxx": "cpp", "hpp": "cpp", "js": "javascript", "mjs": "javascript", "jsx": "javascript", "node": "javascript",
	"ts": "typescript", "tsx": "typescript", "rs": "rust", "py": "python", "python3": "python", "rb": "ruby", "sh": "bash", "shell": "bash", "zsh": "bash",
	"ksh": "bash", "postgresql": "sql", "postgres": "sql", "mysql": "sql", "plpgsql": "sql", "sqlite": "sql", "jsonc": "json", "json5": "json", "yml": "yaml",
}

// scanner colours text in one dialect.
type scanner struct {
	dialect
	class map[string]string // of words
	out   strings.Builder
	plain int // where text that is not coloured begins
	text  string
}

// scannerFor is the scanner of a language; nil for one that is left to chroma.
func scannerFor(language string) *scanner {
	name := strings.ToLower(language)
	if known, ok := dialectNames[name]; ok {
		name = known
	}
	d, ok := dialects[name]
	if !ok {
		return nil
	}
	s := &scanner{dialect: d, class: map[string]string{}}
	for _, w := range strings.Fields(d.types) {
		s.class[w] = "t"
	}
	for _, w := range strings.Fields(d.words) {
		s.class[w] = "k"
	}
	return s
}

// colour is the text as HTML. Cost: one look at each byte, and a few where something begins.
func (s *scanner) colour(text string) string {
	s.text, s.plain = text, 0
	s.out.Reset()
	s.out.Grow(len(text) * 2)
	for at := 0; at < len(text); {
		class, end := s.at(at)
		if class != "" {
			s.flush(at)
			s.out.WriteString(`<i class="` + class + `">` + html.EscapeString(text[at:end]) + "</i>")
			s.plain = end
		}
		at = end
	}
	s.flush(len(text))
	return s.out.String()
}

func (s *scanner) flush(to int) {
	s.out.WriteString(html.EscapeString(s.text[s.plain:to]))
}

// at is what begins at a place, "" for nothing that is coloured, and where it ends.
func (s *scanner) at(i int) (class string, end int) {
	rest := s.text[i:]
	if end := s.comment(i); end > 0 {
		return "c", i + end
	}
	switch c := rest[0]; {
	case strings.IndexByte(s.quotes, c) >= 0:
		return "s", i + s.quoteLength(rest)
	case c == '$' && s.variable:
		return "t", i + 1 + variableLength(rest[1:])
	case c >= '0' && c <= '9':
		return "t", i + spanOf(rest, isNumber)
	case c == '#' && s.class["#include"] != "":
		n := 1 + spanOf(rest[1:], isWordByte)
		return s.class[rest[:n]], i + n
	case isWordByte(c) || c >= utf8.RuneSelf:
		return s.word(i, spanOf(rest, func(c byte) bool { return isWordByte(c) || c >= utf8.RuneSelf || c == '-' && s.keys }))
	}
	return "", i + 1
}

func (s *scanner) comment(i int) int {
	rest := s.text[i:]
	for _, open := range s.line {
		if strings.HasPrefix(rest, open) && (open != "#" || i == 0 || unicode.IsSpace(rune(s.text[i-1]))) {
			if end := strings.IndexByte(rest, '\n'); end >= 0 {
				return end
			}
			return len(rest)
		}
	}
	for _, b := range s.block {
		if strings.HasPrefix(rest, b[0]) {
			if end := strings.Index(rest[len(b[0]):], b[1]); end >= 0 {
				return len(b[0]) + end + len(b[1])
			}
			return len(rest)
		}
	}
	return 0
}

// quoteLength is the length of a string that rest begins with.
func (s *scanner) quoteLength(rest string) int {
	quote := rest[:1]
	if fence := strings.Repeat(quote, 3); s.triple && strings.HasPrefix(rest, fence) {
		if end := strings.Index(rest[3:], fence); end >= 0 {
			return end + 6
		}
		return len(rest)
	}
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case quote[0]:
			return i + 1
		case '\\':
			i++
		case '\n':
			if quote != "`" {
				return i
			}
		}
	}
	return len(rest)
}

func (s *scanner) word(i, n int) (class string, end int) {
	w, end := s.text[i:i+n], i+n
	if s.keys && (strings.HasPrefix(s.text[end:], ":") || strings.HasPrefix(s.text[end:], " =")) {
		return "k", end
	}
	if s.anyCase {
		w = strings.ToLower(w)
	}
	return s.class[w], end
}

func variableLength(rest string) int {
	if strings.HasPrefix(rest, "{") {
		if end := strings.IndexAny(rest, "}\n"); end > 0 && rest[end] == '}' {
			return end + 1
		}
	}
	if n := spanOf(rest, isWordByte); n > 0 {
		return n
	}
	return min(len(rest), 1)
}

func spanOf(s string, in func(byte) bool) int {
	n := 0
	for n < len(s) && in(s[n]) {
		n++
	}
	return n
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

func isNumber(c byte) bool { return isWordByte(c) || c == '.' }
