package repo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
)

// wireTransport speaks git's pack protocol (version 0) itself, over whatever carries the bytes.
type wireTransport struct {
	r  *Repo
	at endpoint
	idleTimeout
	line     carrier
	watchdog *watchdog
	adv      *packp.AdvRefs
	// progress receives what the server prints while it works; may be nil
	progress io.Writer
}

// carrier runs one service of a remote and carries bytes to and from it.
type carrier interface {
	// open starts the service and returns what it says first.
	open(ctx context.Context, service string) (io.ReadCloser, error)
	// exchange sends a request of so many bytes and returns the answer. The
	// request may be read twice, from its beginning.
	exchange(ctx context.Context, request io.ReadSeeker, size int64) (io.ReadCloser, error)
	// words is what the service printed beside the protocol.
	words() string
	close() error
}

const (
	uploadService  = "git-upload-pack"
	receiveService = "git-receive-pack"
	userAgent      = "git/cop"
)

func (t *wireTransport) close() error {
	t.watchdog.stop()
	if t.line == nil {
		return nil
	}
	return t.line.close()
}

// begin starts a service and reads what it advertises.
func (t *wireTransport) begin(ctx context.Context, service string) (context.Context, error) {
	ctx, t.watchdog = t.idleTimeout.watch(ctx, t.at.name())
	t.line = t.carrier()
	first, err := t.line.open(ctx, service)
	if err != nil {
		return ctx, t.explain(ctx, err)
	}
	t.adv = packp.NewAdvRefs()
	var head headBuffer
	err = t.adv.Decode(io.TeeReader(first, &head))
	switch {
	case errors.Is(err, packp.ErrEmptyAdvRefs):
		err = nil
	case bytes.Contains(head, []byte("object-format=sha256")):
		err = &UnsupportedError{What: "the repository with sha256 ids at " + t.at.String()}
	}
	if closed := first.Close(); err == nil {
		err = closed
	}
	return ctx, t.explain(ctx, err)
}

// headBuffer keeps the beginning of what is written.
type headBuffer []byte

// Write never fails.
func (b *headBuffer) Write(p []byte) (int, error) {
	const enough = 4 << 10
	*b = append(*b, p[:min(len(p), max(0, enough-len(*b)))]...)
	return len(p), nil
}

func (t *wireTransport) carrier() carrier {
	if t.at.scheme == "ssh" {
		command, _ := t.r.Config("core.sshcommand")
		return &sshCarrier{at: t.at, opts: t.r.opts, command: command, watchdog: t.watchdog}
	}
	s, err := t.r.configuration()
	if err != nil {
		s = &settings{}
	}
	w := loginFinder{opts: t.r.opts, settings: s, at: t.at}
	return &httpCarrier{at: t.at, logins: w, watchdog: t.watchdog, sources: w.sources()}
}

// explain says what an error of the conversation means: silence, a message of
// the server, or something the carrier has recognised already.
func (t *wireTransport) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return given(ctx, err)
	}
	var auth *AuthError
	var net *NetError
	var unsupported *UnsupportedError
	if errors.As(err, &auth) || errors.As(err, &net) || errors.As(err, &unsupported) {
		return err
	}
	words, told := err.Error(), ""
	if said := t.line.words(); said != "" {
		words, told = said, toldBy(said)
		err = errors.New(oneLine(told))
	}
	kind, _ := means(words, failureWords())
	return t.at.failure(kind, told, plainly(err))
}

// plainly cuts passwords and control characters out of an error's words.
func plainly(err error) error {
	words := redact(strings.ReplaceAll(printableLines(err.Error()), "\n", " "))
	if words == err.Error() {
		return err
	}
	return errors.New(words)
}

func (t *wireTransport) list(ctx context.Context) (Advertised, error) {
	if _, err := t.begin(ctx, uploadService); err != nil {
		return Advertised{}, err
	}
	adv := Advertised{Refs: map[Ref]Hash{}}
	for name, h := range t.adv.References {
		if plainRef(Ref(name)) {
			adv.Refs[Ref(name)] = Hash(h.String())
		}
	}
	for _, pair := range t.adv.Capabilities.Get(capability.SymRef) {
		if target, ok := strings.CutPrefix(pair, "HEAD:"); ok && plainRef(Ref(target)) {
			adv.Head = Ref(target)
		}
	}
	return adv, nil
}

func (t *wireTransport) fetch(ctx context.Context, adv Advertised, wanted map[Ref]Ref) error {
	if len(t.adv.Shallows) > 0 {
		return &UnsupportedError{What: "the shallow repository at " + t.at.String()}
	}
	var want []Hash
	var updates []RefUpdate
	for theirs, ours := range wanted {
		want = append(want, adv.Refs[theirs])
		updates = append(updates, RefUpdate{Ref: ours, New: adv.Refs[theirs], Any: true})
	}
	ctx, cancel := t.join(ctx)
	defer cancel()
	if err := t.download(ctx, want); err != nil {
		return t.explain(ctx, err)
	}
	return t.r.arrive(ctx, updates)
}

// join ends a context with the one the watchdog watches.
func (t *wireTransport) join(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(t.watchdog.ctx, func() { cancel(context.Cause(t.watchdog.ctx)) })
	return ctx, func() { stop(); cancel(nil) }
}

// download asks for the wanted objects that are not here and stores them.
func (t *wireTransport) download(ctx context.Context, want []Hash) error {
	have, err := t.r.landmarks(ctx)
	if err != nil {
		return err
	}
	if want, err = t.r.unreached(ctx, want, have); err != nil || len(want) == 0 {
		return err
	}
	request, err := t.uploadRequest(want, have)
	if err != nil {
		return err
	}
	answer, err := t.line.exchange(ctx, bytes.NewReader(request), int64(len(request)))
	if err != nil {
		return err
	}
	pack, err := t.packIn(answer)
	if err == nil {
		err = t.r.takePack(pack)
	}
	if closed := answer.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return t.r.complete(ctx, want, have)
}

// unreached are those of ids that no reference here leads to; near are commits that some do.
// That a commit is stored proves nothing: a fetch that was killed may have stored it
// without what it stands on, and only references are moved last.
func (r *Repo) unreached(ctx context.Context, ids, near []Hash) ([]Hash, error) {
	refs, err := r.Refs("refs/")
	if err != nil {
		return nil, err
	}
	var out []Hash
	for _, id := range ids {
		missing, err := r.lacking([]Hash{id})
		if err != nil {
			return nil, err
		}
		if len(missing) > 0 || !slices.Contains(near, id) && !r.leadsTo(ctx, refs, id) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), ctx.Err()
}

// leadsTo reports whether a reference reaches a commit. A history with holes does not.
func (r *Repo) leadsTo(ctx context.Context, refs map[Ref]Hash, id Hash) bool {
	for _, tip := range refs {
		if tip == id {
			return true
		}
	}
	for _, tip := range refs {
		if reached, err := r.IsAncestor(ctx, id, tip); err == nil && reached {
			return true
		}
	}
	return false
}

// lacking drops the ids of objects that are here.
func (r *Repo) lacking(ids []Hash) ([]Hash, error) {
	var out []Hash
	for _, h := range ids {
		if !h.valid(r.format) {
			return nil, fmt.Errorf("the server names an object %q", string(h))
		}
		if here, err := r.here(h); err != nil {
			return nil, err
		} else if !here {
			out = append(out, h)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// complete makes sure that what arrived is whole: that every new commit and
// tree can be read down to what was here before. A first fetch is not walked again.
func (r *Repo) complete(ctx context.Context, want, have []Hash) error {
	if len(have) == 0 {
		missing, err := r.lacking(want)
		if err == nil && len(missing) > 0 {
			err = fmt.Errorf("the server did not send %s", missing[0])
		}
		return err
	}
	if _, err := r.outgoing(ctx, want, have); err != nil {
		return fmt.Errorf("the server did not send all: %w", err)
	}
	return nil
}

// enoughLandmarks is how many commits we tell a server that we have.
const enoughLandmarks = 256

// landmarks lists commits that a remote is likely to have too: where our
// references are, and a way back from there in case its history was rewritten.
func (r *Repo) landmarks(ctx context.Context) ([]Hash, error) {
	refs, err := r.Refs("refs/")
	if err != nil {
		return nil, err
	}
	g, err := r.graph()
	if err != nil {
		return nil, err
	}
	for _, h := range refs {
		if c, err := r.peel(h); err == nil {
			if err := g.add(c, left); err != nil {
				return nil, err
			}
		}
	}
	var out []Hash
	for len(g.queue) > 0 && len(out) < enoughLandmarks {
		c, _, err := g.next(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, c.Hash)
		for _, parent := range c.Parents {
			if err := g.add(parent, left); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// uploadRequest asks for objects: what we want, what we have, done. All in one
// message, since a server over http forgets everything between two.
func (t *wireTransport) uploadRequest(want, have []Hash) ([]byte, error) {
	var b bytes.Buffer
	e := pktline.NewEncoder(&b)
	caps := " " + strings.Join(t.capable("multi_ack_detailed", "side-band-64k", "ofs-delta"), " ")
	for _, h := range want {
		if err := e.Encodef("want %s%s\n", h, caps); err != nil {
			return nil, err
		}
		caps = ""
	}
	cut, err := t.r.shallow()
	if err != nil {
		return nil, err
	}
	for h := range cut {
		if err := e.Encodef("shallow %s\n", h); err != nil {
			return nil, err
		}
	}
	if err := e.Flush(); err != nil {
		return nil, err
	}
	for _, h := range have {
		if err := e.Encodef("have %s\n", h); err != nil {
			return nil, err
		}
	}
	err = e.Encodef("done\n")
	return b.Bytes(), err
}

// capable lists which of the abilities the server has too, and who we are.
func (t *wireTransport) capable(names ...string) []string {
	var both []string
	for _, n := range names {
		if t.adv.Capabilities.Supports(capability.Capability(n)) {
			both = append(both, n)
		}
	}
	return append(both, "agent="+userAgent)
}

// packIn skips the server's acknowledgements and returns the pack behind them.
func (t *wireTransport) packIn(answer io.Reader) (io.Reader, error) {
	in := bufio.NewReaderSize(answer, 64<<10)
	for {
		head, err := in.Peek(8)
		if err != nil {
			return nil, fmt.Errorf("read the answer: %w", err)
		}
		word := string(head[4:])
		if !strings.HasPrefix(word, "ACK") && !strings.HasPrefix(word, "NAK") && word != "ERR " {
			break
		}
		if line := pktline.NewScanner(in); !line.Scan() {
			return nil, fmt.Errorf("read the answer: %w", line.Err())
		}
	}
	if !t.adv.Capabilities.Supports(capability.Sideband64k) {
		return in, nil
	}
	d := sideband.NewDemuxer(sideband.Sideband64k, in)
	d.Progress = t.progress
	return d, nil
}
