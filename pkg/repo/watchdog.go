package repo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"
)

const (
	defaultIdle   = 30 * time.Second
	defaultNotice = 3 * time.Second
)

// errSilent is the cause of a Timeout.
var errSilent = errors.New("the connection stays silent")

// idleTimeout says how long the other side may stay silent before the user is told
// and before we give up. An idle shorter than twice the notice halves the notice's delay.
type idleTimeout struct {
	idle, notice time.Duration
	say          func(msg string)
}

func (o Options) idleTimeout() idleTimeout {
	p := idleTimeout{idle: o.Idle, notice: defaultNotice, say: o.Notice}
	if p.idle <= 0 {
		p.idle = defaultIdle
	}
	p.notice = min(p.notice, p.idle/2)
	if p.say == nil {
		p.say = func(string) {}
	}
	return p
}

// watch returns a context that ends with a NetError when nobody calls feed for
// the idle timeout. stop must be called.
func (p idleTimeout) watch(ctx context.Context, host string) (context.Context, *watchdog) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watchdog{idleTimeout: p, ctx: ctx, cancel: cancel}
	w.idleTimer = time.AfterFunc(p.idle, func() {
		cancel(&NetError{Host: host, Kind: Timeout, Err: fmt.Errorf("%w for %s", errSilent, p.idle)})
	})
	w.noticeTimer = time.AfterFunc(p.notice, func() {
		if w.told.CompareAndSwap(false, true) {
			p.say("still waiting for " + host + " …")
		}
	})
	return ctx, w
}

// watchdog ends one conversation in which nothing comes or goes. Safe for several goroutines;
// a nil one never does.
type watchdog struct {
	idleTimeout
	idleTimer, noticeTimer *time.Timer
	told                   atomic.Bool
	ctx                    context.Context // what the watch ends
	cancel                 context.CancelCauseFunc
}

// feed says that something came or went.
func (w *watchdog) feed() {
	if w == nil {
		return
	}
	w.idleTimer.Reset(w.idle)
	if !w.told.Load() {
		w.noticeTimer.Reset(w.idleTimeout.notice)
	}
}

// stop ends the watch and releases the context.
func (w *watchdog) stop() {
	if w == nil {
		return
	}
	w.told.Store(true)
	w.idleTimer.Stop()
	w.noticeTimer.Stop()
	w.cancel(nil)
}

// given returns the error to report when ctx ended a conversation: the
// silence that the watch found, or the caller's own reason to stop, else err.
func given(ctx context.Context, err error) error {
	if ctx.Err() == nil || err == nil {
		return err
	}
	var net *NetError
	if cause := context.Cause(ctx); errors.As(cause, &net) {
		return net
	}
	return ctx.Err()
}

// watchedWriter passes writes on and takes them as a sign of life.
type watchedWriter struct {
	io.Writer
	watchdog *watchdog
}

func (w watchedWriter) Write(p []byte) (int, error) {
	w.watchdog.feed()
	return w.Writer.Write(p)
}

// watchedConn takes every byte that comes or goes as a sign of life.
type watchedConn struct {
	net.Conn
	watchdog *watchdog
}

func (c watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.watchdog.feed()
	}
	return n, err
}

func (c watchedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	if n > 0 {
		c.watchdog.feed()
	}
	return n, err
}
