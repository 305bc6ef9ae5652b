package repo

import (
	"context"
	"errors"
	"fmt"
)

// Push moves references on a remote and sends the objects that it lacks. When
// it returns nil, the remote has reported each of them as moved; references of this
// repository stay as they are. remote is a configured name or an address.
//
// What the remote refuses is a PushError that names every reference it
// refused; without PushOptions.Atomic the others have moved. Other errors are AuthError,
// NetError, or the context's own: then the remote may or may not have moved.
func (r *Repo) Push(ctx context.Context, remote string, refs []PushRef, opts PushOptions) error {
	if len(refs) == 0 {
		return nil
	}
	for _, p := range refs {
		if !plainRef(p.Ref) {
			return fmt.Errorf("push: %q is no name for a reference", string(p.Ref))
		}
		if p.New != "" && !p.New.valid(r.format) {
			return fmt.Errorf("push %s: %q is not an object id", p.Ref, string(p.New))
		}
	}
	if err := r.mine(); err != nil {
		return fmt.Errorf("push: %w", err)
	}
	if r.opts.Git == "" && len(opts.Options) == 0 {
		opts.Options = r.values("push.pushoption") // git adds them itself
	}
	t, err := r.connect(remote, true)
	if err != nil {
		return fmt.Errorf("push: %w", r.remembered(remote, err))
	}
	err = t.push(ctx, refs, opts)
	if closed := t.close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("push: %w", r.remembered(remote, err))
	}
	return nil
}

// ListPush asks what the place has that a remote is pushed to.
func (r *Repo) ListPush(ctx context.Context, remote string) (Advertised, error) {
	at, err := r.address(remote, true)
	if err != nil {
		return Advertised{}, fmt.Errorf("list: %w", err)
	}
	at.given, at.pushurl = at.plain, false // reading from where git writes
	t, err := r.transportTo(at, remote)
	if err != nil {
		return Advertised{}, fmt.Errorf("list: %w", err)
	}
	adv, err := t.list(ctx)
	return adv, errors.Join(err, t.close())
}

// judge tells what would refuse a push before anything is sent, given what the
// remote has. old is that value, "" for none.
func (r *Repo) judge(ctx context.Context, p PushRef, old Hash) (*RefReject, error) {
	switch {
	case p.Lease != nil && *p.Lease != old:
		return &RefReject{Ref: p.Ref, Kind: Stale, Message: "stale info"}, nil
	case p.Lease != nil || p.New == "" || old == "" || old == p.New:
		return nil, nil
	}
	if here, err := r.here(old); err == nil && !here {
		return &RefReject{Ref: p.Ref, Kind: NonFastForward, Message: "fetch first"}, nil
	}
	grew, err := r.IsAncestor(ctx, old, p.New)
	if err != nil || grew {
		return nil, err
	}
	return &RefReject{Ref: p.Ref, Kind: NonFastForward, Message: "non-fast-forward"}, nil
}

// judgeAll divides a push into what to send and what is refused already; what
// is as wanted is neither. With atomic, one refusal refuses all.
func (r *Repo) judgeAll(ctx context.Context, refs []PushRef, has map[Ref]Hash, atomic bool) (send []PushRef, refused []RefReject, err error) {
	for _, p := range refs {
		no, err := r.judge(ctx, p, has[p.Ref])
		if err != nil {
			return nil, nil, fmt.Errorf("compare %s: %w", p.Ref, err)
		}
		if no != nil {
			refused = append(refused, *no)
		} else if p.New != has[p.Ref] {
			send = append(send, p)
		}
	}
	if atomic && len(refused) > 0 {
		for _, p := range send {
			refused = append(refused, RefReject{Ref: p.Ref, Kind: Other, Message: "atomic push failed"})
		}
		send = nil
	}
	return send, refused, nil
}
