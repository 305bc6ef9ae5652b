package assistant

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// answering is a transport that hears the end of its input only after every request in
// it was answered. The SDK drops what is under way when its input ends, so that
// "printf … | cop mcp" would answer nothing.
type answering struct{ mcp.Transport }

func (t answering) Connect(ctx context.Context) (mcp.Connection, error) {
	c, err := t.Transport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &answeringConn{Connection: c, open: map[any]bool{}, answered: make(chan struct{}, 1)}, nil
}

type answeringConn struct {
	mcp.Connection
	mu       sync.Mutex
	open     map[any]bool // ids of requests without an answer
	answered chan struct{}
}

func (c *answeringConn) Read(ctx context.Context) (jsonrpc.Message, error) {
	m, err := c.Connection.Read(ctx)
	if req, ok := m.(*jsonrpc.Request); ok {
		c.note(req)
	}
	if errors.Is(err, io.EOF) {
		c.drain(ctx)
	}
	return m, err
}

// note keeps which requests wait for an answer: not those that stay open by design, nor
// those that were cancelled.
func (c *answeringConn) note(req *jsonrpc.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case req.IsCall() && req.Method != "subscriptions/listen":
		c.open[req.ID.Raw()] = true
	case req.Method == "notifications/cancelled":
		var p struct {
			RequestID any `json:"requestId"`
		}
		if json.Unmarshal(req.Params, &p) == nil {
			if n, ok := p.RequestID.(float64); ok {
				p.RequestID = int64(n)
			}
			delete(c.open, p.RequestID)
		}
	}
}

// drain waits until nothing is without an answer.
func (c *answeringConn) drain(ctx context.Context) {
	for {
		c.mu.Lock()
		n := len(c.open)
		c.mu.Unlock()
		if n == 0 {
			return
		}
		select {
		case <-c.answered:
		case <-ctx.Done():
			return
		}
	}
}

func (c *answeringConn) Write(ctx context.Context, m jsonrpc.Message) error {
	err := c.Connection.Write(ctx, m)
	if res, ok := m.(*jsonrpc.Response); ok {
		c.mu.Lock()
		delete(c.open, res.ID.Raw())
		c.mu.Unlock()
		select {
		case c.answered <- struct{}{}:
		default:
		}
	}
	return err
}
