package repo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Fetch brings the objects of every reference of the remote that want asks for
// (exact names, or globs like "refs/heads/cop/*") and returns all that the
// remote advertises. It moves no reference of the user's: what was fetched is
// kept from git's garbage collection under refs/cop/fetched/REMOTE/, and what
// vanished there is let go here. With nothing new it is one round trip.
//
// remote is a configured name or an address. GIT_TERMINAL_PROMPT=1 in
// Options.Env lets git and ssh ask for passwords on the terminal; otherwise
// nothing is ever asked. Errors are AuthError and NetError, or the context's own.
func (r *Repo) Fetch(ctx context.Context, remote string, want []string) (Advertised, error) {
	if err := r.mine(); err != nil {
		return Advertised{}, fmt.Errorf("fetch: %w", err)
	}
	t, err := r.connect(remote, false)
	if err != nil {
		return Advertised{}, fmt.Errorf("fetch: %w", r.remembered(remote, err))
	}
	adv, err := r.fetchOver(ctx, t, remote, want)
	if closed := t.close(); err == nil && closed != nil {
		err = closed
	}
	if err != nil {
		return Advertised{}, fmt.Errorf("fetch: %w", r.remembered(remote, err))
	}
	return adv, nil
}

func (r *Repo) fetchOver(ctx context.Context, t transport, remote string, want []string) (Advertised, error) {
	adv, err := t.list(ctx)
	if err == nil && len(adv.Refs) == 0 {
		adv, err = r.noPage(ctx, t, adv)
	}
	if err != nil {
		return adv, err
	}
	keep := fetchedUnder(remote)
	have, err := r.Refs(keep)
	if err != nil {
		return adv, err
	}
	missing, gone := compare(adv, have, keep, want)
	// What vanished goes first: its name may be in the way of a new one below it.
	if err := r.forget(ctx, gone); err != nil {
		return adv, err
	}
	if missing, err = r.adopt(ctx, adv, missing, remote); err != nil || len(missing) == 0 {
		return adv, err
	}
	if err := t.fetch(ctx, adv, missing); err != nil {
		return adv, err
	}
	r.tidyInBackground()
	return adv, r.confirm(adv, missing)
}

// noPage makes sure that an empty list over http is a repository's. Git takes any page whose last
// line has no end for one, such as the sign-in page of a network. Where the page was there for
// one moment, what the repository lists now counts.
func (r *Repo) noPage(ctx context.Context, t transport, empty Advertised) (Advertised, error) {
	git, ok := t.(*gitTransport)
	if !ok || git.at.scheme != "http" && git.at.scheme != "https" {
		return empty, nil
	}
	ourselves := &wireTransport{r: r, at: git.at, idleTimeout: git.idleTimeout}
	adv, err := ourselves.list(ctx)
	var net *NetError
	closed := ourselves.close()
	switch {
	case err == nil:
		return adv, closed
	case errors.As(err, &net):
		return empty, err
	}
	return empty, closed
}

// fetchedUnder is where the fetched objects of a remote are kept reachable.
func fetchedUnder(remote string) string {
	if strings.ContainsAny(remote, ":\\") || checkRefName(Ref("refs/"+remote)) != nil {
		sum := sha256.Sum256([]byte(remote))
		remote = "url-" + hex.EncodeToString(sum[:6])
	}
	return "refs/cop/fetched/" + remote + "/"
}

// compare finds what of the advertised and wanted is not here yet, as theirs -> ours, and what
// is here of wanted references that the remote no longer has.
func compare(adv Advertised, have map[Ref]Hash, keep string, want []string) (missing map[Ref]Ref, gone []RefUpdate) {
	missing = map[Ref]Ref{}
	for theirs, h := range adv.Refs {
		ours := Ref(keep + strings.TrimPrefix(string(theirs), "refs/"))
		if matches(theirs, want) && have[ours] != h {
			missing[theirs] = ours
		}
	}
	for ours, h := range have {
		theirs := Ref("refs/" + strings.TrimPrefix(string(ours), keep))
		if _, there := adv.Refs[theirs]; !there && matches(theirs, want) {
			gone = append(gone, RefUpdate{Ref: ours, Old: h})
		}
	}
	return missing, gone
}

// adopt keeps what is here already because a tracking reference holds it, as
// after a clone or an own push, and returns what still has to be fetched.
func (r *Repo) adopt(ctx context.Context, adv Advertised, missing map[Ref]Ref, remote string) (map[Ref]Ref, error) {
	if len(missing) == 0 {
		return nil, nil
	}
	tracking, err := r.Refs("refs/remotes/" + remote + "/")
	if err != nil {
		return nil, err
	}
	here := map[Hash]bool{}
	for _, h := range tracking {
		here[h] = true
	}
	left := map[Ref]Ref{}
	var updates []RefUpdate
	for theirs, ours := range missing {
		if h := adv.Refs[theirs]; here[h] {
			updates = append(updates, RefUpdate{Ref: ours, New: h, Any: true})
		} else {
			left[theirs] = ours
		}
	}
	if len(updates) == 0 {
		return left, nil
	}
	return left, r.UpdateRefs(ctx, updates...)
}

func (r *Repo) forget(ctx context.Context, gone []RefUpdate) error {
	if len(gone) == 0 {
		return nil
	}
	if err := r.UpdateRefs(ctx, gone...); err != nil {
		return fmt.Errorf("forget what the remote no longer has: %w", err)
	}
	return nil
}

// confirm makes the advertised values of what was fetched those that have
// arrived: the remote may have moved between listing and fetching.
func (r *Repo) confirm(adv Advertised, fetched map[Ref]Ref) error {
	for theirs, ours := range fetched {
		h, err := r.Ref(ours)
		if err != nil {
			return err
		}
		if missing, err := r.lacking([]Hash{h}); err != nil || len(missing) > 0 {
			return errors.Join(err, fmt.Errorf("%s did not arrive", theirs))
		}
		adv.Refs[theirs] = h
	}
	return nil
}

// The numbers beyond which git gc --auto finds something to do.
const (
	crowdedFolder = 27 // of the 256 folders of loose objects, for 6,700 in all
	crowdedPacks  = 50
)

// tidyInBackground starts git gc --auto where it would have something to do.
// It never waits for it, and needs no answer.
func (r *Repo) tidyInBackground() {
	if r.opts.Git == "" || !r.crowded() {
		return
	}
	cmd := newGitProgram(r.opts, r.root).command(context.Background(), "gc", "--auto", "--quiet")
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}

func (r *Repo) crowded() bool {
	objects := filepath.Join(r.common, "objects")
	loose, err := os.ReadDir(filepath.Join(objects, "17"))
	if err == nil && len(loose) >= crowdedFolder {
		return true
	}
	packs, err := filepath.Glob(filepath.Join(objects, "pack", "*.pack"))
	return err == nil && len(packs) > crowdedPacks
}
