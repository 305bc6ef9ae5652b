package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
)

// push reads what the remote has, judges, and sends the references that may
// move with the objects that the remote lacks.
func (t *wireTransport) push(ctx context.Context, refs []PushRef, opts PushOptions) error {
	ctx, err := t.begin(ctx, receiveService)
	if err != nil {
		return err
	}
	if err := t.canServe(opts); err != nil {
		return err
	}
	has := map[Ref]Hash{}
	for name, h := range t.adv.References {
		has[Ref(name)] = Hash(h.String())
	}
	send, refused, err := t.r.judgeAll(ctx, refs, has, opts.Atomic)
	if err != nil {
		return err
	}
	e := &PushError{Refs: refused}
	if len(send) > 0 {
		if err := t.send(ctx, send, has, opts, e); err != nil {
			return t.explain(ctx, err)
		}
	}
	if len(e.Refs) > 0 {
		return e
	}
	return nil
}

func (t *wireTransport) canServe(opts PushOptions) error {
	if opts.Atomic && !t.adv.Capabilities.Supports(capability.Atomic) {
		return fmt.Errorf("%s cannot move several references at once", t.at.name())
	}
	if len(opts.Options) > 0 && !t.adv.Capabilities.Supports(capability.PushOptions) {
		return fmt.Errorf("%s takes no push options", t.at.name())
	}
	return nil
}

// send carries out the push and adds to e what the server refused.
func (t *wireTransport) send(ctx context.Context, refs []PushRef, has map[Ref]Hash, opts PushOptions, e *PushError) error {
	request, err := t.pushRequest(ctx, refs, has, opts)
	if err != nil {
		return err
	}
	defer request.discard()
	answer, err := t.line.exchange(ctx, request.f, request.size)
	if err != nil {
		return err
	}
	said, err := t.report(answer, e)
	if closed := answer.Close(); err == nil {
		err = closed
	}
	e.Remote = said
	for i, r := range e.Refs {
		if r.Kind == Other || r.Kind == Hook {
			e.Refs[i] = refusal(r.Ref, r.Message, said)
		}
	}
	return err
}

// spool is a request on disk: it may be large, and may have to be sent twice.
type spool struct {
	f    *os.File
	size int64
}

// discard removes it; git gc removes what a crash leaves.
func (s spool) discard() {
	_ = errors.Join(s.f.Close(), os.Remove(s.f.Name()))
}

// pushRequest writes the commands, the options and the pack.
func (t *wireTransport) pushRequest(ctx context.Context, refs []PushRef, has map[Ref]Hash, opts PushOptions) (s spool, err error) {
	f, err := os.CreateTemp(filepath.Join(t.r.common, "objects", "pack"), "tmp_pack_")
	if err != nil {
		return s, fmt.Errorf("prepare the push: %w", err)
	}
	s = spool{f: f}
	defer func() {
		if err != nil {
			s.discard()
		}
	}()
	if _, err := f.Write(t.commands(refs, has, opts)); err != nil {
		return s, fmt.Errorf("prepare the push: %w", err)
	}
	if err := t.packFor(ctx, f, refs, has); err != nil {
		return s, fmt.Errorf("prepare the push: %w", err)
	}
	s.size, err = f.Seek(0, io.SeekCurrent)
	return s, err
}

// commands is the first part of a push: "OLD NEW REF", the first with what we
// can, and the options. It is written to memory, which takes all.
func (t *wireTransport) commands(refs []PushRef, has map[Ref]Hash, opts PushOptions) []byte {
	var b bytes.Buffer
	e := pktline.NewEncoder(&b)
	able := []string{"report-status", "side-band-64k", "ofs-delta"}
	if opts.Atomic {
		able = append(able, "atomic")
	}
	if len(opts.Options) > 0 {
		able = append(able, "push-options")
	}
	caps := "\x00 " + strings.Join(t.capable(able...), " ")
	f := t.r.format
	for _, p := range refs {
		_ = e.Encodef("%s %s %s%s", f.orZeros(has[p.Ref]), f.orZeros(p.New), p.Ref, caps)
		caps = ""
	}
	_ = e.Flush()
	if len(opts.Options) > 0 {
		for _, o := range opts.Options {
			_ = e.Encodef("%s", o)
		}
		_ = e.Flush()
	}
	return b.Bytes()
}

// packFor writes the objects that the remote lacks; deletions need none.
func (t *wireTransport) packFor(ctx context.Context, w io.Writer, refs []PushRef, has map[Ref]Hash) error {
	var want, have []Hash
	for _, p := range refs {
		if p.New != "" {
			want = append(want, p.New)
		}
	}
	if len(want) == 0 {
		return nil
	}
	for _, h := range has {
		have = append(have, h)
	}
	ids, err := t.r.outgoing(ctx, want, have)
	if err != nil {
		return err
	}
	return t.r.writePack(w, ids, t.watchdog)
}

// report reads the server's verdict on each reference and what it printed for people.
func (t *wireTransport) report(answer io.Reader, e *PushError) (said string, err error) {
	if !t.adv.Capabilities.Supports(capability.ReportStatus) {
		_, err := io.Copy(io.Discard, answer)
		return "", err
	}
	var words bytes.Buffer
	if t.adv.Capabilities.Supports(capability.Sideband64k) {
		d := sideband.NewDemuxer(sideband.Sideband64k, answer)
		d.Progress = &words
		answer = d
	}
	status := packp.NewReportStatus()
	if err := status.Decode(answer); err != nil {
		return "", fmt.Errorf("read the answer: %w", err)
	}
	// Hooks that run after the push have their say behind the report.
	if _, err := io.Copy(io.Discard, answer); err != nil {
		return "", fmt.Errorf("read the answer: %w", err)
	}
	said = withoutProgress(words.String())
	for _, s := range status.CommandStatuses {
		if s.Status != "ok" {
			e.Refs = append(e.Refs, refusal(Ref(s.ReferenceName), unpacking(s.Status, "remote unpack failed: "+status.UnpackStatus), said))
		}
	}
	if status.UnpackStatus != "ok" && len(e.Refs) == 0 {
		return said, fmt.Errorf("the server could not unpack what we sent: %s", status.UnpackStatus)
	}
	return said, nil
}
