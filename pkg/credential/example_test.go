package credential_test

import (
	"context"
	"fmt"

	"github.com/breakfast-table/cop/pkg/credential"
)

// A token is bound to its host, and never printed.
func ExampleFinder() {
	env := map[string]string{"COP_TOKEN": "abc", "COP_HOST": "git.example.org"}
	f := credential.Finder{Env: func(name string) string { return env[name] }}
	c, err := f.Find(context.Background(), credential.Site{Name: "git.example.org", Scheme: "https"})
	fmt.Println(c.Source, c.Token, err)
	_, err = f.Find(context.Background(), credential.Site{Name: "github.com", Scheme: "https"})
	fmt.Println(err)
	// Output:
	// COP_TOKEN *** <nil>
	// github.com: no token for this host
}
