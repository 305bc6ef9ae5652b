package people

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

func TestResembles(t *testing.T) {
	for h, want := range map[note.Handle]bool{
		"jdoe": true, "jdoe2": true, "janed": true, "jane-doe": true, "doe-jane": true, "doe": true, "jane": true,
		"ben": false, "jo": false, "janet": false, "": false, "123": false,
	} {
		if got := Resembles(h, "Jane Doe", "jd77@example.org"); got != want {
			t.Errorf("%s: %v", h, got)
		}
	}
	if !Resembles("j-doe-99", "Jöe", "j.doe@example.org") || !Resembles("zoe", "Zoë", "") || Resembles("ana", "", "") {
		t.Error("addresses and single names")
	}
	if Resembles("jo", "Jo", "jo@example.org") {
		t.Error("two letters are like too many")
	}
}
