package leak

import (
	"bytes"
	"testing"
)

// The examples are put together here, so that no scanner takes this file for a leak.
func TestFindLeaks(t *testing.T) {
	random := "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zC5eG7iL3k"
	for _, tt := range []struct{ kind, text string }{
		{"a private key", "-----BEGIN OPENSSH " + "PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n"},
		{"a private key", "-----BEGIN " + "PRIVATE KEY-----\n"},
		{"a GitHub token", "use gh" + "p_" + random[:36] + " here"},
		{"a GitHub token", "github" + "_pat_" + random + random},
		{"a GitLab token", "gl" + "pat-" + random[:20]},
		{"an AWS key id", "AK" + "IA" + "J5Q7RT2WX4ZK9MNB"},
		{"a Slack token", "xo" + "xb-2384729384-" + random[:12]},
		{"a Stripe key", "sk" + "_live_" + random[:24]},
		{"a Google API key", "AI" + "za" + random[:35]},
		{"an npm token", "np" + "m_" + random[:36]},
		{"a web token", "ey" + "JhbGciOiJIUzI1.ey" + "JzdWIiOiIxMjM0NTY3.SflKxwRJSMeKKF2QT4"},
		{"a password in an address", "postgres://app:" + random[:12] + "@db.internal/app"},
		{"a password or key", `password: "` + random[:20] + `"`},
		{"a password or key", "DEPLOY_TOKEN=" + random[:24]},
		{"a password or key", "api_key := '" + random[:32] + "'"},
	} {
		got := Find("practices/x.md", nil, []byte("# Title\n\nText.\n"+tt.text+"\n"))
		if len(got) != 1 || got[0].Kind != tt.kind || got[0].Position() != "practices/x.md:4" {
			t.Errorf("%q: %+v, want %s on line 4", tt.text, got, tt.kind)
			continue
		}
		if len(got[0].Hint) > 10 && tt.kind != "a private key" {
			t.Errorf("the hint gives it away: %q", got[0].Hint)
		}
	}
}

func TestNoLeaks(t *testing.T) {
	for _, text := range []string{
		"Set the password: use the vault, never a note.",
		"export GITHUB_TOKEN=$(gh auth token)",
		"token = ${DEPLOY_TOKEN}",
		"password: correct-horse-battery-staple",
		"api_key: YOUR_API_KEY_GOES_HERE_1",
		"AKIAIOSFODNN7EXAMPLE",
		"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"glpat-00000000000000000000",
		"https://user:password@example.org/",
		"secret: xxxxxxxxxxxxxxxxxxxxxxxx",
		"The commit is 7fe1c1d0a4b97fe1c1d0a4b97fe1c1d0a4b97fe1.",
		"see [the token page](https://example.org/token/overview-2024-11-24)",
		"-----BEGIN CERTIFICATE-----",
		"-----BEGIN PUBLIC KEY-----",
	} {
		if got := Find("x.md", nil, []byte(text+"\n")); len(got) != 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
	leak := []byte("DEPLOY_TOKEN=" + "aB3dE5gH7jK9mN1pQ2rS4t" + "\n")
	if got := Find("x.md", leak, append([]byte("# New\n"), leak...)); len(got) != 0 {
		t.Errorf("what the others have already: %+v", got)
	}
	if got := Find("x.png", nil, append([]byte{0x89, 0}, leak...)); len(got) != 0 {
		t.Errorf("a picture: %+v", got)
	}
}

// What only looks like a secret must be as random as no word is: 3 bits a character, and
// letters and digits.
func TestGuessesNeedRandomness(t *testing.T) {
	for value, random := range map[string]bool{
		"abcdefg1abcdefg1":     true,  // 8 signs, equally often: 3 bits, the least that counts
		"abcdef1abcdef1abcdef": false, // 7 signs: 2.8 bits
		"aabbccdd11223344":     true,
		"abc123abc123abc123":   false,
		"kwzqhtmxbvrnpylf":     false, // random, but no digit
		"8203749156820374":     false, // no letter
	} {
		if got := looksRandom(value); got != random {
			t.Errorf("%q: %v (%.2f bits)", value, got, entropy(value))
		}
		if got := len(Find("x.md", nil, []byte("access_key: "+value+"\n"))) > 0; got != random {
			t.Errorf("access_key: %q found: %v", value, got)
		}
	}
}

// What stands for a secret repeats itself: below 2.5 bits a character it is none, whatever
// its form.
func TestPlaceholdersRepeatThemselves(t *testing.T) {
	for value, stands := range map[string]bool{
		"aabbccddaabbccdd": true,  // 2 bits
		"abcdefabcdef":     false, // 2.58 bits
	} {
		if got := isPlaceholder(value); got != stands {
			t.Errorf("%q (%.2f bits): %v", value, entropy(value), got)
		}
	}
}

// A note of any size that people write is read to its end.
func TestLeaksFarBelow(t *testing.T) {
	text := append(bytes.Repeat([]byte("a line of prose\n"), 1<<12), []byte("DEPLOY_TOKEN=aB3dE5gH7jK9mN1pQ2rS4t\n")...)
	if got := Find("x.md", nil, text); len(got) != 1 || got[0].Line != 1<<12+1 {
		t.Errorf("after 64 kB: %+v", got)
	}
}
