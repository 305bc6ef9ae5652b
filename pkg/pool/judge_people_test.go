package pool

import "testing"

func TestCoAuthors(t *testing.T) {
	got := coAuthors("Add it\n\nBecause.\n\nCo-authored-by: Ben <ben@example.org>\nco-authored-by: Cy <cy@example.org>\nCo-authored-by: nobody\n")
	if len(got) != 2 || got[1].Email != "cy@example.org" {
		t.Errorf("got %+v", got)
	}
}
