package index

import (
	"context"
	"database/sql/driver"
	"time"
)

// EntriesSince lists the paths of thread entries of the day of since or later, those of
// one note side by side and oldest first; the zero time: of all. It reads names only: the
// day, the author and the type of an entry are in its path. Cost: about a microsecond each.
func (db *DB) EntriesSince(ctx context.Context, since time.Time) ([]string, error) {
	from := ""
	if !since.IsZero() {
		from = since.UTC().Format(time.DateOnly) // a name begins with its date
	}
	var out []string
	err := db.read(ctx, func(c *conn) error {
		out = nil
		return c.each(ctx, func(row []driver.Value) error {
			out = append(out, entryPath(text(row[0]), row[1]))
			return nil
		}, "SELECT note, name FROM entries WHERE name >= ? ORDER BY note, name", from)
	})
	return out, wrap("list the entries", err)
}
