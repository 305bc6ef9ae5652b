package signature_test

import (
	"fmt"

	"github.com/breakfast-table/cop/pkg/signature"
)

// A line as it stands in ~/.ssh/id_ed25519.pub.
func ExampleParseKey() {
	k, err := signature.ParseKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEX/fMgWpMhnHBpeAZFcGmjShbDhaHnPVxmUnHTWWfwU ana@laptop")
	fmt.Println(k.ID, k.Comment, err)
	// Output: SHA256:fF46D6F5POZVmGMMF84l9cBbnHgbVgeHJ2WOxAJ24mc ana@laptop <nil>
}
