package credential

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"testing"
)

const token = "cop_s3cr3t_t0k3n"

func TestSecretHidesItself(t *testing.T) {
	t.Parallel()
	type inner struct {
		S    Token
		List []Token
		Ptr  *Token
	}
	s := NewToken(token)
	holder := inner{S: s, List: []Token{s}, Ptr: &s}
	c := Credential{Token: s, Host: "example.org"}
	var all []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
		for _, v := range []any{s, &s, holder, &holder, []Token{s}, map[string]Token{"k": s}, c, struct{ Credential Credential }{c}} {
			all = append(all, fmt.Sprintf(verb, v))
		}
	}
	for _, v := range []any{s, holder, c, map[string]Token{"k": s}} {
		src, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(src))
	}
	src, err := xml.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, string(src), s.String(), s.GoString(), errors.Join(fmt.Errorf("use %v", s)).Error(), fmt.Sprint(s), fmt.Sprintln(&holder))
	hex := fmt.Sprintf("%x", token)
	for _, out := range all {
		if strings.Contains(out, token) || strings.Contains(strings.ToLower(out), hex) || strings.Contains(out, "99 111 112") {
			t.Errorf("the token shows in %q", out)
		}
	}
	if s.Reveal() != token || s.IsZero() || !(Token{}).IsZero() {
		t.Error("a secret does not hold its token")
	}
	if err := json.Unmarshal([]byte(`{"S":"x"}`), &holder); err == nil {
		t.Error("a secret was read from JSON")
	}
}
