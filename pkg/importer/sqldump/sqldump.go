// Package sqldump reads the rows of tables from the dump of a database, as a stream: COPY
// blocks, as PostgreSQL writes them, and INSERT statements, as the dumps of MySQL, SQLite
// and of the library xorm (Apache Answer) have them.
//
// Its main type is [Row]. What holds: only texts, numbers and NULL are read, nothing is
// computed but the joins by which dumps write line breaks ('a' || X'0a' || 'b',
// CONCAT('a', CHAR(10), 'b')); a dump that is cut off ends in an error. It must not know
// whose tables these are.
package sqldump

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Row is one row of a table. A column that it does not have, or that is NULL, is "".
type Row struct {
	Table   string // without the schema: "topics"
	columns []string
	values  []string
}

// Get is the value of a column; "" for NULL.
func (r Row) Get(column string) string {
	for i, c := range r.columns {
		if c == column && i < len(r.values) {
			return r.values[i]
		}
	}
	return ""
}

// ErrCutOff says that a dump ends in the middle.
var ErrCutOff = errors.New("it ends too early: the download is not complete")

// longest bounds a line of a COPY block and a value, in bytes.
const longest = 64 << 20

// Rows yields the rows of the tables that are wanted, in the order of the dump.
func Rows(r io.Reader, wanted func(table string) bool) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		d := dump{lexer: lexer{r: bufio.NewReaderSize(r, 256<<10)}, wanted: wanted, yield: yield, columns: map[string][]string{}}
		for {
			err := d.statement()
			switch {
			case errors.Is(err, errStop) || errors.Is(err, io.EOF):
				return
			case errors.Is(err, io.ErrUnexpectedEOF):
				yield(Row{}, ErrCutOff)
				return
			case err != nil:
				yield(Row{}, fmt.Errorf("statement %d: %w", d.n, err))
				return
			}
			d.n++
		}
	}
}

var errStop = errors.New("enough")

type dump struct {
	lexer
	n       int
	wanted  func(string) bool
	yield   func(Row, error) bool
	columns map[string][]string // as CREATE TABLE says them
}

// statement reads one statement. At the end of the dump it returns io.EOF.
func (d *dump) statement() error {
	t, err := d.next()
	if err != nil {
		return err
	}
	err = nil
	switch {
	case t.is("copy"):
		err = d.copyBlock()
	case t.is("insert"):
		err = d.insert()
	case t.is("create"):
		err = d.create()
	case t.is(`\`):
		_, err = d.line()
	case t.is(";"):
	default:
		err = d.skip()
	}
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// skip reads to the end of the statement.
func (d *dump) skip() error {
	for {
		t, err := d.next()
		if err != nil || t.is(";") {
			return err
		}
		if t.is("no_backslash_escapes") || strings.Contains(t.text, "NO_BACKSLASH_ESCAPES") {
			d.backslash = false
		}
	}
}

// name reads the name of a table, without its schema.
func (d *dump) name() (string, token, error) {
	name := ""
	for {
		t, err := d.next()
		if err != nil {
			return "", t, err
		}
		switch {
		case t.is("table"), t.is("if"), t.is("not"), t.is("exists"), t.is("into"), t.is("ignore"), t.is("only"), t.is("."):
		case t.kind == word || t.kind == quoted:
			name = t.text
			if t, err = d.next(); err != nil || !t.is(".") {
				return name, t, err
			}
		default:
			return name, t, nil
		}
	}
}

// list reads names between parentheses, of which the first was read.
func (d *dump) list() ([]string, error) {
	var out []string
	for {
		t, err := d.next()
		if err != nil || t.is(")") {
			return out, err
		}
		if !t.is(",") {
			out = append(out, t.text)
		}
	}
}

// create learns the columns of a table: INSERT may leave them out.
func (d *dump) create() error {
	t, err := d.next()
	if err != nil {
		return err
	}
	if !t.is("table") {
		return d.skip()
	}
	name, t, err := d.name()
	if err != nil || !t.is("(") {
		return err
	}
	var columns []string
	depth, fresh := 1, true
	for !t.is(";") {
		if t, err = d.next(); err != nil {
			return err
		}
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.is(",") && depth == 1:
			fresh = true
			continue
		case fresh && depth == 1 && (t.kind == quoted || t.kind == word && !isKey(t)):
			columns = append(columns, t.text)
		}
		fresh = false
	}
	d.columns[name] = columns
	return nil
}

func isKey(t token) bool {
	for _, w := range []string{"primary", "key", "unique", "constraint", "foreign", "check", "index", "fulltext"} {
		if t.is(w) {
			return true
		}
	}
	return false
}

// insert reads INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y');.
func (d *dump) insert() error {
	name, t, err := d.name()
	if err != nil {
		return err
	}
	columns := d.columns[name]
	if t.is("(") {
		if columns, err = d.list(); err != nil {
			return err
		}
	}
	if !d.wanted(name) {
		return d.skip()
	}
	for {
		if t, err = d.next(); err != nil {
			return err
		}
		switch {
		case t.is(";"):
			return nil
		case t.is("("):
			values, err := d.values()
			if err != nil {
				return err
			}
			if !d.yield(Row{Table: name, columns: columns, values: values}, nil) {
				return errStop
			}
		}
	}
}

// values reads the values of a row, of which the parenthesis was read.
func (d *dump) values() ([]string, error) {
	var out []string
	var value strings.Builder
	depth := 0
	for {
		t, err := d.next()
		if err != nil {
			return nil, err
		}
		switch {
		case t.is("concat"), t.is("||"), t.is("null"), t.is("_binary"), t.is("default"):
		case t.is("char"):
			c, err := d.char()
			if err != nil {
				return nil, err
			}
			value.WriteByte(c)
		case t.is("("):
			depth++
		case t.is(")") && depth > 0:
			depth--
		case t.is(","), t.is(")"):
			if depth > 0 {
				continue // between the parts of CONCAT
			}
			out = append(out, value.String())
			value.Reset()
			if t.is(")") {
				return out, nil
			}
		case value.Len() > longest:
			return nil, errors.New("a value is larger than 64 MB")
		default:
			value.WriteString(t.text)
		}
	}
}

// char reads the rest of CHAR(10).
func (d *dump) char() (byte, error) {
	numbers, err := d.list()
	if err != nil || len(numbers) == 0 {
		return 0, err
	}
	var c byte
	_, err = fmt.Sscan(strings.TrimPrefix(numbers[0], "("), &c)
	if numbers[0] == "(" && len(numbers) > 1 {
		_, err = fmt.Sscan(numbers[1], &c)
	}
	return c, err
}

// copyBlock reads COPY t (a, b) FROM stdin; and the lines after it, to \.
func (d *dump) copyBlock() error {
	name, t, err := d.name()
	if err != nil {
		return err
	}
	columns := d.columns[name]
	if t.is("(") {
		if columns, err = d.list(); err != nil {
			return err
		}
	}
	if err := d.skip(); err != nil {
		return err
	}
	if _, err := d.line(); err != nil { // the rest of the line
		return err
	}
	wanted := d.wanted(name)
	for {
		line, err := d.line()
		if err != nil {
			return err
		}
		if line == `\.` {
			return nil
		}
		if wanted && !d.yield(Row{Table: name, columns: columns, values: fieldsOf(line)}, nil) {
			return errStop
		}
	}
}

// fieldsOf splits a line of a COPY block.
func fieldsOf(line string) []string {
	fields := strings.Split(line, "\t")
	for i, f := range fields {
		switch {
		case f == `\N`:
			fields[i] = ""
		case strings.Contains(f, `\`):
			fields[i] = unescape(f)
		}
	}
	return fields
}
