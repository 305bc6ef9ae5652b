package forge

import (
	"encoding/json"
	"net/http"
	"testing"
)

// TestGiteaSquashKeepsTheWriters: this host's squash names who sent a contribution and nobody
// who wrote it (findings/gitea-squash-names-the-sender-not-the-writer.sh), so the names go along.
func TestGiteaSquashKeepsTheWriters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ commits, want string }{
		"the sender alone": {`[{"author":{"login":"ana"},"commit":{"message":"Wait","author":{"name":"Ana","email":"ana@example.org"}}}]`, ""},
		"somebody else": {`[{"author":null,"commit":{"message":"Wait","author":{"name":"Zoe","email":"zoe@example.org"}}},
			{"author":{"login":"ben"},"commit":{"message":"More","author":{"name":"Ben","email":"ben@example.org"}}},
			{"author":null,"commit":{"message":"Again","author":{"name":"Zoe Z.","email":"ZOE@example.org"}}}]`,
			"Co-authored-by: Zoe <zoe@example.org>\nCo-authored-by: Ben <ben@example.org>"},
		"named in a message": {`[{"author":{"login":"ana"},"commit":{"message":"Wait\n\nBen's idea.\n\nCo-Authored-By: Ben <ben@example.org>\nco-authored-by: nobody\n","author":{"name":"Ana","email":"ana@example.org"}}}]`,
			"Co-authored-by: Ben <ben@example.org>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent struct {
				Message string `json:"merge_message_field"`
			}
			answers := oneContribution()
			answers["GET /pulls/1/commits"] = always(c.commits)
			plain := canned(answers)
			s := newSpy(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					_ = json.NewDecoder(r.Body).Decode(&sent)
					return
				}
				plain(w, r)
			})
			if _, err := s.Merge(t.Context(), "1", headA); err != nil {
				t.Fatal(err)
			}
			if sent.Message != c.want {
				t.Errorf("named %q, want %q", sent.Message, c.want)
			}
		})
	}
}
