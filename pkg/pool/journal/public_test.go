package journal

import (
	"slices"
	"testing"
)

func TestPublic(t *testing.T) {
	for text, want := range map[string]string{
		"plain\n":                        "plain\n",
		"a %%secret%% b\n":               "a  b\n",
		"a\n%%\nsecret\n\nmore\n%%\nb\n": "a\nb\n",
		"a\n%% no end\nb\n":              "a\n",
		"# T\n\nx\n\n## Private\n\ny\n\n### z\n\n# Next\n": "# T\n\nx\n\n# Next\n",
		"x\n\nPrivate\n-------\n\ny\n":                     "x\n",
		"**Private**\n\nthat is no heading\n":              "**Private**\n\nthat is no heading\n",
		"---\nmood: bad\n---\nx\n":                         "x\n",
		"x <!-- y\nz --> w\n":                              "x\n w\n",
		"# private:\nall\n":                                "\n",
		"a\r\n%%b%%\r\nc\r\n":                              "a\nc\n",
		"```\n## Private\n```\nx\n":                        "```\n## Private\n```\nx\n",
		"<!-- two %% signs -->\nx %%y%%\nz\n":              "x\nz\n",
		"%%a <!-- b%% c --> d\n":                           "\n",
		"":                                                 "\n",
		"100%% sure\nx":                                    "100\n",
	} {
		if got, _ := Public(text); got != want {
			t.Errorf("%q:\n%q, not\n%q", text, got, want)
		}
	}
	_, lines := Public("a %%secret%%\nb\n")
	if want := []Line{{"a %%secret%%", true}, {"a", false}, {"b", false}}; !slices.Equal(lines, want) {
		t.Errorf("%v", lines)
	}
}
