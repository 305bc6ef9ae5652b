package people

import (
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/signature"
)

func keyOf(t *testing.T, seed string) signature.Key {
	t.Helper()
	public, err := ssh.NewPublicKey(ed25519.NewKeyFromSeed([]byte(strings.Repeat(seed, 32))).Public())
	if err != nil {
		t.Fatal(err)
	}
	k, err := signature.ParseKey(string(ssh.MarshalAuthorizedKey(public)[:len(ssh.MarshalAuthorizedKey(public))-1]))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// voices reads lines "ben ben@example.org [by STEWARD] [key k] [carried]".
func voices(t *testing.T, lines string) (out []index.EntryCommit) {
	t.Helper()
	for line := range strings.Lines(lines) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		v := index.EntryCommit{Handle: note.Handle(f[0]), Email: f[1]}
		for i := 2; i < len(f); i++ {
			switch f[i] {
			case "by":
				v.By = f[i+1]
			case "key":
				v.Key = keyOf(t, f[i+1]).ID
			case "carried":
				v.Carried = true
			}
		}
		out = append(out, v)
	}
	return out
}

// U43: whose word is whose, by addresses. Each case is what was spoken, and one more voice.
func TestTies(t *testing.T) {
	const usual = "ana ana@example.org\nben ben@example.org\neve eve@example.org\n"
	for _, tt := range []struct{ name, spoken, mailmap, voice, want string }{
		{"their own", usual, "", "ben ben@example.org", ""},
		{"a stranger in ben's name", usual + "ben eve@example.org", "", "ben eve@example.org", "eve"},
		{"a stranger nobody knows", usual + "ben x@evil.example", "", "ben x@evil.example", "x@evil.example"},
		{"an address that looks like ben's", usual + "ben ben@examp1e.org", "", "ben ben@examp1e.org", "ben@examp1e.org"},
		{"a handle that looks like ben's", usual + "bеn eve@example.org", "", "bеn eve@example.org", "eve"},
		{"one commit, three invented authors", "h1 eve@example.org carried\nh2 eve@example.org carried\nh3 eve@example.org carried", "", "h2 eve@example.org", "eve@example.org"},
		{"among others' their own", "ben ben@example.org carried\ncy ben@example.org carried", "", "ben ben@example.org", ""},
		{"author and committer differ", usual, "", "ben ben@example.org by eve@example.org", "eve"},
		{"a host made the commit", usual, "", "ben ben@example.org by noreply@github.com", ""},
		{"a second handle of one address", usual + "puppet ben@example.org", "", "puppet ben@example.org", "ben"},
		{"a handle the address does not say", "ops ana.gram@corp.example", "", "ops ana.gram@corp.example", ""},
		{"the same, later under another", "ops ana.gram@corp.example\nops eve@evil.example", "", "ops eve@evil.example", "eve@evil.example"},
		{"the address that says so goes first", "ben bjorn@corp.example\nben ben@example.org", "", "ben bjorn@corp.example", "bjorn@corp.example"},
		{"mapped", usual, "Ben <ben@example.org> <ben@home.example>", "ben ben@home.example", ""},
		{"mapped to another member", usual, "Ben <ben@example.org> <eve@example.org>", "ben eve@example.org", "eve"},
		{"no address", usual, "", "ben ", "somebody"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ties, err := NewTies(Sources{Voices: voices(t, tt.spoken), Mailmap: tt.mailmap, Earliest: func(_ note.Handle, a []string) (string, error) {
				for line := range strings.Lines(tt.spoken) {
					for _, one := range a {
						if strings.Contains(line, one) {
							return one, nil
						}
					}
				}
				return "", nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			v := voices(t, strings.TrimSuffix(tt.voice, " ")+" -")[0]
			if strings.HasSuffix(tt.voice, " ") {
				v.Email = ""
			}
			if w := ties.Word(v, time.Time{}); w.Brought != tt.want {
				t.Errorf("brought by %q, want %q", w.Brought, tt.want)
			}
		})
	}
}

// U43: whose keys are believed. A change of a card is "ben@example.org k1" – who made it, the keys
// it names – with "signed k", "let ana@example.org" (who merged it) and "beside".
func TestTiesOfKeys(t *testing.T) {
	for _, tt := range []struct {
		name    string
		changes []string
		want    string // the seeds of ben's keys
		doubt   string
	}{
		{"his own", []string{"ben@example.org a"}, "a", ""},
		{"none", []string{"ben@example.org"}, "", ""},
		{"somebody else added it", []string{"ben@example.org", "eve@example.org b"}, "", "eve"},
		{"a steward added it", []string{"ben@example.org", "ana@example.org b"}, "b", ""},
		{"a steward let it in", []string{"ben@example.org", "eve@example.org b let ana@example.org"}, "b", ""},
		{"rotated, signed with the old one", []string{"ben@example.org a", "ben@example.org ab signed a", "ben@example.org b signed b"}, "b", ""},
		{"under his address, not signed", []string{"ben@example.org a", "ben@example.org b"}, "a", "ben"},
		{"lost his key: a steward lets it in", []string{"ben@example.org a", "ben@example.org b let ana@example.org"}, "b", ""},
		{"somebody else's signature", []string{"ben@example.org a", "eve@example.org b signed b"}, "a", "eve"},
		{"two that do not know each other", []string{"ben@example.org b", "ben@example.org a beside"}, "", "ben"},
		{"until a steward says which", []string{"ben@example.org b", "ben@example.org a beside", "ana@example.org a"}, "a", ""},
		{"he takes it back", []string{"ben@example.org a", "ben@example.org - signed a"}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from := Sources{
				Voices:  voices(t, "ana ana@example.org\nben ben@example.org\neve eve@example.org"),
				Steward: func(_, by note.Handle) bool { return by == "ana" },
			}
			for _, line := range tt.changes {
				f := strings.Fields(line)
				c := CardChange{EntryCommit: index.EntryCommit{Handle: "ben", Email: f[0]}}
				if len(f) > 1 && f[1] != "-" {
					for _, seed := range strings.Split(f[1], "") {
						c.Keys = append(c.Keys, keyOf(t, seed))
					}
				}
				for i := 2; i < len(f); i++ {
					switch f[i] {
					case "signed":
						c.Key = keyOf(t, f[i+1]).ID
					case "let":
						c.Let = index.EntryCommit{Email: f[i+1]}
					case "beside":
						c.Beside = true
					}
				}
				from.Cards = append(from.Cards, c)
			}
			ties, err := NewTies(from)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, seed := range []string{"a", "b"} {
				if ties.Word(index.EntryCommit{Handle: "ben", Email: "x@example.org", Key: keyOf(t, seed).ID}, time.Time{}).Signed {
					got += seed
				}
			}
			if got != tt.want || ties.Doubt("ben") != tt.doubt {
				t.Errorf("keys %q, want %q; doubt %q, want %q", got, tt.want, ties.Doubt("ben"), tt.doubt)
			}
		})
	}
}

// U43: a member who took another handle says so on the card of the new one, from an address of the old
// one. Each case is a change of a card, "norah nora@example.org nora" – of whom, by whom, its "also" –
// and whether what nora's address then says as norah is her own word.
func TestTiesOfARenamedMember(t *testing.T) {
	const usual = "nora nora@example.org\neve eve@example.org\nnorah nora@example.org\n"
	for _, tt := range []struct{ name, spoken, card, want string }{
		{"no card says so", usual, "", "nora"},
		{"the card of the new handle does", usual, "norah nora@example.org nora", ""},
		{"the old card does", usual, "nora nora@example.org norah", ""},
		{"a card that names another address only", usual, "norah nora@example.org me@home.example", "nora"},
		{"somebody else's hand", usual, "norah eve@example.org nora", "nora"},
		{"somebody else speaks under it", usual + "norah norah@example.org", "norah nora@example.org nora", "nora"},
		{"brought in by a third", usual, "norah nora@example.org nora by eve@example.org", "nora"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from := Sources{Voices: voices(t, tt.spoken)}
			if f := strings.Fields(tt.card); len(f) > 0 {
				names := []string{HandleName(note.Handle(f[0])), HandleName(note.Handle(f[2]))}
				if strings.Contains(f[2], "@") {
					names[1] = EmailName(f[2])
				}
				v := voices(t, strings.Join(append(f[:2:2], f[3:]...), " "))[0]
				from.Cards = []CardChange{{EntryCommit: v, Names: names}}
			}
			ties, err := NewTies(from)
			if err != nil {
				t.Fatal(err)
			}
			if w := ties.Word(voices(t, "norah nora@example.org")[0], time.Time{}); w.Brought != tt.want {
				t.Errorf("brought by %q, want %q", w.Brought, tt.want)
			}
		})
	}
}

// U43: who says on their own card that they are called otherwise takes no handle that others have a card
// for, or say the same of. Each case is the changes of cards, as above, and who spoke under the handle.
func TestTiesOfAHandleThatSeveralClaim(t *testing.T) {
	const usual = "nora nora@example.org\neve eve@example.org\nana ana@example.org\n"
	for _, tt := range []struct{ name, cards, voice, want string }{
		{"by a card of one's own", "eve eve@example.org norah", "norah eve@example.org", ""},
		{"by two cards, one", "eve eve@example.org norah\nnora nora@example.org norah", "norah eve@example.org", "eve"},
		{"by two cards, the other", "eve eve@example.org norah\nnora nora@example.org norah", "norah nora@example.org", "nora"},
		{"of whom a third made the card", "eve eve@example.org ben\nben ana@example.org x", "ben eve@example.org", "eve"},
		{"of whose card is there", "eve eve@example.org norah\nnorah nora@example.org nora", "norah eve@example.org", "eve"},
		{"and the one whose card it is stays", "eve eve@example.org norah\nnorah nora@example.org nora", "norah nora@example.org", ""},
		{"by a change of that card", "norah nora@example.org nora\nnorah eve@example.org eve", "norah eve@example.org", "eve"},
		{"a card that a steward mended later", "norah nora@example.org nora\nnorah ana@example.org nora", "norah nora@example.org", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from := Sources{Voices: voices(t, usual)}
			for line := range strings.Lines(tt.cards) {
				f := strings.Fields(line)
				v := voices(t, f[0]+" "+f[1])[0]
				from.Cards = append(from.Cards, CardChange{EntryCommit: v, Names: []string{HandleName(note.Handle(f[2]))}})
			}
			ties, err := NewTies(from)
			if err != nil {
				t.Fatal(err)
			}
			if w := ties.Word(voices(t, tt.voice)[0], time.Time{}); w.Brought != tt.want {
				t.Errorf("brought by %q, want %q", w.Brought, tt.want)
			}
		})
	}
}

// A key counts from its day to its day, and the lines for git say so.
func TestTiesOfKeysInTime(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 5, d, 0, 0, 0, 0, time.UTC) }
	k := keyOf(t, "a")
	k.After, k.Before = day(2), day(4)
	ties, err := NewTies(Sources{
		Voices: voices(t, "ben ben@example.org"),
		Cards:  []CardChange{{EntryCommit: index.EntryCommit{Handle: "ben", Email: "ben@example.org"}, Keys: []signature.Key{k}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for d, want := range map[int]bool{1: false, 2: true, 3: true, 4: false} {
		if got := ties.Word(index.EntryCommit{Handle: "ben", Email: "ben@example.org", Key: k.ID}, day(d)); got.Signed != want || got.Brought != "" {
			t.Errorf("day %d: %+v", d, got)
		}
	}
	if lines := ties.Allowed(); len(lines) != 1 || !strings.HasPrefix(lines[0], `ben@example.org namespaces="git",valid-after="20260502000000Z",valid-before="20260504000000Z" ssh-ed25519 `) {
		t.Errorf("%q", lines)
	}
}
