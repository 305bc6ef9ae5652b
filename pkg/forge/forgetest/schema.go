package forgetest

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// githubJSON is cut by testdata/cut from @octokit/openapi 23.0.2 (MIT, see
// testdata/github.LICENSE): GitHub's own description of the paths the driver uses.
//
//go:embed testdata/github.json
var githubJSON []byte

// schema holds both sides of a conversation to a description.
type schema struct {
	doc    *openapi3.T
	router routers.Router
}

func loadSchema(t testing.TB) *schema {
	t.Helper()
	s, err := githubSchema()
	if err != nil {
		t.Fatalf("read GitHub's description: %v", err)
	}
	return s
}

// githubSchema is read once: nobody changes it.
var githubSchema = sync.OnceValues(func() (*schema, error) {
	doc, err := openapi3.NewLoader().LoadFromData(githubJSON)
	if err != nil {
		return nil, err
	}
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation())
	return &schema{doc: doc, router: router}, err
})

// example is one of the description's examples with some fields replaced. Lists give
// their first element.
func (s *schema) example(name string, fields object) object {
	src, err := json.Marshal(s.doc.Components.Examples[name].Value.Value)
	if err != nil {
		panic(err)
	}
	var v any
	if err := json.Unmarshal(src, &v); err != nil {
		panic(err)
	}
	if list, ok := v.([]any); ok {
		v = list[0]
	}
	o := v.(object)
	for k, e := range fields {
		o[k] = e
	}
	return o
}

// person is an account as it stands in other objects.
func (s *schema) person(login string) object {
	o := s.example("pull-request", nil)["user"].(object)
	o["login"] = login
	return o
}

// statusItem is a commit status as it stands in the combined one.
func (s *schema) statusItem(name, state string) object {
	o := s.example("combined-commit-status", nil)["statuses"].([]any)[0].(object)
	o["context"], o["state"] = name, state
	return o
}

// issuePage is the one page outside of the kept description.
var issuePage = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`/issues/\d+$`) })

// check stands between a driver and a stand-in and fails the test when either says
// something that the description does not know.
func (s *schema) check(t testing.TB, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/graphql" || issuePage().MatchString(r.URL.Path) { // another interface, with a description of its own
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read the request: %v", err)
		}
		input, err := s.checkRequest(r, body)
		if err != nil {
			t.Errorf("%s %s: the driver sends what GitHub does not know: %s", r.Method, r.URL.Path, brief(err))
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		if err := s.checkAnswer(input, answer); err != nil {
			t.Errorf("%s %s: the stand-in answers what GitHub would not: %s", r.Method, r.URL.Path, brief(err))
		}
		for k, v := range answer.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

// brief leaves the schema out of a validator's words.
func brief(err error) string {
	var all []string
	for _, part := range strings.Split(err.Error(), "Error at ") {
		first, _, _ := strings.Cut(part, "\n")
		all = append(all, first)
	}
	return strings.Join(all, " | ")
}

func (s *schema) checkRequest(r *http.Request, body []byte) (*openapi3filter.RequestValidationInput, error) {
	route, params, err := s.router.FindRoute(r)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	input := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true,
	}}
	if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
		return input, err
	}
	return input, onlyKnown(route.Operation, r, body)
}

// onlyKnown refuses fields and parameters that the description does not name: a
// validator takes them for extensions.
func onlyKnown(op *openapi3.Operation, r *http.Request, body []byte) error {
	for name := range r.URL.Query() {
		if op.Parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("unknown parameter %q", name)
		}
	}
	if len(body) == 0 || op.RequestBody == nil {
		return nil
	}
	var sent any
	if err := json.Unmarshal(body, &sent); err != nil {
		return err
	}
	return knownFields(op.RequestBody.Value.Content["application/json"].Schema.Value, sent)
}

func knownFields(sc *openapi3.Schema, v any) error {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if sc.Items == nil {
				return nil
			}
			if err := knownFields(sc.Items.Value, e); err != nil {
				return err
			}
		}
	case object:
		for name, e := range v {
			p := sc.Properties[name]
			if p == nil && len(sc.Properties) > 0 {
				return fmt.Errorf("unknown field %q", name)
			}
			if p == nil {
				return nil
			}
			if err := knownFields(p.Value, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *schema) checkAnswer(input *openapi3filter.RequestValidationInput, a *httptest.ResponseRecorder) error {
	if input == nil || !strings.HasPrefix(a.Header().Get("Content-Type"), "application/json") {
		return nil
	}
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: a.Code, Header: a.Header(),
		Body: io.NopCloser(bytes.NewReader(a.Body.Bytes())), Options: &openapi3filter.Options{MultiError: true},
	})
}

// inProcess is a transport that asks a handler instead of the network.
type inProcess struct{ http.Handler }

// RoundTrip answers at once.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}
