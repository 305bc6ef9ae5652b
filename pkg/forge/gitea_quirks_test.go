package forge

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// canned answers paths below /api/v1/repos/guild/pool with JSON, and everything after a
// "METHOD " prefix first. An answer may be a function of how often it was asked.
func canned(answers map[string]func(n int) (int, string)) http.HandlerFunc {
	asked := map[string]int{}
	return func(w http.ResponseWriter, r *http.Request) {
		key := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/v1/repos/guild/pool")
		f := answers[key]
		if f == nil {
			http.NotFound(w, r)
			return
		}
		asked[key]++
		status, body := f(asked[key])
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func always(body string) func(int) (int, string) {
	return func(int) (int, string) { return 200, body }
}

const (
	headA   = "1111111111111111111111111111111111111111"
	openOne = `{"number":1,"state":"open","mergeable":true,"head":{"ref":"cop/ana/x","sha":"` + headA + `"},"base":{"ref":"main"},"user":{"login":"ana"}}`
)

func oneContribution() map[string]func(int) (int, string) {
	return map[string]func(int) (int, string){
		"GET ":                              always(`{"full_name":"guild/pool","default_branch":"main","default_merge_style":"squash"}`),
		"GET /pulls/1":                      always(openOne),
		"GET /pulls/1/reviews":              always(`[]`),
		"GET /pulls/1/commits":              always(`[]`),
		"GET /branches/main":                always(`{"user_can_merge":true}`),
		"GET /commits/" + headA + "/status": always(`{"statuses":[]}`),
	}
}

// TestGiteaMergeWaitsOnlyWhenTold: 405 with "try again later" is worth waiting for, any
// other 405 is an answer.
func TestGiteaMergeWaitsOnlyWhenTold(t *testing.T) {
	t.Parallel()
	answers := oneContribution()
	answers["POST /pulls/1/merge"] = func(n int) (int, string) {
		if n < 3 {
			return 405, `{"message":"Please try again later"}`
		}
		return 200, ""
	}
	s := newSpy(t, canned(answers))
	if _, err := s.Merge(t.Context(), "1", headA); err != nil || fmt.Sprint(s.slept) != "[50ms 100ms]" {
		t.Errorf("%v, slept %v", err, s.slept)
	}
	answers["POST /pulls/1/merge"] = func(int) (int, string) { return 405, `{"message":"Not today"}` }
	s = newSpy(t, canned(answers))
	_, err := s.Merge(t.Context(), "1", headA)
	var blocked *BlockedError
	if !errors.As(err, &blocked) || len(s.slept) != 0 || blocked.Reasons[0].Text != "Not today" {
		t.Errorf("%v, slept %v", err, s.slept)
	}
	answers["POST /pulls/1/merge"] = func(int) (int, string) { return 409, `{"message":"head out of date"}` }
	s = newSpy(t, canned(answers))
	if _, err := s.Merge(t.Context(), "1", headA); !errors.Is(err, ErrStaleHead) {
		t.Errorf("%v", err)
	}
	answers["POST /pulls/1/merge"] = func(int) (int, string) { return 405, `{"message":"try again later"}` }
	s = newSpy(t, canned(answers))
	if _, err := s.Merge(t.Context(), "1", headA); !errors.As(err, &blocked) || len(s.slept) != 19*mostRounds {
		t.Errorf("a host that never gets done: %v after %d waits", err, len(s.slept))
	}
}

// TestGiteaApprovalIsReadAgain: the host works on a push after it has answered it, and
// may take an approval for one of the older head. It is sent again.
func TestGiteaApprovalIsReadAgain(t *testing.T) {
	t.Parallel()
	answers := oneContribution()
	review := func(id int, stale bool) string {
		return fmt.Sprintf(`{"id":%d,"user":{"login":"ben"},"state":"APPROVED","commit_id":%q,"stale":%v}`, id, headA, stale)
	}
	answers["POST /pulls/1/reviews"] = func(n int) (int, string) { return 200, review(n, false) }
	answers["GET /pulls/1/reviews/1"] = always(review(1, true))
	answers["GET /pulls/1/reviews/2"] = always(review(2, false))
	s := newSpy(t, canned(answers))
	got, err := s.Submit(t.Context(), "1", Review{Opinion: Approved, Head: headA})
	if err != nil || got.Verdict.Stale || got.Verdict.Head != headA {
		t.Errorf("%+v (%v)", got, err)
	}
	answers["GET /pulls/1"] = func(n int) (int, string) { // somebody pushes meanwhile
		if n == 1 {
			return 200, openOne
		}
		return 200, strings.ReplaceAll(openOne, headA, strings.ReplaceAll(headA, "1", "2"))
	}
	s = newSpy(t, canned(answers))
	if _, err := s.Submit(t.Context(), "1", Review{Opinion: Approved, Head: headA}); !errors.Is(err, ErrStaleHead) {
		t.Errorf("%v, want a stale head", err)
	}
}

// H10: what Forgejo does otherwise, as its description has it: there is no {base64} form; a title stays on one line.
func TestForgejoOptions(t *testing.T) {
	t.Parallel()
	p := Proposal{Branch: "cop/ana/x", Title: "A\nB", Body: "C\nD"}
	plain := newGitea(Host{Forgejo, "https://codeberg.org"}, "guild/pool", Options{}).agitOptions(p)
	if strings.Join(plain, "|") != "topic=cop/ana/x|title=A B|description=C D|force-push=true" {
		t.Errorf("%q", plain)
	}
	coded := newGitea(Host{Gitea, "https://gitea.com"}, "guild/pool", Options{}).agitOptions(p)
	if strings.Join(coded, "|") != "topic=cop/ana/x|title={base64}QSBC|description={base64}QwpE|force-push=true" {
		t.Errorf("%q", coded)
	}
}

// TestGiteaFirstPush: Gitea takes down in the background that a repository is no longer
// empty, and lists no contributions until then: 404. That is waited for; where contributions
// are switched off it is an answer.
func TestGiteaFirstPush(t *testing.T) {
	t.Parallel()
	answers := oneContribution()
	answers["GET "] = func(n int) (int, string) {
		return 200, fmt.Sprintf(`{"full_name":"guild/pool","default_branch":"main","empty":%t}`, n < 3)
	}
	answers["PATCH /pulls/1"] = always(openOne)
	answers["GET /issues/1/comments"] = always("[]")
	answers["GET /api/v1/user"] = always(`{"login":"ana"}`)
	answers["GET /pulls"] = func(n int) (int, string) {
		if n < 3 {
			return 404, "{}"
		}
		return 200, "[" + openOne + "]"
	}
	s := newSpy(t, canned(answers))
	p := Proposal{Branch: "cop/ana/x", Base: "main", Title: "X"}
	if c, err := s.Open(t.Context(), p); err != nil || c.ID != "1" || fmt.Sprint(s.slept) != "[50ms 100ms]" {
		t.Errorf("%+v, %v, slept %v", c, err, s.slept)
	}
	answers["GET "] = always(`{"full_name":"guild/pool","default_branch":"main"}`)
	answers["GET /pulls"] = nil
	s = newSpy(t, canned(answers))
	if _, err := s.Open(t.Context(), p); !errors.Is(err, ErrNotFound) || len(s.slept) != 0 {
		t.Errorf("%v, slept %v", err, s.slept)
	}
}

// H2, its sibling: where there is no list of contributions, why is told: nobody has pushed yet, which is no
// error, or the owner has switched them off.
func TestGiteaHasNoList(t *testing.T) {
	t.Parallel()
	answers := oneContribution()
	answers["GET "] = always(`{"full_name":"guild/pool","empty":true,"has_pull_requests":true}`)
	answers["GET /api/v1/user"] = always(`{"login":"ana"}`)
	s := newSpy(t, canned(answers))
	if all, err := s.List(t.Context(), Filter{}); len(all) != 0 || err != nil {
		t.Errorf("%+v, %v", all, err)
	}
	answers["GET "] = always(`{"full_name":"guild/pool","has_pull_requests":false}`)
	for name, ask := range map[string]func() error{
		"list": func() error { _, err := s.List(t.Context(), Filter{}); return err },
		"open": func() error {
			_, err := s.Open(t.Context(), Proposal{Branch: "cop/ana/x", Base: "main", Title: "X"})
			return err
		},
	} {
		if err := ask(); !errors.As(err, new(*OffError)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	answers["GET "] = nil
	if _, err := s.List(t.Context(), Filter{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
}
