package site

import (
	"context"

	"github.com/breakfast-table/cop/pkg/note"
)

// HTMLOf is the text of a note as it stands on a page two folders deep.
func HTMLOf(s *Site, n *note.Note) string {
	return s.write(context.Background(), n, "../../", "", 0).HTML
}
