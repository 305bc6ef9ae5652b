package forge

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// again decides whether a call is worth repeating, and after how long.
//
//   - The host said to come back later (429, or 403 with a limit used up): always, as
//     long as it asked for. Nothing happened there.
//   - The host or what stands before it stumbled (502, 503, 504): reading only, three
//     times, 0.25 s, 1 s, 4 s. A write may have happened.
//   - The connection broke: reading only, once. Silence was waited for long enough.
func (c *client) again(method string, r reply, err error, try int) (time.Duration, bool) {
	reading := method == http.MethodGet || method == http.MethodHead
	if err != nil {
		var net *NetError
		broke := errors.As(err, &net) && !strings.HasPrefix(net.Err.Error(), "refused") && !errors.Is(err, context.DeadlineExceeded)
		return 100 * time.Millisecond, reading && try == 0 && broke
	}
	if limited(r) {
		return c.asked(r, try), try < 5
	}
	stumbled := r.status == http.StatusBadGateway || r.status == http.StatusServiceUnavailable || r.status == http.StatusGatewayTimeout
	if !stumbled || !reading || try >= 3 {
		return 0, false
	}
	if wait, ok := c.retryAfter(r); ok {
		return wait, true
	}
	return 250 * time.Millisecond << (2 * try), true
}

// limited reports whether an answer says: too much, too fast.
func limited(r reply) bool {
	usedUp := r.header.Get("Retry-After") != "" || r.header.Get("X-RateLimit-Remaining") == "0"
	return r.status == http.StatusTooManyRequests || r.status == http.StatusForbidden && usedUp
}

// asked is how long a host wants to be left alone: Retry-After, else the moment its
// limit is renewed, else a second that doubles with the tries.
func (c *client) asked(r reply, try int) time.Duration {
	if wait, ok := c.retryAfter(r); ok {
		return wait
	}
	for _, h := range []string{"X-RateLimit-Reset", "RateLimit-Reset"} {
		if at, err := strconv.ParseInt(r.header.Get(h), 10, 64); err == nil {
			return max(time.Unix(at, 0).Sub(c.opt.Now()), time.Second)
		}
	}
	return time.Second << try
}

// retryAfter reads both forms of the header: seconds and a date.
func (c *client) retryAfter(r reply) (time.Duration, bool) {
	v := r.header.Get("Retry-After")
	if n, err := strconv.Atoi(v); err == nil && n >= 0 {
		return time.Duration(n) * time.Second, true
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(at.Sub(c.opt.Now()), 0), true
	}
	return 0, false
}

// settle repeats f while the host is still busy with what was pushed: up to 20 times
// 50 ms, doubling to 400 ms, about 6 s in all.
func (c *client) settle(ctx context.Context, f func() (done bool, err error)) (bool, error) {
	wait := 50 * time.Millisecond
	for try := 0; ; try++ {
		done, err := f()
		if done || err != nil || try == 19 {
			return done, err
		}
		if err := c.opt.Sleep(ctx, wait); err != nil {
			return false, err
		}
		wait = min(wait*2, 400*time.Millisecond)
	}
}
