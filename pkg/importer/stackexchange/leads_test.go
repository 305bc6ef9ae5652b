package stackexchange

import "testing"

// Whether a text leads to another post is seen without parsing it; what leads to itself does not.
func TestLeads(t *testing.T) {
	d := &dump{index: &index{owner: map[int32]int32{1: 1, 2: 2, 34: 1}}}
	for text, want := range map[string]bool{
		"*From [x](https://x.example.com/q/1)*":                false,
		"[a](/q/2)":                                            true,
		"[a](https://x.example.com/questions/2/slug)":          true,
		"[a](https://x.example.com/questions/1/slug/34#34)":    true,
		"[a](https://x.example.com/questions/1/slug) and #34":  false,
		"[a](https://elsewhere.example.com/questions/99/slug)": false,
		"nothing, but q/a":                                     false,
		"/questions/":                                          false,
		"[a](/a/34)":                                           true,
	} {
		if got := d.leads("1", text); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
