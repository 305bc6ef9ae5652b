package index

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// conn is one SQLite connection, used below database/sql: a short-lived process would
// pay more for the pool than for its queries. Not safe for concurrent use.
type conn struct {
	driver driver.Conn
	stmts  map[string]driver.Stmt
	kept   map[int64]docs // of runs, see docsOf
}

// dial opens a database file, or ":memory:".
func dial(dsn string) (*conn, error) {
	c, err := (&sqlite.Driver{}).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &conn{driver: c, stmts: map[string]driver.Stmt{}, kept: map[int64]docs{}}, nil
}

func (c *conn) close() error {
	var first error
	for _, s := range c.stmts {
		if err := s.Close(); err != nil && first == nil {
			first = err
		}
	}
	if err := c.driver.Close(); err != nil {
		return err
	}
	return first
}

// script runs SQL of several statements.
func (c *conn) script(ctx context.Context, sql string) error {
	_, err := c.driver.(driver.ExecerContext).ExecContext(ctx, sql, nil)
	return err
}

// exec runs one statement, prepared the first time it is seen.
func (c *conn) exec(ctx context.Context, sql string, args ...driver.Value) error {
	s, err := c.prepare(sql)
	if err != nil {
		return err
	}
	_, err = s.(driver.StmtExecContext).ExecContext(ctx, named(args))
	return err
}

// each runs one query and calls f for its rows; the slice is reused between calls.
func (c *conn) each(ctx context.Context, f func(row []driver.Value) error, sql string, args ...driver.Value) error {
	s, err := c.prepare(sql)
	if err != nil {
		return err
	}
	rows, err := s.(driver.StmtQueryContext).QueryContext(ctx, named(args))
	if err != nil {
		return err
	}
	row := make([]driver.Value, len(rows.Columns()))
	for err == nil {
		if err = rows.Next(row); err == nil {
			err = f(row)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, rows.Close())
}

// one runs a query for its first row. ok is false when there is none.
func (c *conn) one(ctx context.Context, sql string, args ...driver.Value) (row []driver.Value, ok bool, err error) {
	err = c.each(ctx, func(r []driver.Value) error {
		if !ok {
			row, ok = append([]driver.Value(nil), r...), true
		}
		return nil
	}, sql, args...)
	return row, ok, err
}

// ids runs a query whose rows are one integer each.
func (c *conn) ids(ctx context.Context, sql string, args ...driver.Value) ([]int64, error) {
	var out []int64
	err := c.each(ctx, func(r []driver.Value) error {
		out = append(out, integer(r[0]))
		return nil
	}, sql, args...)
	return out, err
}

func (c *conn) prepare(sql string) (driver.Stmt, error) {
	if s := c.stmts[sql]; s != nil {
		return s, nil
	}
	s, err := c.driver.Prepare(sql)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", sql, err)
	}
	c.stmts[sql] = s
	return s, nil
}

func named(args []driver.Value) []driver.NamedValue {
	out := make([]driver.NamedValue, len(args))
	for i, a := range args {
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	return out
}

// The values of a row, whatever a damaged file may hold in their place.

func integer(v driver.Value) int64 { n, _ := v.(int64); return n }

func text(v driver.Value) string { s, _ := v.(string); return s }

func blob(v driver.Value) []byte { b, _ := v.([]byte); return b }

// errDamaged says that the index holds what no writer of it wrote.
var errDamaged = errors.New("the index is damaged")

// damaged says that the file cannot be trusted and has to be made anew.
func damaged(err error) bool {
	return errors.Is(err, errDamaged) || code(err, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT)
}

// unwritable says that the place does not take our writes.
func unwritable(err error) bool {
	return code(err, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
}

// busy says that another process held a lock for longer than we wait.
func busy(err error) bool { return code(err, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) }

func code(err error, codes ...int) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	for _, c := range codes {
		if e.Code()&0xff == c {
			return true
		}
	}
	return false
}
