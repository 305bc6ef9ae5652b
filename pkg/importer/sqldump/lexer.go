package sqldump

import (
	"bufio"
	"encoding/hex"
	"errors"
	"io"
	"strconv"
	"strings"
)

// Kinds of tokens.
const (
	word   = iota + 1 // also numbers
	quoted            // `name` or "name"
	text              // 'text'
	sign              // one of ( ) , ; . or anything else
)

type token struct {
	kind int
	text string
}

// is reports whether a token is a word, in any case, or a sign.
func (t token) is(s string) bool {
	return t.kind == sign && t.text == s || t.kind == word && strings.EqualFold(t.text, s)
}

type lexer struct {
	r         *bufio.Reader
	backslash bool // in texts a backslash escapes, as MySQL has it
}

// line reads to the end of the line, without it.
func (l *lexer) line() (string, error) {
	var b strings.Builder
	for {
		part, err := l.r.ReadSlice('\n')
		b.Write(part)
		switch {
		case b.Len() > longest:
			return "", errors.New("a line is larger than 64 MB")
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil:
			return "", err
		}
		return strings.TrimSuffix(strings.TrimSuffix(b.String(), "\n"), "\r"), nil
	}
}

// next reads a token; comments and spaces are none.
func (l *lexer) next() (token, error) {
	c, err := l.r.ReadByte()
	if err != nil {
		return token{}, err
	}
	switch {
	case c <= ' ' || c == 0xEF || c == 0xBB || c == 0xBF:
		return l.next1()
	case c == '-' && l.peek() == '-', c == '#':
		return l.comment()
	case c == '/' && l.peek() == '*':
		return l.blockComment()
	case c == '\'':
		return l.string(l.backslash)
	case c == '`' || c == '"':
		return l.identifier(c)
	case c == '|' && l.peek() == '|':
		_, err := l.r.ReadByte()
		return token{sign, "||"}, err
	case isWord(c), c == '-', c == '+':
		return l.word(c)
	}
	return token{sign, string(c)}, nil
}

// next1 goes on after a space, without a frame of the stack for each.
func (l *lexer) next1() (token, error) {
	for {
		c, err := l.r.ReadByte()
		if err != nil {
			return token{}, err
		}
		if c > ' ' {
			_ = l.r.UnreadByte()
			return l.next()
		}
	}
}

func (l *lexer) peek() byte {
	b, err := l.r.Peek(1)
	if err != nil {
		return 0
	}
	return b[0]
}

// comment reads "-- MySQL dump 10.13": MySQL's own dumps escape with backslashes.
func (l *lexer) comment() (token, error) {
	line, err := l.line()
	if err != nil {
		return token{}, err
	}
	if strings.Contains(line, "MySQL dump") || strings.Contains(line, "MariaDB dump") {
		l.backslash = true
	}
	return l.next()
}

func (l *lexer) blockComment() (token, error) {
	before := byte(0)
	for {
		c, err := l.r.ReadByte()
		if err != nil {
			return token{}, io.ErrUnexpectedEOF
		}
		if before == '*' && c == '/' {
			return l.next()
		}
		before = c
	}
}

// string reads a text of which the first quote was read; two quotes in it are one.
func (l *lexer) string(backslash bool) (token, error) {
	var b strings.Builder
	for {
		c, err := l.r.ReadByte()
		if err != nil {
			return token{}, io.ErrUnexpectedEOF
		}
		switch {
		case c == '\\' && backslash:
			e, err := l.r.ReadByte()
			if err != nil {
				return token{}, io.ErrUnexpectedEOF
			}
			b.WriteByte('\\')
			b.WriteByte(e)
			continue
		case c == '\'' && l.peek() == '\'':
			_, _ = l.r.ReadByte()
		case c == '\'' && backslash:
			return token{text, unescape(b.String())}, nil
		case c == '\'':
			return token{text, b.String()}, nil
		case b.Len() > longest:
			return token{}, errors.New("a text is larger than 64 MB")
		}
		b.WriteByte(c)
	}
}

func (l *lexer) identifier(end byte) (token, error) {
	s, err := l.r.ReadString(end)
	if err != nil {
		return token{}, io.ErrUnexpectedEOF
	}
	return token{quoted, s[:len(s)-1]}, nil
}

// word reads a word or a number; e'..' and X'..' and N'..' are texts.
func (l *lexer) word(c byte) (token, error) {
	b := []byte{c}
	for isWord(l.peek()) || l.peek() == '.' && isDigit(b[len(b)-1]) || l.peek() == ':' {
		c, _ = l.r.ReadByte()
		b = append(b, c)
	}
	if l.peek() == '\'' && len(b) == 1 {
		_, _ = l.r.ReadByte()
		return l.prefixed(b[0] | 0x20)
	}
	return token{word, string(b)}, nil
}

func (l *lexer) prefixed(prefix byte) (token, error) {
	t, err := l.string(prefix == 'e')
	if prefix == 'x' && err == nil {
		plain, err := hex.DecodeString(t.text)
		return token{text, string(plain)}, err
	}
	return t, err
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$' || c >= 0x80
}

// unescape reads what MySQL and PostgreSQL write after a backslash.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch c := s[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'v':
			b.WriteByte('\v')
		case '0':
			b.WriteByte(0)
		case 'x':
			end := min(i+3, len(s))
			if n, err := strconv.ParseUint(s[i+1:end], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i = end - 1
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
