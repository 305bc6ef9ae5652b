package pool

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/forge/gitreview"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/repo"
	"github.com/breakfast-table/cop/pkg/signature"
)

// whose knows whose word is whose: which addresses and keys speak for which member.
type whose struct {
	people.Ties
	foreign bool   // something was brought in another's name
	digest  string // changes when anybody's word may weigh otherwise
}

// readTies finds out who speaks for whom. speakers are who spoke, as the index knows.
func (p *Pool) readTies(ctx context.Context, speakers []index.EntryCommit, mailmap string) (*whose, error) {
	cards, err := p.cardChanges(ctx)
	if err != nil {
		return nil, err
	}
	ties, err := people.NewTies(people.Sources{
		Voices: speakers, Cards: cards, Mailmap: mailmap,
		Steward: func(of, by note.Handle) bool { return slices.Contains(p.Charter().StewardsOf(cardOf(of)), by) },
		Named:   p.stewardBefore,
		Earliest: func(h note.Handle, addresses []string) (string, error) {
			return p.earliest(ctx, h, addresses)
		},
		Made: p.made(),
	})
	if err != nil {
		return nil, err
	}
	w := &whose{Ties: ties}
	sum := sha256.New()
	fmt.Fprintln(sum, p.Charter().Signatures)
	for _, v := range speakers {
		if brought := ties.Word(v, time.Time{}).Brought; brought != "" {
			w.foreign = true
			fmt.Fprintln(sum, v.Handle, v.Email, v.By, brought)
		}
	}
	for _, line := range ties.Known() {
		_, _ = io.WriteString(sum, line+"\n")
	}
	w.digest = hex.EncodeToString(sum.Sum(nil)[:8])
	return w, nil
}

// stewardBefore reports whether a handle answered for something when a card was changed, and does so today.
func (p *Pool) stewardBefore(h note.Handle, c people.CardChange) bool {
	if !p.Charter().NamesSteward(h) {
		return false
	}
	text, err := p.repo.ReadFile(repo.Hash(c.Rev), charterPath)
	if err != nil {
		return true // nobody can say
	}
	was, _ := note.ReadCharter(note.Parse(charterPath, text))
	return was.NamesSteward(h)
}

// made says which signatures of gpg were made by a key, each looked at once.
func (p *Pool) made() func(signature.Key, string) bool {
	type pair struct{ key, rev string }
	known := map[pair]bool{}
	return func(k signature.Key, rev string) bool {
		if rev == "" {
			return false // of many together nobody can say
		}
		at := pair{k.String(), rev}
		yes, ok := known[at]
		if !ok {
			yes, _ = p.repo.Made(repo.Hash(rev), k) // what cannot be read is signed by nobody
			known[at] = yes
		}
		return yes
	}
}

// cardChanges lists the changes of members' cards, of each the oldest first.
func (p *Pool) cardChanges(ctx context.Context) ([]people.CardChange, error) {
	voices, err := p.db.CardVoices(ctx)
	if err != nil {
		return nil, err
	}
	known := readKnownVersions(p.versionsFile())
	now, read := make(map[string]knownVersion, len(voices)), false
	byCard := map[note.Handle][]people.CardChange{}
	for _, v := range voices {
		k, ok := known[v.Name]
		if !ok {
			if k, err = p.readCardVersion(v); err != nil {
				return nil, err
			}
			read = true
		}
		now[v.Name] = k
		c := people.CardChange{EntryCommit: v, When: k.When, Names: k.Names}
		for _, line := range k.Keys {
			if key, err := signature.ParseKey(line); err == nil {
				c.Keys = append(c.Keys, key)
			}
		}
		byCard[v.Handle] = append(byCard[v.Handle], c)
	}
	if read || len(now) != len(known) {
		keepKnownVersions(p.versionsFile(), now)
	}
	return p.inHistory(ctx, byCard)
}

// readCardVersion reads a card as a commit left it; of a card that went nothing is known.
func (p *Pool) readCardVersion(v index.EntryCommit) (knownVersion, error) {
	rev := repo.Hash(v.Rev)
	info, err := p.repo.Info(rev)
	if err != nil {
		return knownVersion{}, fmt.Errorf("read who changed a card: %w", err)
	}
	k := knownVersion{When: info.When}
	text, err := p.repo.ReadFile(rev, cardOf(v.Handle).Path())
	if err != nil {
		return k, nil //nolint:nilerr // removed, or under another spelling
	}
	n := note.Parse(cardOf(v.Handle).Path(), text)
	k.Names, k.Keys = people.NamesOn(n), people.FrontLines(n, "keys")
	return k, nil
}

// inHistory puts the changes of each card in the order of history. Dates can be forged, so only
// what grew from what counts; changes by one hand only are taken as they are dated.
func (p *Pool) inHistory(ctx context.Context, byCard map[note.Handle][]people.CardChange) ([]people.CardChange, error) {
	var out []people.CardChange
	for _, h := range slices.Sorted(maps.Keys(byCard)) {
		list := byCard[h]
		slices.SortFunc(list, func(a, b people.CardChange) int {
			if c := a.When.Compare(b.When); c != 0 {
				return c
			}
			return strings.Compare(a.Rev, b.Rev)
		})
		if !oneHand(list) {
			if err := p.byAncestry(ctx, list); err != nil {
				return nil, err
			}
		}
		out = append(out, list...)
	}
	return out, nil
}

// oneHand reports changes that one person made, by the address and the key. What a signature of
// gpg claims proves no hand: anybody can write it.
func oneHand(list []people.CardChange) bool {
	for _, c := range list {
		if c.Email != list[0].Email || c.By != list[0].By || c.Key != list[0].Key || len(list) > 1 && signature.Claimed(c.Key) {
			return false
		}
	}
	return true
}

const mostChanges = 100 // of one card that are compared with each other

// byAncestry sorts changes so that each stands behind those it grew from, and finds out who let
// in what.
func (p *Pool) byAncestry(ctx context.Context, list []people.CardChange) error {
	if len(list) > mostChanges {
		list = list[:mostChanges]
	}
	for i := 1; i < len(list); i++ {
		for j := i; j > 0; j-- {
			before, err := p.includes(ctx, repo.Hash(list[j-1].Rev), repo.Hash(list[j].Rev))
			if err != nil {
				return err
			}
			if !before {
				break
			}
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	for i := range list {
		if i > 0 {
			grew, err := p.includes(ctx, repo.Hash(list[i].Rev), repo.Hash(list[i-1].Rev))
			if err != nil {
				return err
			}
			list[i].Beside = !grew
		}
		if list[i].Email != list[0].Email || list[i].Key != "" {
			let, err := p.mergedBy(ctx, repo.Hash(list[i].Rev))
			if err != nil {
				return err
			}
			list[i].Let = let
		}
	}
	return nil
}

const mostMerges = 500 // on the shared line that are looked at

// mergedBy is who brought a commit into the shared line by a merge; the zero value where it stands on the
// line itself.
func (p *Pool) mergedBy(ctx context.Context, rev repo.Hash) (index.EntryCommit, error) {
	n := 0
	for c, err := range p.repo.Trunk(ctx, p.accepted()) {
		if err != nil {
			return index.EntryCommit{}, err
		}
		if n++; c.Hash == rev || n > mostMerges {
			break
		}
		if len(c.Parents) < 2 {
			continue
		}
		had, err := p.includes(ctx, c.Before, rev)
		if err != nil {
			return index.EntryCommit{}, err
		}
		if has, err := p.includes(ctx, c.Side(), rev); err != nil || has && !had {
			v := index.EntryCommit{Email: strings.ToLower(c.Author.Email), Rev: string(c.Hash)}
			if c.Signed && err == nil {
				v.Key, err = p.repo.SignedBy(c.Hash)
			}
			return v, err
		}
	}
	return index.EntryCommit{}, nil
}

const mostCompared = 50 // things said under one address that are compared with others'

// earliest is the address under which a handle spoke before it did under any other, "" for none.
func (p *Pool) earliest(ctx context.Context, h note.Handle, addresses []string) (string, error) {
	voices, err := p.db.VoicesOf(ctx, h)
	if err != nil {
		return "", err
	}
	revs := map[string][]repo.Hash{}
	for _, v := range voices {
		if slices.Contains(addresses, v.Email) && len(revs[v.Email]) < mostCompared && !slices.Contains(revs[v.Email], repo.Hash(v.Rev)) {
			revs[v.Email] = append(revs[v.Email], repo.Hash(v.Rev))
		}
	}
	for _, mine := range addresses {
		for _, first := range revs[mine] {
			before := true
			for _, other := range addresses {
				for _, rev := range revs[other] {
					if other == mine || !before {
						continue
					}
					if before, err = p.includes(ctx, rev, first); err != nil {
						return "", err
					}
				}
			}
			if before {
				return mine, nil
			}
		}
	}
	return "", nil
}

// known makes sure that it is known whose word is whose.
func (p *Pool) knowWhose(ctx context.Context) error {
	if p.whose != nil {
		return nil
	}
	return p.judgeBy(ctx)
}

// readWhose is knowWhose where nobody has looked at the notes yet, or not since the trunk moved.
func (p *Pool) readWhose(ctx context.Context) error {
	if p.whose != nil && !p.whoseOld {
		return nil
	}
	p.whoseOld = false // before: what it calls may ask
	if err := p.refresh(ctx); err != nil {
		return err
	}
	return p.judgeBy(ctx)
}

// attribute says of entries who brought them in their authors' names, and which are not signed
// where the members ask for that. What is not in the history yet is the user's own.
func (p *Pool) attribute(ctx context.Context, thread []Entry) error {
	if len(thread) == 0 {
		return nil
	}
	if err := p.knowWhose(ctx); err != nil {
		return err
	}
	asks := p.Charter().Signatures != ""
	if !p.whose.foreign && !asks {
		return nil
	}
	names := make([]string, len(thread))
	for i, e := range thread {
		names[i] = e.Name()
	}
	voices, err := p.db.EntryCommits(ctx, names)
	if err != nil {
		return err
	}
	for i, e := range thread {
		v, arrived := voices[e.Name()]
		if !arrived || evidence.Imported(e.Note) {
			continue // nobody's word here yet
		}
		w, err := p.word(v)
		if err != nil {
			return err
		}
		thread[i].Brought, thread[i].Unsigned = w.Brought, asks && !w.Signed
	}
	return nil
}

// word is whose word a voice is. The moment matters for keys only.
func (p *Pool) word(v index.EntryCommit) (people.Word, error) {
	var at time.Time
	if v.Key != "" {
		c, err := p.repo.Info(repo.Hash(v.Rev))
		if err != nil {
			return people.Word{}, err
		}
		at = c.When
	}
	return p.whose.Word(v, at), nil
}

// own leaves out the entries that somebody else brought in their author's name, and, where the
// members require signatures, those that are not signed.
func (p *Pool) own(ctx context.Context, entries []note.EntryName) ([]note.EntryName, error) {
	if err := p.knowWhose(ctx); err != nil {
		return nil, err
	}
	required := p.Charter().Signatures == note.SignaturesRequired
	if !p.whose.foreign && !required || len(entries) == 0 {
		return entries, nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(path.Base(e.Path()), ".md")
	}
	voices, err := p.db.EntryCommits(ctx, names)
	if err != nil {
		return nil, err
	}
	var out []note.EntryName
	for i, e := range entries {
		if v, arrived := voices[names[i]]; arrived {
			w, err := p.word(v)
			if err != nil {
				return nil, err
			}
			if w.Brought != "" || required && !w.Signed {
				continue
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// whoseEvent tells of what stands in a review in somebody's name who brought it, and whether it
// lacks a signature that the members ask for. Whom nothing is known of is believed where the
// address or the name that the commit has says their handle.
func (p *Pool) whoseEvent(ctx context.Context, by forge.Login, c gitreview.CommitInfo) (brought string, unsigned bool, err error) {
	if err := p.readWhose(ctx); err != nil {
		return "", false, err
	}
	v := index.EntryCommit{Handle: note.Handle(by), Email: strings.ToLower(strings.Trim(c.Email, "<> ")), By: strings.ToLower(c.Maker), Rev: string(c.ID)}
	if c.Signed {
		if v.Key, err = p.repo.SignedBy(repo.Hash(c.ID)); err != nil {
			return "", false, err
		}
	}
	w := p.whose.Word(v, c.When)
	if w.Brought != "" && !p.whose.Knows(v.Handle) && p.whose.Believed(v, c.Name) {
		w.Brought = ""
	}
	return w.Brought, p.Charter().Signatures != "" && !w.Signed, nil
}
